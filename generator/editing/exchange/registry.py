"""The ids, urls and files that records of the catalogue and rows of an import hold, in a temporary database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from generator.editing.exchange.rows import SourceError
from generator.model import slugs, urls
from generator.model.answer import Target
from generator.model.record import NO_LEDGER, Record, Seo
from generator.system import codec

LAST_ID = 10**18 - 1
"""The largest valid id."""
_CACHE = 8_000
"""Kilobytes of the database that are kept in memory."""
_BATCH = 250
_COLUMNS = "n, record, row, place, fate, targets, anchors, digest, text"
_SCHEMA = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
PRAGMA temp_store = FILE;
CREATE TABLE holder (
    n INTEGER PRIMARY KEY, path TEXT, record BLOB, row INTEGER, place TEXT, fate INTEGER, targets BLOB, anchors BLOB,
    digest BLOB, text TEXT, id INTEGER, name TEXT, loose TEXT, crosses INTEGER
);
CREATE INDEX by_path ON holder (path);
CREATE INDEX by_id ON holder (id);
CREATE INDEX by_row ON holder (row);
CREATE INDEX by_name ON holder (name);
CREATE INDEX by_loose ON holder (loose);
CREATE TABLE claim (key TEXT, n INTEGER);
CREATE INDEX by_key ON claim (key);
CREATE INDEX by_holder ON claim (n);
CREATE TABLE mentioned (id INTEGER PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE subject (name TEXT, listed INTEGER, PRIMARY KEY (name, listed)) WITHOUT ROWID;
CREATE TABLE report (row INTEGER, text TEXT);
"""


class Fate(IntEnum):
    """What happens to a row. ``KNOWN``: a record of the catalogue that no row means yet."""

    KNOWN, NEW, CHANGED, KEPT, LEFT, REFUSED = range(6)


WRITTEN = (Fate.NEW, Fate.CHANGED)


@dataclass(frozen=True, slots=True)
class Holder:
    """A record of the catalogue or of a row; ``row`` is the row's number, ``place`` its name (0 and empty: no row).

    The stored ``record`` has no answer, body or related entries. ``targets`` are the links of the row's answer inside
    the site, ``anchors`` its headings (``None``: not read). ``digest`` identifies the content of the row, ``text`` the
    answer and body (empty for a record of the catalogue). ``n`` is the key in the database (0: not entered).
    """

    record: Record
    row: int = 0
    place: str = ""
    fate: Fate = Fate.KNOWN
    targets: tuple[Target, ...] = ()
    anchors: tuple[str, ...] | None = None
    digest: bytes = b""
    text: str = ""
    n: int = 0

    @property
    def path(self) -> str:
        """The record's file."""
        return self.record.path

    @property
    def name(self) -> str:
        """The name in messages: the row, or a record of the catalogue."""
        return self.place.rpartition(": ")[2] or f"record {self.record.id} ({self.path})"


