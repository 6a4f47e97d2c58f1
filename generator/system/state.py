"""What the last build read and wrote: one SQLite file outside the site, one transaction a build.

It only ever saves work. Whatever is wrong with it (missing, torn, another program's, of another version of this one)
makes it an empty one, and the build a clean one. Values are pickles under a digest: what was not written by us is not
unpickled.
"""

from __future__ import annotations

import hashlib
import pickle
import shutil
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

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
    """The state cannot be trusted; the build must begin without it."""


class Source(NamedTuple):
    """A content file as it was read: its shard, its stamp, its content's digest.

    ``face`` is the digest of what other pages can see of it; empty if every edit of it may concern others.
    """

    shard: int
    size: int
    mtime_ns: int
    digest: bytes
    face: bytes = b""


class Made(NamedTuple):
    """A file of the site: its kind of output, the key of the value it shows, its stamp.

    ``day`` is when it last changed, as search engines are told (ISO, or empty where that is unknown), or ``None`` where
    they must not list it.
    """

    kind: str
    key: bytes
    size: int
    mtime_ns: int
    day: str | None


class State:
    """The state in one folder. Reading anything from a torn file raises ``StateError``."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._connection: sqlite3.Connection | None = None

    @classmethod
    def load(cls, folder: Path, code: bytes) -> State:
        """The state as this very code (its fingerprint) left it, else an empty one."""
        state = cls(folder)
        try:
            if state.path.is_file():
                state.connect()
                known = state._one("PRAGMA application_id"), state._one("PRAGMA user_version")
                if known != (_APPLICATION, VERSION) or state.get("code") != code:
                    state.close()
        except (StateError, sqlite3.Error):
            state.close()
        return state

    def connect(self) -> None:
        """Open the file for reading."""
        self._connection = sqlite3.connect(f"file:{self.path}?mode=ro", uri=True, isolation_level=None)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known."""
        return self._connection is None

    def close(self) -> None:
        """Forget what was loaded; the file stays."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def drop(self) -> None:
        """Remove the file, or whatever stands in its place."""
        shutil.rmtree(self.path, ignore_errors=True)
        for path in (self.path, self.path.with_name(f"{NAME}-journal")):
            path.unlink(missing_ok=True)

    def sources(self) -> dict[str, Source]:
        """Every content file that was read, by path."""
        rows = self._rows("SELECT path, shard, size, mtime_ns, digest, face FROM source")
        return {path: Source._make(rest) for path, *rest in rows}

    def made(self, paths: Sequence[str] | None = None) -> dict[str, Made]:
        """Every file that was published (or those asked for), by path below the site."""
        query = "SELECT path, kind, key, size, mtime_ns, day FROM made"
        if paths is not None:
            query += f" WHERE path IN ({', '.join('?' * len(paths))})"
        return {path: Made._make(rest) for path, *rest in self._rows(query, *(paths or ()))}

    def paths(self, kind: str) -> list[str]:
        """Published files of a kind."""
        return [path for (path,) in self._rows("SELECT path FROM made WHERE kind = ?", kind)]

    def stamps(self) -> list[tuple[str, int, int]]:
        """Path, size and mtime_ns of every published file."""
        return self._rows("SELECT path, size, mtime_ns FROM made")

    @property
    def size(self) -> int:
        """How many files were published."""
        return self._one("SELECT count(*) FROM made") or 0

    def reader(self) -> Callable[[], list[tuple[str, int, int]]]:
        """What gives ``stamps`` in this process or in another."""
        return partial(_stamps, self.path.parent) if self._connection is not None else list

    def names(self, beginning: str) -> list[str]:
        """The names of values that begin so."""
        return [
            name
            for (name,) in self._rows("SELECT name FROM value WHERE substr(name, 1, ?) = ?", len(beginning), beginning)
        ]

    def get(self, name: str) -> Any:
        """A value by its name; ``None`` where there is none."""
        data = self._one("SELECT data FROM value WHERE name = ?", name)
        if data is None:
            return None
        if hashlib.blake2b(data[16:], digest_size=16).digest() != data[:16]:
            raise StateError(f"{self.path}: {name} is torn")
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
        sources: Mapping[str, Source | None],
        made: Mapping[str, Made | None],
    ) -> None:
        """Commit in one transaction: pickled values by name, rows by path (``None`` removes any).

        A file whose state was not taken over is replaced. Raises ``sqlite3.Error`` or ``OSError`` when it cannot be
        written.
        """
        anew = self.is_empty
        if anew:
            self.drop()
        connection = sqlite3.connect(self.path, isolation_level=None)
        try:
            if not anew:  # values are read from the old state meanwhile: the file must not be locked before the end
                connection.execute("PRAGMA cache_spill = OFF")
            connection.execute("BEGIN IMMEDIATE")
            if anew:
                connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                connection.execute(f"PRAGMA user_version = {VERSION}")
                for statement in _SCHEMA.split(";"):
                    connection.execute(statement)
            for name, data in values:
                if data is None:
                    connection.execute("DELETE FROM value WHERE name = ?", (name,))
                else:
                    connection.execute("INSERT OR REPLACE INTO value VALUES (?, ?)", (name, _sealed(data)))
            _replace(connection, "source", 6, sources)
            _replace(connection, "made", 6, made)
            connection.execute("COMMIT")
        finally:
            connection.close()
            self.close()


def trouble(folder: Path, codes: Collection[bytes]) -> str:
    """Why the state that stands in a folder would be of no use to a program with one of these fingerprints; empty where
    it would be, or where there is none."""
    state = State(folder)
    if not state.path.exists():
        return ""
    try:
        state.connect()
        if state._one("PRAGMA application_id") != _APPLICATION:
            return "it is not one of this program"
        if state._one("PRAGMA user_version") != VERSION or state.get("code") not in codes:
            return "it was made by another version of this program, of Python or of a package"
        damage = state._one("PRAGMA quick_check(1)")
        return "" if damage == "ok" else f"it is torn ({damage})"
    except (StateError, sqlite3.Error) as error:
        return f"it is torn ({str(error).removeprefix(f'{state.path}: ')})"
    finally:
        state.close()


def _stamps(folder: Path) -> list[tuple[str, int, int]]:
    state = State(folder)
    state.connect()
    try:
        return state.stamps()
    finally:
        state.close()


def _sealed(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=16).digest() + data


def _replace(
    connection: sqlite3.Connection,
    table: str,
    columns: int,
    rows: Mapping[str, Source | None] | Mapping[str, Made | None],
) -> None:
    marks = ", ".join("?" * columns)
    connection.executemany(
        f"DELETE FROM {table} WHERE path = ?", ((path,) for path, row in rows.items() if row is None)
    )
    connection.executemany(
        f"INSERT OR REPLACE INTO {table} VALUES ({marks})",
        ((path, *row) for path, row in rows.items() if row is not None),
    )
