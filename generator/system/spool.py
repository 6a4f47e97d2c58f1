"""What processes hand each other on disk, past the parent: rendered answers, parsed records, the values of pages.

They are most of a build's bytes. Each item has a name and stands in a file of its own.
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
    """A folder of items. Picklable, for it is only a name."""

    folder: Path

    @classmethod
    def make(cls, parent: Path) -> Spool:
        """An empty spool in a new folder below ``parent``; what a killed build left there goes (hold the lock)."""
        parent.mkdir(parents=True, exist_ok=True)
        for left in parent.glob("spool-*"):
            shutil.rmtree(left, ignore_errors=True)
        return cls(Path(tempfile.mkdtemp(prefix="spool-", dir=parent)))

    def put(self, name: str, value: object) -> None:
        """Keep one item."""
        (self.folder / name).write_bytes(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))

    def raw(self, name: str) -> bytes | None:
        """An item as it was pickled; ``None`` when it was never put."""
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def names(self, beginning: str) -> list[str]:
        """The names of items that begin so, in order."""
        return sorted(path.name for path in self.folder.glob(f"{beginning}*"))

    def get(self, name: str) -> Any:
        """An item that was put; ``None`` when it was not."""
        data = self.raw(name)
        return None if data is None else pickle.loads(data)

    def remove(self) -> None:
        """Take the folder away; doing it twice is no error."""
        shutil.rmtree(self.folder, ignore_errors=True)


def pack(value: object) -> bytes:
    """A large value as the spool and the state keep it."""
    return zlib.compress(pickle.dumps(value, protocol=5), 1)


def unpack(data: bytes | None) -> Any:
    """The way back; an empty mapping from nothing."""
    return pickle.loads(zlib.decompress(data)) if data else {}