class Registry:
    """A temporary database, deleted when it is closed. Memory: ``_CACHE`` and a few batches."""

    def __init__(self) -> None:
        self.highest = 0
        self._db = sqlite3.connect("", isolation_level=None)  # SQLite: an empty name makes a temporary file
        self._db.executescript(f"PRAGMA cache_size = -{_CACHE}; {_SCHEMA} BEGIN;")

    def close(self) -> None:
        """Delete the database."""
        self._db.close()

    def add(self, holder: Holder) -> None:
        """Enter a record of the catalogue, or of a row that is to be written; id 0 means: not assigned yet."""
        record = holder.record
        cells = (
            record.path,
            codec.encode(light(record)),
            holder.row,
            holder.place,
            holder.fate,
            codec.encode(holder.targets),
            None if holder.anchors is None else codec.encode(holder.anchors),
            holder.digest,
            holder.text,
            record.id or None,
            record.path.rpartition("/")[2],
            slugs.loose_url_key(record.url),
            bool(holder.targets) or record.same_as is not None,
        )
        n = self._db.execute(f"INSERT INTO holder VALUES (NULL{', ?' * len(cells)})", cells).lastrowid
        permanent = f"/q/{record.id}" if record.id else ""
        keys = {urls.key(url) for url in (record.url, *record.aliases, permanent) if url}
        self._db.executemany("INSERT INTO claim VALUES (?, ?)", [(key, n) for key in keys])
        is_listed = not record.withdrawn and not record.no_index and record.same_as is None
        self._db.execute("INSERT OR IGNORE INTO subject VALUES (?, ?)", (record.subject, is_listed))
        self.reserve(record.id)

    def reserve(self, number: int) -> None:
        """Prevent an id from being assigned to a new record."""
        self.highest = max(self.highest, number)

    def mention(self, ids: Iterable[int]) -> None:
        """Note ids that records refer to; they are never assigned to new records."""
        self._db.executemany("INSERT OR IGNORE INTO mentioned VALUES (?)", [(i,) for i in ids if 0 < i <= LAST_ID])

    def take(self, holder: Holder, row: int, place: str, fate: Fate) -> None:
        """Note that a row means a record of the catalogue and does not change it."""
        self._db.execute("UPDATE holder SET row = ?, place = ?, fate = ? WHERE n = ?", (row, place, fate, holder.n))

    def by_id(self, number: int) -> list[Holder]:
        """The holders of an id (normally the files of one article), sorted by path."""
        return list(self._select("id = ? ORDER BY path", [number]))

    def by_url(self, url: str) -> list[Holder]:
        """The holders of a url: first those with the url itself, then those with it as an alias."""
        key = urls.key(url)
        found = self._select("n IN (SELECT n FROM claim WHERE key = ?) ORDER BY path", [key])
        return sorted(found, key=lambda holder: urls.key(holder.record.url) != key)

    def by_path(self, path: str) -> Holder | None:
        """The holder of a file."""
        return self._one("path = ?", path)

    def written(self, row: int) -> Holder | None:
        """The record to be written for a row, if any."""
        return self._one(f"fate IN {WRITTEN_SQL} AND row = ?", row)

    def _one(self, condition: str, value: object) -> Holder | None:
        return next(self._select(f"{condition} ORDER BY path LIMIT 1", [value]), None)

    def _select(self, condition: str, values: Sequence[object] = ()) -> Iterator[Holder]:
        for n, record, row, place, fate, targets, anchors, digest, text, number in self._db.execute(
            f"SELECT {_COLUMNS}, id FROM holder WHERE {condition}", values
        ):
            found = replace(codec.decode(record, Record), id=number or 0)
            links = codec.decode(targets, tuple[Target, ...])
            headings = None if anchors is None else codec.decode(anchors, tuple[str, ...])
            yield Holder(found, row, place, Fate(fate), links, headings, digest, text, n)

    def matching(self, column: str, values: Iterable[object]) -> Iterator[Holder]:
        """Holders by values of ``id``, ``name`` (of the file), ``loose`` (slug without hyphens) or ``url`` (key)."""
        wanted = list(values)
        for start in range(0, len(wanted), _BATCH):
            part = wanted[start : start + _BATCH]
            marks = ", ".join("?" * len(part))
            is_url = column == "url"
            inside = f"n IN (SELECT n FROM claim WHERE key IN ({marks}))" if is_url else f"{column} IN ({marks})"
            yield from self._select(inside, part)

    def rows(self, crossing: bool = False) -> Iterator[list[Holder]]:
        """The rows to be written, in batches; with ``crossing`` only those that refer to other records."""
        last = 0
        while True:
            only = "AND crosses" if crossing else ""
            batch = list(self._select(f"fate IN {WRITTEN_SQL} AND row > ? {only} ORDER BY row LIMIT {_BATCH}", [last]))
            if not batch:
                return
            yield batch
            last = batch[-1].row

    def articles(self) -> Iterator[list[list[Holder]]]:
        """For each id with several files, at least one of them a row to be written: all its files; in batches."""
        last = -LAST_ID - 1
        several = f"HAVING COUNT(*) > 1 AND MAX(fate IN {WRITTEN_SQL})"
        wanted = f"SELECT id FROM holder WHERE id > ? GROUP BY id {several} ORDER BY id LIMIT {_BATCH}"
        while batch := self._db.execute(wanted, (last,)).fetchall():
            last = batch[-1][0]
            yield [self.by_id(number) for (number,) in batch]

    def number(self) -> None:
        """Assign the next free id (above all others, and mentioned nowhere) to each new record without an id.

        Raises ``SourceError`` if no id of 18 digits is left.
        """
        last = 0
        wanted = f"SELECT n, row FROM holder WHERE id IS NULL AND row > ? ORDER BY row LIMIT {_BATCH}"
        while batch := self._db.execute(wanted, (last,)).fetchall():
            last = batch[-1][1]
            for n, _ in batch:
                self.highest += 1
                while self._db.execute("SELECT 1 FROM mentioned WHERE id = ?", (self.highest,)).fetchone():
                    self.highest += 1
                if self.highest > LAST_ID:
                    raise SourceError("no id is left above the highest one; give each row an id")
                self._db.execute("UPDATE holder SET id = ? WHERE n = ?", (self.highest, n))

    def subjects(self, listed: bool = False) -> set[str]:
        """The subjects of all records, in any letter case; with ``listed``, only those of listed records."""
        return {name for (name,) in self._db.execute("SELECT name FROM subject WHERE listed >= ?", (listed,))}

    def drop(self, holder: Holder) -> None:
        """Remove a record: a row that is refused, or a record that a row replaces."""
        self._db.execute("DELETE FROM claim WHERE n = ?", (holder.n,))
        self._db.execute("DELETE FROM holder WHERE n = ?", (holder.n,))

    def report(self, row: int, text: str) -> None:
        """Add a message on a row."""
        self._db.execute("INSERT INTO report VALUES (?, ?)", (row, text))

    def messages(self) -> Iterator[str]:
        """All messages, in the order of rows."""
        for (text,) in self._db.execute("SELECT text FROM report ORDER BY row, rowid"):
            yield text


WRITTEN_SQL = f"({', '.join(str(int(fate)) for fate in WRITTEN)})"


def light(record: Record) -> Record:
    """A record reduced to the values that matter to other records."""
    return replace(record, answer="", article_title="", seo=Seo(), related=(), body="", ledger=NO_LEDGER, file_name="")
