"""What is known of the catalogue and of the rows read so far: who holds an id, an address, a file. Kept on disk."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from generator.editing.exchange.rows import SourceError
from generator.model import slugs, urls
from generator.model.answer import Target
from generator.model.record import NO_LEDGER, Record, Seo

LAST_ID = 10**18 - 1
"""The largest id that the reader takes."""

_CACHE = 8_000
"""Kilobytes of the ledger that are kept in memory."""
_BATCH = 250
_COLUMNS = "n, path, record, row, place, fate, targets, anchors, digest, text"


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
CREATE TABLE told (row INTEGER, text TEXT);
"""


class Fate(IntEnum):
    """What becomes of a row. ``KNOWN``: no row yet, a record of the catalogue."""

    KNOWN, NEW, CHANGED, KEPT, LEFT, REFUSED = range(6)


WRITTEN = (Fate.NEW, Fate.CHANGED)


@dataclass(frozen=True, slots=True)
class Holder:
    """A record of the catalogue or of a row (number and place of it; 0 and empty: of none).

    ``record`` is as light as it can be: no answer, no body, no related entries. ``targets`` are the links of a row's
    answer that stay within the site; ``anchors`` its headings' (``None``: not looked at); ``digest`` stands for what
    the row said, ``text`` for its answer and body, decoded (empty for a record of the catalogue: not looked at).
    """

    n: int
    path: str
    record: Record
    row: int = 0
    place: str = ""
    fate: Fate = Fate.KNOWN
    targets: tuple[Target, ...] = ()
    anchors: tuple[str, ...] | None = None
    digest: bytes = b""
    text: str = ""

    @property
    def called(self) -> str:
        """How a message names it: by its row, or as a record of the catalogue."""
        return self.place.rpartition(": ")[2] or f"record {self.record.id} ({self.path})"


