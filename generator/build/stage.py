"""The stage: new files of a site. A file that the site already has is not written again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from generator.system import files
from generator.system.state import Made


@dataclass(frozen=True, slots=True)
class Stage:
    """A folder for new files; ``old`` are the files of the site, by path."""

    folder: Path
    old: Mapping[str, Made]

    def put(self, kind: str, path: str, key: bytes, day: str | None, content: Callable[[], bytes]) -> Made:
        """The row of a file, which is written unless the site has one with this key. Same key, same bytes."""
        old = self.old.get(path)
        if old is not None and old.key == key:
            return old._replace(kind=kind, day=day)
        return Made(kind, key, *files.write(self.folder, path, content()), day)

    def put_bytes(self, kind: str, path: str, data: bytes) -> Made:
        """The row of a file that search engines do not list, with its bytes as the key."""
        return self.put(kind, path, files.digest(data), None, lambda: data)
