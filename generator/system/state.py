"""The state of the last build: what it read and wrote, in an SQLite file outside the site.

The state only saves work. If it is missing, damaged, or from another program or version, the build starts from an
empty state. Values are pickles with a digest, so that nothing is unpickled that this program did not write.
"""

from __future__ import annotations

import pickle
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from generator.system.files import digest

NAME = "state.sqlite"
VERSION = 1
_APPLICATION = 0x5154_5331
_SCHEMA = """
CREATE TABLE value (name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE source (
  path TEXT PRIMARY KEY, shard INTEGER, size INTEGER, mtime_ns INTEGER, digest BLOB, face BLOB
) WITHOUT ROWID;
CREATE TABLE made (path TEXT PRIMARY KEY, kind TEXT, key BLOB, size INTEGER, mtime_ns INTEGER, day TEXT) WITHOUT ROWID;
"""


class StateError(Exception):
    """A damaged state. The build must start without it."""


class SourceRow(NamedTuple):
    """A content file as it was read: its shard, its stamp, its content's digest.

    ``face`` is the digest of what other pages can see of it; empty if every edit of it may concern others.
    """

    shard: int
    size: int
    mtime_ns: int
    digest: bytes
    face: bytes = b""


class Made(NamedTuple):
    """A file of the site: its kind of output, the key of the value that it shows, and its stamp.

    ``day`` is the date of its last change for the sitemap (ISO, empty if unknown), or ``None`` if search engines must
    not list it.
    """

    kind: str
    key: bytes
    size: int
    mtime_ns: int
    day: str | None


