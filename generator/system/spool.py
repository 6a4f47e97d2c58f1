"""Large values that worker processes exchange on disk: rendered answers, parsed records, the values of pages.

Most of a build's data is exchanged like this instead of through the parent process. Each item is one file.
"""

from __future__ import annotations

import pickle
import shutil
import tempfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Spool:
    """A folder of pickled items by name. The spool itself can be pickled and sent to other processes."""

    folder: Path

    @classmethod
    def make(cls, parent: Path) -> Spool:
        """Make an empty spool below ``parent``, and delete those of killed builds. The caller must hold the lock."""
        parent.mkdir(parents=True, exist_ok=True)
        for left in parent.glob("spool-*"):
            shutil.rmtree(left, ignore_errors=True)
        return cls(Path(tempfile.mkdtemp(prefix="spool-", dir=parent)))

    def put(self, name: str, value: object) -> None:
        """Store one item."""
        (self.folder / name).write_bytes(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))

    def raw(self, name: str) -> bytes | None:
        """Return the pickled bytes of an item; ``None`` if it does not exist."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def names(self, prefix: str) -> list[str]:
        """Return the names of items with a prefix, sorted."""
        return sorted(path.name for path in self.folder.glob(f"{prefix}*"))

    def get(self, name: str) -> Any:
        """Return an item; ``None`` if it does not exist."""
        data = self.raw(name)
        return None if data is None else pickle.loads(data)

    def remove(self) -> None:
        """Delete the folder, if it exists."""
        shutil.rmtree(self.folder, ignore_errors=True)


def pack(value: object) -> bytes:
    """Pickle and compress a large value."""
    return zlib.compress(pickle.dumps(value, protocol=5), 1)


def unpack(data: bytes | None) -> Any:
    """Return a value that was packed; an empty mapping for no data."""
    return pickle.loads(zlib.decompress(data)) if data else {}
