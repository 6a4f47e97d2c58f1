"""Rendered answers on their way from the processes that read records to those that make pages.

They are most of a build's bytes: kept on disk, a shard a file, they pass the parent process by.
"""

from __future__ import annotations

import pickle
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Spool:
    """A folder of shards; a shard maps a record's path to the HTML of its answer. Picklable, for it is only a name."""

    folder: Path

    @classmethod
    def make(cls, parent: Path) -> Spool:
        """An empty spool in a new folder below ``parent``."""
        parent.mkdir(parents=True, exist_ok=True)
        return cls(Path(tempfile.mkdtemp(prefix="answers-", dir=parent)))

    def put(self, shard: int, answers: Mapping[str, str]) -> None:
        """Keep one shard."""
        with (self.folder / str(shard)).open("wb") as file:
            pickle.dump(dict(answers), file, protocol=pickle.HIGHEST_PROTOCOL)

    def get(self, shard: int) -> dict[str, str]:
        """A shard that was put."""
        with (self.folder / str(shard)).open("rb") as file:
            answers: dict[str, str] = pickle.load(file)
        return answers

    def remove(self) -> None:
        """Take the folder away; doing it twice is no error."""
        shutil.rmtree(self.folder, ignore_errors=True)
