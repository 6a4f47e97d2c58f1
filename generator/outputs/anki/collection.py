"""The SQLite database in an ``.apkg`` file, in Anki's schema 11, which every version of Anki since 2.0 imports.

Sources: ``rslib/src/storage/schema11.sql`` in Anki's repository, and "Database Structure" in the wiki of AnkiDroid.
Every value is fixed or computed from the notes, so that the same notes give the same bytes (with the same SQLite).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from typing import NamedTuple

SEPARATOR = "\x1f"
_SCHEMA = """
CREATE TABLE col (
  id INTEGER PRIMARY KEY, crt INTEGER NOT NULL, mod INTEGER NOT NULL, scm INTEGER NOT NULL, ver INTEGER NOT NULL,
  dty INTEGER NOT NULL, usn INTEGER NOT NULL, ls INTEGER NOT NULL, conf TEXT NOT NULL, models TEXT NOT NULL,
  decks TEXT NOT NULL, dconf TEXT NOT NULL, tags TEXT NOT NULL
);
CREATE TABLE notes (
  id INTEGER PRIMARY KEY, guid TEXT NOT NULL, mid INTEGER NOT NULL, mod INTEGER NOT NULL, usn INTEGER NOT NULL,
  tags TEXT NOT NULL, flds TEXT NOT NULL, sfld INTEGER NOT NULL, csum INTEGER NOT NULL, flags INTEGER NOT NULL,
  data TEXT NOT NULL
);
CREATE TABLE cards (
  id INTEGER PRIMARY KEY, nid INTEGER NOT NULL, did INTEGER NOT NULL, ord INTEGER NOT NULL, mod INTEGER NOT NULL,
  usn INTEGER NOT NULL, type INTEGER NOT NULL, queue INTEGER NOT NULL, due INTEGER NOT NULL, ivl INTEGER NOT NULL,
  factor INTEGER NOT NULL, reps INTEGER NOT NULL, lapses INTEGER NOT NULL, left INTEGER NOT NULL,
  odue INTEGER NOT NULL, odid INTEGER NOT NULL, flags INTEGER NOT NULL, data TEXT NOT NULL
);
CREATE TABLE revlog (
  id INTEGER PRIMARY KEY, cid INTEGER NOT NULL, usn INTEGER NOT NULL, ease INTEGER NOT NULL, ivl INTEGER NOT NULL,
  lastIvl INTEGER NOT NULL, factor INTEGER NOT NULL, time INTEGER NOT NULL, type INTEGER NOT NULL
);
CREATE TABLE graves (usn INTEGER NOT NULL, oid INTEGER NOT NULL, type INTEGER NOT NULL);
CREATE INDEX ix_notes_usn ON notes (usn);
CREATE INDEX ix_notes_csum ON notes (csum);
CREATE INDEX ix_cards_usn ON cards (usn);
CREATE INDEX ix_cards_nid ON cards (nid);
CREATE INDEX ix_cards_sched ON cards (did, queue, due);
CREATE INDEX ix_revlog_usn ON revlog (usn);
CREATE INDEX ix_revlog_cid ON revlog (cid);
"""
_VERSION = 11
_CREATED = 1_400_000_000
"""The age of the collection in seconds since 1970. Any date in the past would do."""
_NEW = -1
"""The sequence number of what was never synchronized."""
_DEFAULT = 1
"""The id of the deck, and of the options, that every collection has."""
_PREFERENCES = {
    "activeDecks": [_DEFAULT], "addToCur": True, "collapseTime": 1200, "curDeck": _DEFAULT, "dueCounts": True,
    "estTimes": True, "newBury": True, "newSpread": 0, "nextPos": 1, "sortBackwards": False, "sortType": "noteFld",
    "timeLim": 0,
}  # fmt: skip
_OPTIONS = {
    "id": _DEFAULT, "name": "Default", "mod": 0, "usn": 0, "autoplay": True, "maxTaken": 60, "replayq": True,
    "timer": 0,
    "new": {"bury": True, "delays": [1, 10], "initialFactor": 2500, "ints": [1, 4, 7], "order": 1, "perDay": 20,
            "separate": True},
    "rev": {"bury": True, "ease4": 1.3, "fuzz": 0.05, "ivlFct": 1, "maxIvl": 36500, "minSpace": 1, "perDay": 100},
    "lapse": {"delays": [10], "leechAction": 0, "leechFails": 8, "minInt": 1, "mult": 0},
}  # fmt: skip
_LATEX = r"""\documentclass[12pt]{article}
\special{papersize=3in,5in}
\usepackage[utf8]{inputenc}
\usepackage{amssymb,amsmath}
\pagestyle{empty}
\setlength{\parindent}{0in}
\begin{document}
"""
"""What Anki itself writes before the LaTeX of a card. Our cards contain none, but a note type must have it."""


class NoteType(NamedTuple):
    """Fields and the template of one card: ``front``, ``back`` and ``style``; ``changed`` in seconds since 1970."""

    id: int
    name: str
    fields: tuple[str, ...]
    front: str
    back: str
    style: str
    changed: int


class DeckRow(NamedTuple):
    """A deck; ``about`` is HTML."""

    id: int
    name: str
    about: str


class NoteRow(NamedTuple):
    """A note with one new card of the same id; ``changed`` in seconds since 1970, ``tags`` separated by spaces."""

    id: int
    guid: str
    changed: int
    tags: str
    fields: tuple[str, ...]


def write(note_type: NoteType, deck: DeckRow, notes: Iterable[NoteRow]) -> bytes:
    """The database with one deck. Anki shows new cards in the order of ``notes``."""
    rows = list(notes)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(_SCHEMA)
        connection.execute(f"INSERT INTO col VALUES ({_marks(13)})", _collection(note_type, deck))
        connection.executemany(
            f"INSERT INTO notes VALUES ({_marks(11)})",
            (
                (note.id, note.guid, note_type.id, note.changed, _NEW, f" {note.tags} ",
                 SEPARATOR.join(note.fields), note.fields[0], 0, 0, "")
                for note in rows
            ),
        )  # fmt: skip
        connection.executemany(
            f"INSERT INTO cards VALUES ({_marks(18)})",
            (
                (note.id, note.id, deck.id, 0, note.changed, _NEW, 0, 0, due, 0, 0, 0, 0, 0, 0, 0, 0, "")
                for due, note in enumerate(rows)
            ),
        )
        connection.commit()
        return connection.serialize()


def _marks(columns: int) -> str:
    return ", ".join("?" * columns)


def _collection(note_type: NoteType, deck: DeckRow) -> tuple[object, ...]:
    """The only row of ``col``; its last five columns are JSON."""
    millis = _CREATED * 1000
    values: tuple[dict[str, object], ...] = (
        {**_PREFERENCES, "curModel": str(note_type.id)},
        {str(note_type.id): _model(note_type, deck.id)},
        {str(one.id): _deck(one) for one in (DeckRow(_DEFAULT, "Default", ""), deck)},
        {str(_DEFAULT): _OPTIONS},
        {},  # tags
    )
    return (1, _CREATED, millis, millis, _VERSION, 0, 0, 0, *map(json.dumps, values))


def _deck(deck: DeckRow) -> dict[str, object]:
    studied = {key: [0, 0] for key in ("lrnToday", "newToday", "revToday", "timeToday")}  # day, amount
    return {
        "id": deck.id, "name": deck.name, "desc": deck.about, "mod": _CREATED, "usn": _NEW, "collapsed": False,
        "conf": _DEFAULT, "dyn": 0, "extendNew": 0, "extendRev": 50, **studied,
    }  # fmt: skip


def _model(note_type: NoteType, deck: int) -> dict[str, object]:
    look = {"font": "Liberation Sans", "size": 20, "rtl": False, "sticky": False, "media": []}
    fields = [{"name": name, "ord": place, **look} for place, name in enumerate(note_type.fields)]
    template = {
        "name": "Card", "ord": 0, "qfmt": note_type.front, "afmt": note_type.back, "bqfmt": "", "bafmt": "",
        "bfont": "", "bsize": 0, "did": None,
    }  # fmt: skip
    return {
        "id": str(note_type.id), "name": note_type.name, "type": 0, "mod": note_type.changed, "usn": _NEW, "sortf": 0,
        "did": deck, "tmpls": [template], "flds": fields, "css": note_type.style, "latexPre": _LATEX,
        "latexPost": r"\end{document}", "latexsvg": False, "req": [[0, "all", [0]]], "tags": [], "vers": [],
    }  # fmt: skip


def notes(database: bytes) -> list[NoteRow]:
    """The notes in a database that ``write`` made."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(database)
        rows = connection.execute("SELECT id, guid, mod, tags, flds FROM notes").fetchall()
    return [
        NoteRow(number, guid, changed, tags.strip(), tuple(fields.split(SEPARATOR)))
        for number, guid, changed, tags, fields in rows
    ]
