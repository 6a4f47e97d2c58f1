"""The state of the last build: what it read and wrote, in an SQLite file outside the site.

The state only saves work. If it is missing, damaged, or from another program or version, the build starts from an
empty state. It comes back from caches and copied folders, so that anybody may have written it: its values are data of
declared types (see ``codec``), and its paths lie below the site.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from generator.system import codec, database
from generator.system.codec import StateError
from generator.system.database import Database
from generator.system.files import digest

T = TypeVar("T")

NAME = "state.sqlite"
VERSION = 2
_APPLICATION = 0x5154_5331
_TABLES = (
    "CREATE TABLE value (name TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID",
    "CREATE TABLE source (path TEXT PRIMARY KEY, shard INTEGER, size INTEGER, mtime_ns INTEGER, digest BLOB, face BLOB)"
    " WITHOUT ROWID",
    "CREATE TABLE made (path TEXT PRIMARY KEY, kind TEXT, key BLOB, size INTEGER, mtime_ns INTEGER, day TEXT)"
    " WITHOUT ROWID",
)


class SourceRow(NamedTuple):
    """A content file at the time it was read: its shard, its stamp, its content's digest.

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


_Source = tuple[str, int, int, int, bytes, bytes]
_Published = tuple[str, str, bytes, int, int, str | None]


class State:
    """The state in a folder. Every method that reads raises ``StateError`` if the file is damaged."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._database: Database | None = None

    @classmethod
    def load(cls, folder: Path, code: bytes) -> State:
        """Load the state if the same version of the code (by its fingerprint) saved it, else return an empty one."""
        state = cls(folder)
        try:
            if os.path.lexists(state.path):
                state.connect()
                if state._foreign((code,)):
                    state.close()
        except StateError:
            state.close()
        return state

    def _foreign(self, codes: Collection[bytes]) -> str:
        """Return why the file is not from a program with one of these fingerprints; empty if it is."""
        if self._one("PRAGMA application_id", int) != _APPLICATION:
            return "it belongs to another program"
        if self._one("PRAGMA user_version", int) != VERSION or self.get("code", bytes) not in codes:
            return "another version of this program, of Python or of a package wrote it"
        return ""

    def connect(self) -> None:
        """Open the file for reading. Raises ``StateError`` if it is not a database with exactly our tables."""
        self._database = Database(self.path, _TABLES)

    @property
    def is_empty(self) -> bool:
        """Whether no state was loaded."""
        return self._database is None

    def close(self) -> None:
        """Make this state empty. The file stays."""
        if self._database is not None:
            self._database.close()
        self._database = None

    def drop(self) -> None:
        """Delete the file, or what else has its name."""
        database.drop(self.path)

    def sources(self) -> dict[str, SourceRow]:
        """Return every content file that was read, by path."""
        rows = self._rows("SELECT path, shard, size, mtime_ns, digest, face FROM source", _Source)
        return {path: SourceRow._make(rest) for path, *rest in rows}

    def made(self, paths: Sequence[str] | None = None) -> dict[str, Made]:
        """Return published files by path below the site: those with the given ``paths``, or all."""
        query = "SELECT path, kind, key, size, mtime_ns, day FROM made"
        if paths is not None:
            query += f" WHERE path IN ({', '.join('?' * len(paths))})"
        rows = self._rows(query, _Published, *(paths or ()))
        return {path: Made._make(rest) for path, *rest in rows if self._is_below(path)}

    def paths(self, kind: str) -> list[str]:
        """Return the paths of published files of one kind."""
        rows = self._rows("SELECT path FROM made WHERE kind = ?", tuple[str], kind)
        return [path for (path,) in rows if self._is_below(path)]

    def stamps(self) -> list[tuple[str, int, int]]:
        """Return path, size and mtime_ns of every published file."""
        rows = self._rows("SELECT path, size, mtime_ns FROM made", tuple[str, int, int])
        return [row for row in rows if self._is_below(row[0])]

    def _is_below(self, path: str) -> bool:
        """True; raises ``StateError`` for a path that would lead out of the site, where files would be deleted."""
        if path.startswith("/") or "\0" in path or (".." in path and ".." in path.split("/")):
            raise StateError(f"{self.path}: {path!r} is not a file of a site")
        return True

    @property
    def size(self) -> int:
        """The number of published files."""
        return self._one("SELECT count(*) FROM made", int) or 0

    def reader(self) -> Callable[[], list[tuple[str, int, int]]]:
        """Return a function that returns ``stamps``, and that can be sent to another process."""
        return partial(_stamps, self.path.parent) if self._database is not None else list

    def names(self, prefix: str) -> list[str]:
        """Return the names of values with a prefix."""
        query = "SELECT name FROM value WHERE substr(name, 1, ?) = ?"
        return [name for (name,) in self._rows(query, tuple[str], len(prefix), prefix)]

    def get(self, name: str, kind: type[T]) -> T | None:
        """Return a value of a type by its name; ``None`` if it does not exist."""
        return self._value(name, lambda data: codec.decode(data, kind))

    def unpacked(self, name: str, kind: type[T]) -> T | None:
        """Return a value of a type that was packed; ``None`` if it does not exist."""
        return self._value(name, lambda data: codec.unpack(data, kind))

    def _value(self, name: str, read: Callable[[bytes], T]) -> T | None:
        data = self._one("SELECT data FROM value WHERE name = ?", bytes, name)
        if data is None:
            return None
        if digest(data[16:]) != data[:16]:
            raise StateError(f"{self.path}: {name} is damaged")
        try:
            return read(data[16:])
        except StateError as error:
            raise StateError(f"{self.path}: {name}: {error}") from None

    def _one(self, query: str, kind: type[T], *values: object) -> T | None:
        return self._database.one(query, kind, *values) if self._database is not None else None

    def _rows(self, query: str, kind: object, *values: object) -> list[Any]:
        return self._database.rows(query, kind, *values) if self._database is not None else []

    def save(
        self,
        values: Iterable[tuple[str, bytes | None]],
        sources: Mapping[str, SourceRow | None],
        made: Mapping[str, Made | None],
    ) -> None:
        """Save encoded values by name and rows by path in one transaction. ``None`` deletes a value or row.

        If no state was loaded, the file is replaced. Raises ``sqlite3.Error`` or ``OSError`` if it cannot be written.
        """
        is_new = self.is_empty
        if is_new:
            database.create(self.path)
        try:
            with database.writing(self.path, is_read=not is_new) as connection:
                if is_new:
                    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
                    connection.execute(f"PRAGMA user_version = {VERSION}")
                    for statement in _TABLES:
                        connection.execute(statement)
                for name, data in values:
                    if data is None:
                        connection.execute("DELETE FROM value WHERE name = ?", (name,))
                    else:
                        connection.execute("INSERT OR REPLACE INTO value VALUES (?, ?)", (name, digest(data) + data))
                database.replace_rows(connection, "source", 6, sources)
                database.replace_rows(connection, "made", 6, made)
        finally:
            self.close()


def trouble(folder: Path, codes: Collection[bytes]) -> str:
    """Return why a program with one of these fingerprints cannot use the state in a folder.

    The result is empty if it can, or if there is no state.
    """
    state = State(folder)
    if not os.path.lexists(state.path):
        return ""
    try:
        state.connect()
        if reason := state._foreign(codes):
            return reason
        damage = state._one("PRAGMA quick_check(1)", str)
        return "" if damage == "ok" else f"it is damaged ({damage})"
    except StateError as error:
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
