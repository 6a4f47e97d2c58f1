"""An SQLite file that anybody may have written: opened only if it is a plain file with exactly the given tables."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from generator.system import codec
from generator.system.codec import StateError

T = TypeVar("T")
_BESIDE = ("-journal", "-wal", "-shm")
"""Ends of the names of files next to a database; SQLite carries out what they say when it opens the database."""


class Database:
    """A database for reading. Each method raises ``StateError`` if the file is damaged, or not what is expected."""

    def __init__(self, path: Path, tables: Sequence[str]) -> None:
        """Open the file. ``tables`` are the statements that created it: there must be nothing else in it."""
        self._path = path
        self._refuse_special()
        try:
            self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        except sqlite3.Error as error:
            raise StateError(f"{path}: {error}") from None
        self._connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, codec.LARGEST)
        try:
            self.rows("PRAGMA trusted_schema = OFF", None)
            found = [sql for (sql,) in self.rows("SELECT sql FROM sqlite_schema", tuple[str])]
            if sorted(found) != sorted(tables):
                raise StateError(f"{path}: its tables are not those of this program")
        except StateError:
            self.close()
            raise

    def _refuse_special(self) -> None:
        """Refuse what is not a plain file in rest: opening a pipe waits forever, and SQLite follows links."""
        try:
            if not stat.S_ISREG(self._path.lstat().st_mode):
                raise StateError(f"{self._path}: not a plain file")
            with self._path.open("rb") as file:
                head = file.read(20)
        except OSError as error:
            raise StateError(f"{self._path}: {error.strerror}") from None
        has_log = head.startswith(b"SQLite format 3\0") and head[18:20] != b"\1\1"
        if has_log or any(map(os.path.lexists, _beside(self._path))):
            raise StateError(f"{self._path}: its last change was interrupted")

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def one(self, query: str, kind: type[T], *values: object) -> T | None:
        """Return the only value of a query, of type ``kind``; ``None`` if it has no rows."""
        rows = self.rows(query, tuple[kind], *values)  # type: ignore[valid-type]
        return rows[0][0] if rows else None

    def rows(self, query: str, kind: Any, *values: object) -> list[Any]:
        """Return the rows of a query, each of type ``kind``: SQLite itself allows any value in any column."""
        try:
            rows = self._connection.execute(query, values).fetchall()
            return codec.convert(rows, list[kind]) if kind else rows
        except (sqlite3.Error, UnicodeDecodeError, OverflowError, MemoryError, StateError) as error:
            raise StateError(f"{self._path}: {error}") from None


def create(path: Path) -> None:
    """Make an empty file that only its owner can read, instead of what had its name. Raises ``OSError``."""
    drop(path)
    os.close(os.open(path, os.O_CREAT | os.O_EXCL, 0o600))


@contextmanager
def writing(path: Path, is_read: bool) -> Iterator[sqlite3.Connection]:
    """Change a database in one transaction; if it ``is_read`` meanwhile, it is locked only at the end.

    Raises ``sqlite3.Error``.
    """
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        if is_read:
            connection.execute("PRAGMA cache_spill = OFF")
        connection.execute("BEGIN IMMEDIATE")
        yield connection
        connection.execute("COMMIT")
    finally:
        connection.close()


def replace_rows(
    connection: sqlite3.Connection, table: str, columns: int, rows: Mapping[str, Sequence[object] | None]
) -> None:
    """Write rows by path, the first column; ``None`` deletes one."""
    marks = ", ".join("?" * columns)
    connection.executemany(
        f"DELETE FROM {table} WHERE path = ?", ((path,) for path, row in rows.items() if row is None)
    )
    connection.executemany(
        f"INSERT OR REPLACE INTO {table} VALUES ({marks})",
        ((path, *row) for path, row in rows.items() if row is not None),
    )


def drop(path: Path) -> None:
    """Delete a database and the files next to it; also a link or a folder with one of these names."""
    for each in (path, *_beside(path)):
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)
        else:
            each.unlink(missing_ok=True)


def _beside(path: Path) -> list[Path]:
    return [path.with_name(f"{path.name}{end}") for end in _BESIDE]
