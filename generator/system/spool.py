"""Large values that worker processes exchange on disk: rendered answers, parsed records, the values of pages.

Most of a build's data is exchanged like this instead of through the parent process. Each item is one file, as ``codec``
writes it.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from generator.system import codec
from generator.system.files import make_private

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Spool:
    """A folder of items by name. The spool itself can be sent to other processes."""

    folder: Path

    @classmethod
    def make(cls, parent: Path) -> Spool:
        """Make an empty spool below ``parent``, and delete those of killed builds. The caller must hold the lock."""
        make_private(parent)
        for left in parent.glob("spool-*"):
            shutil.rmtree(left, ignore_errors=True)
        return cls(Path(tempfile.mkdtemp(prefix="spool-", dir=parent)))

    def put(self, name: str, value: object) -> None:
        """Store one item."""
        (self.folder / name).write_bytes(codec.encode(value))

    def put_packed(self, name: str, value: object) -> None:
        """Store one large item, compressed."""
        (self.folder / name).write_bytes(codec.pack(value))

    def raw(self, name: str) -> bytes | None:
        """Return the bytes of an item; ``None`` if it does not exist."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def names(self, prefix: str) -> list[str]:
        """Return the names of items with a prefix, sorted."""
        return sorted(path.name for path in self.folder.glob(f"{prefix}*"))

    def get(self, name: str, kind: type[T]) -> T | None:
        """Return an item of a type; ``None`` if it does not exist."""
        data = self.raw(name)
        return None if data is None else codec.decode(data, kind)

    def unpacked(self, name: str, kind: type[T]) -> T | None:
        """Return an item of a type that was stored compressed; ``None`` if it does not exist."""
        data = self.raw(name)
        return None if data is None else codec.unpack(data, kind)

    def remove(self) -> None:
        """Delete the folder, if it exists."""
        shutil.rmtree(self.folder, ignore_errors=True)