class Ledger:
    """A private database that is gone when it is closed. Memory: ``_CACHE`` and a few batches."""

    def __init__(self) -> None:
        self.highest = 0
        self._db = sqlite3.connect("", isolation_level=None)  # a temporary file, by SQLite's rule for an empty name
        self._db.executescript(f"PRAGMA cache_size = -{_CACHE}; {_SCHEMA} BEGIN;")

    def close(self) -> None:
        """Drop it."""
        self._db.close()

    def add(
        self, record: Record, row: int = 0, place: str = "", fate: Fate = Fate.KNOWN,
        targets: Sequence[Target] = (), anchors: Sequence[str] | None = None, digest: bytes = b"", text: str = "",
    ) -> None:  # fmt: skip
        """Enter a record: the catalogue's, or a row's that is to be written. One whose id is 0 has none yet."""
        crosses = bool(targets) or record.same_as is not None
        cells = (
            record.path, pickle.dumps(light(record)), row, place, fate, pickle.dumps(tuple(targets)),
            pickle.dumps(None if anchors is None else tuple(anchors)), digest, text, record.id or None,
            record.path.rpartition("/")[2], slugs.loose_url_key(record.url), crosses,
        )  # fmt: skip
        n = self._db.execute(f"INSERT INTO holder VALUES (NULL{', ?' * len(cells)})", cells).lastrowid
        permanent = f"/q/{record.id}" if record.id else ""
        keys = {urls.key(url) for url in (record.url, *record.aliases, permanent) if url}
        self._db.executemany("INSERT INTO claim VALUES (?, ?)", [(key, n) for key in keys])
        is_listed = not record.withdrawn and not record.no_index and record.same_as is None
        self._db.execute("INSERT OR IGNORE INTO subject VALUES (?, ?)", (record.subject, is_listed))
        self.give(record.id)

    def give(self, number: int) -> None:
        """Keep an id from being given to another."""
        self.highest = max(self.highest, number)

    def mention(self, ids: Iterable[int]) -> None:
        """Ids that records refer to: a new record that got one would be taken for what they meant."""
        self._db.executemany("INSERT OR IGNORE INTO mentioned VALUES (?)", [(i,) for i in ids if 0 < i <= LAST_ID])

    def take(self, holder: Holder, row: int, place: str, fate: Fate) -> None:
        """A record of the catalogue that a row means and does not change."""
        self._db.execute("UPDATE holder SET row = ?, place = ?, fate = ? WHERE n = ?", (row, place, fate, holder.n))

    def by_id(self, number: int) -> list[Holder]:
        """Who has an id: the files of one article, as a rule; in the order of their paths."""
        return list(self._select("id = ? ORDER BY path", [number]))

    def by_url(self, url: str) -> list[Holder]:
        """Who has an address: first who has it as its own, then those that have it as an alias."""
        key = urls.key(url)
        found = self._select("n IN (SELECT n FROM claim WHERE key = ?) ORDER BY path", [key])
        return sorted(found, key=lambda holder: urls.key(holder.record.url) != key)

    def by_path(self, path: str) -> Holder | None:
        """Whose file a path is."""
        return self._one("path = ?", path)

    def written(self, row: int) -> Holder | None:
        """The record that a row is to be written as, if it is."""
        return self._one(f"fate IN {WRITTEN_SQL} AND row = ?", row)

    def _one(self, condition: str, value: object) -> Holder | None:
        return next(self._select(f"{condition} ORDER BY path LIMIT 1", [value]), None)

    def _select(self, condition: str, values: Sequence[object] = ()) -> Iterator[Holder]:
        for n, path, record, row, place, fate, targets, anchors, digest, text, number in self._db.execute(
            f"SELECT {_COLUMNS}, id FROM holder WHERE {condition}", values
        ):
            found = replace(pickle.loads(record), id=number or 0)
            yield Holder(
                n, path, found, row, place, Fate(fate), pickle.loads(targets), pickle.loads(anchors), digest, text
            )  # fmt: skip

    def matching(self, column: str, values: Iterable[object]) -> Iterator[Holder]:
        """Records by any of many ``id``, ``name`` (of the file), ``loose`` (slug without hyphens) or ``url`` (key)."""
        wanted = list(values)
        for start in range(0, len(wanted), _BATCH):
            part = wanted[start : start + _BATCH]
            marks = ", ".join("?" * len(part))
            is_url = column == "url"
            inside = f"n IN (SELECT n FROM claim WHERE key IN ({marks}))" if is_url else f"{column} IN ({marks})"
            yield from self._select(inside, part)

    def rows(self, crossing: bool = False) -> Iterator[list[Holder]]:
        """The rows to be written, in order, by the batch; with ``crossing`` only those that refer to other records."""
        last = 0
        while True:
            only = "AND crosses" if crossing else ""
            batch = list(self._select(f"fate IN {WRITTEN_SQL} AND row > ? {only} ORDER BY row LIMIT {_BATCH}", [last]))
            if not batch:
                return
            yield batch
            last = batch[-1].row

    def articles(self) -> Iterator[list[list[Holder]]]:
        """All files of each id that several files have, where one of them is a row to be written; by the batch."""
        last = -LAST_ID - 1
        several = f"HAVING COUNT(*) > 1 AND MAX(fate IN {WRITTEN_SQL})"
        wanted = f"SELECT id FROM holder WHERE id > ? GROUP BY id {several} ORDER BY id LIMIT {_BATCH}"
        while batch := self._db.execute(wanted, (last,)).fetchall():
            last = batch[-1][0]
            yield [self.by_id(number) for (number,) in batch]

    def number(self) -> None:
        """Give each new record without an id the next that is free: above all others, and meant by nobody.

        Raises ``SourceError`` when ids of 18 digits do not suffice.
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
                    raise SourceError("no id is left above the highest; give the rows ids of their own")
                self._db.execute("UPDATE holder SET id = ? WHERE n = ?", (self.highest, n))

    def subjects(self, listed: bool = False) -> set[str]:
        """The subjects of all records, however cased; or only of those that stand in listings."""
        return {name for (name,) in self._db.execute("SELECT name FROM subject WHERE listed >= ?", (listed,))}

    def drop(self, holder: Holder) -> None:
        """Forget a record: a row that is not to be written after all, or one that another takes the place of."""
        self._db.execute("DELETE FROM claim WHERE n = ?", (holder.n,))
        self._db.execute("DELETE FROM holder WHERE n = ?", (holder.n,))

    def tell(self, row: int, text: str) -> None:
        """Keep what is to be said of a row."""
        self._db.execute("INSERT INTO told VALUES (?, ?)", (row, text))

    def told(self) -> Iterator[str]:
        """What is to be said, in the order of rows."""
        for (text,) in self._db.execute("SELECT text FROM told ORDER BY row, rowid"):
            yield text


WRITTEN_SQL = f"({', '.join(str(int(fate)) for fate in WRITTEN)})"


def light(record: Record) -> Record:
    """A record with nothing but what other records can ask of it."""
    return replace(
        record, answer="", article_title="", seo=Seo(), related=(), body="", ledger=NO_LEDGER, file_name="",
    )  # fmt: skip