class State:
    """The state in a folder. Every method that reads raises ``StateError`` if the file is damaged."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._connection: sqlite3.Connection | None = None

    @classmethod
    def load(cls, folder: Path, code: bytes) -> State:
        """Load the state if the same version of the code (by its fingerprint) saved it, else return an empty one."""
        state = cls(folder)
        try:
            if state.path.is_file():
                state.connect()
                if state._foreign((code,)):
                    state.close()
        except (StateError, sqlite3.Error):
            state.close()
        return state

    def _foreign(self, codes: Collection[bytes]) -> str:
        """Return why the file is not from a program with one of these fingerprints; empty if it is."""
        if self._one("PRAGMA application_id") != _APPLICATION:
            return "it belongs to another program"
        if self._one("PRAGMA user_version") != VERSION or self.get("code") not in codes:
            return "another version of this program, of Python or of a package wrote it"
        return ""

    def connect(self) -> None:
        """Open the file for reading."""
        self._connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, isolation_level=None)

    @property
    def is_empty(self) -> bool:
        """Whether no state was loaded."""
        return self._connection is None

    def close(self) -> None:
        """Make this state empty. The file stays."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def drop(self) -> None:
        """Delete the file, or a folder with its name."""
        shutil.rmtree(self.path, ignore_errors=True)
        for path in (self.path, self.path.with_name(f"{NAME}-journal")):
            path.unlink(missing_ok=True)

    def sources(self) -> dict[str, SourceRow]:
        """Return every content file that was read, by path."""
        rows = self._rows("SELECT path, shard, size, mtime_ns, digest, face FROM source")
        return {path: SourceRow._make(rest) for path, *rest in rows}

    def made(self, paths: Sequence[str] | None = None) -> dict[str, Made]:
        """Return published files by path below the site: those with the given ``paths``, or all."""
        query = "SELECT path, kind, key, size, mtime_ns, day FROM made"
        if paths is not None:
            query += f" WHERE path IN ({', '.join('?' * len(paths))})"
        return {path: Made._make(rest) for path, *rest in self._rows(query, *(paths or ()))}

    def paths(self, kind: str) -> list[str]:
        """Return the paths of published files of one kind."""
        return [path for (path,) in self._rows("SELECT path FROM made WHERE kind = ?", kind)]

    def stamps(self) -> list[tuple[str, int, int]]:
        """Return path, size and mtime_ns of every published file."""
        return self._rows("SELECT path, size, mtime_ns FROM made")

    @property
    def size(self) -> int:
        """The number of published files."""
        return self._one("SELECT count(*) FROM made") or 0

    def reader(self) -> Callable[[], list[tuple[str, int, int]]]:
        """Return a function that returns ``stamps``, and that can be sent to another process."""
        return partial(_stamps, self.path.parent) if self._connection is not None else list

    def names(self, prefix: str) -> list[str]:
        """Return the names of values with a prefix."""
        return [
            name for (name,) in self._rows("SELECT name FROM value WHERE substr(name, 1, ?) = ?", len(prefix), prefix)
        ]

    def get(self, name: str) -> Any:
        """Return a value by its name; ``None`` if it does not exist."""
        data = self._one("SELECT data FROM value WHERE name = ?", name)
        if data is None:
            return None
        if digest(data[16:]) != data[:16]:
            raise StateError(f"{self.path}: {name} is damaged")
        try:
            return pickle.loads(data[16:])
        except Exception as error:
            raise StateError(f"{self.path}: {name}: {error}") from None

    def _one(self, query: str, *values: object) -> Any:
        rows = self._rows(query, *values)
        return rows[0][0] if rows else None

    def _rows(self, query: str, *values: object) -> list[Any]:
        if self._connection is None:
            return []
        try:
            return self._connection.execute(query, values).fetchall()
        except (sqlite3.Error, UnicodeDecodeError, OverflowError) as error:
            raise StateError(f"{self.path}: {error}") from None

    def save(
        self,
        values: Iterable[tuple[str, bytes | None]],
        sources: Mapping[str, SourceRow | None],
        made: Mapping[str, Made | None],
    ) -> None:
        """Save pickled values by name and rows by path in one transaction. ``None`` deletes a value or row.

        If no state was loaded, the file is replaced. Raises ``sqlite3.Error`` or ``OSError`` if it cannot be written.
        """
        is_new = self.is_empty
        if is_new:
            self.drop()
        connection = sqlite3.connect(self.path, isolation_level=None)
        try:
            if not is_new:  # values are still read from the old state: do not lock the file before the end
                connection.execute("PRAGMA cache_spill = OFF")
            connection.execute("BEGIN IMMEDIATE")
            if is_new:
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
            for name, data in values:
                if data is None:
                    connection.execute("DELETE FROM value WHERE name = ?", (name,))
                else:
                    connection.execute("INSERT OR REPLACE INTO value VALUES (?, ?)", (name, digest(data) + data))
            _replace(connection, "source", 6, sources)
            _replace(connection, "made", 6, made)
            connection.execute("COMMIT")
        finally:
            connection.close()
            self.close()


def trouble(folder: Path, codes: Collection[bytes]) -> str:
    """Return why a program with one of these fingerprints cannot use the state in a folder.

    The result is empty if it can, or if there is no state.
    """
    state = State(folder)
    if not state.path.exists():
        return ""
    try:
        state.connect()
        if reason := state._foreign(codes):
            return reason
        damage = state._one("PRAGMA quick_check(1)")
        return "" if damage == "ok" else f"it is damaged ({damage})"
    except (StateError, sqlite3.Error) as error:
        return f"it is damaged ({str(error).removeprefix(f'{state.path}: ')})"
    finally:
        state.close()


def _stamps(folder: Path) -> list[tuple[str, int, int]]:
    state = State(folder)
    state.connect()
    try:
        return state.stamps()
    finally:
        state.close()


def _replace(
    connection: sqlite3.Connection,
    table: str,
    columns: int,
    rows: Mapping[str, SourceRow | None] | Mapping[str, Made | None],
) -> None:
    marks = ", ".join("?" * columns)
    connection.executemany(
        f"DELETE FROM {table} WHERE path = ?", ((path,) for path, row in rows.items() if row is None)
    )
    connection.executemany(
        f"INSERT OR REPLACE INTO {table} VALUES ({marks})",
        ((path, *row) for path, row in rows.items() if row is not None),
    )
