"""Notes → an ``.apkg`` file, and back. The same notes give the same bytes (with the same SQLite and zlib).

A note is identified by its site's ``anki_id`` and its record's id, so that it is the same note in every deck, and a
newer copy replaces an older one without loss of progress. Sites without an ``anki_id`` share notes.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from generator.outputs.anki import cards, collection
from generator.outputs.anki.cards import Note
from generator.outputs.anki.collection import DeckRow, NoteRow, NoteType

MODEL = 1_763_769_600_000
"""The id of the note type. Its fields must never change, or Anki creates a second note type."""
LOOK_CHANGED = date(2026, 11, 30)
"""The date of the last change to card templates or style; Anki imports only newer ones."""
FIELDS = ("Question", "Answer", "Subject", "Link")
_GUID = "quicktakes-"
_ID = re.compile(rf"{_GUID}(?:[A-Za-z0-9]+-)?(-?\d+)")
_FIRST_NOTE, _NOTES = 1_400_000_000_000, 100_000_000_000
_FIRST_DECK = 1_000_000_000_000
"""Anki's ids are milliseconds since 1970, and must not be in the future: these are in the past."""
_COLLECTION, _MEDIA = "collection.anki2", "media"
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Look:
    """The templates of both sides of a card, and their style."""

    front: str
    back: str
    style: str


@dataclass(frozen=True, slots=True)
class AnkiDeck:
    """A deck without its notes. Its id is computed from ``key``; ``about`` is HTML that Anki shows; ``site`` is the
    ``anki_id`` of the site, or empty."""

    key: str
    name: str
    about: str
    site: str


def write(deck: AnkiDeck, look: Look, notes: Iterable[Note], media: Mapping[str, bytes]) -> bytes:
    """The file. Anki shows new cards in the order of ``notes``. ``media`` are files by name."""
    names = sorted(media)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        _add(package, _COLLECTION, _collection(deck, look, notes))
        _add(package, _MEDIA, json.dumps(dict(enumerate(names))).encode())
        for number, name in enumerate(names):
            _add(package, str(number), media[name])
    return held.getvalue()


def _add(package: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name)  # its date is 1 January 1980
    entry.create_system = 3  # the same on every system
    package.writestr(entry, data, zipfile.ZIP_DEFLATED, _LEVEL)


def _collection(deck: AnkiDeck, look: Look, notes: Iterable[Note]) -> bytes:
    site = f"{deck.site}-" if deck.site else ""
    number = int.from_bytes(hashlib.blake2b(f"{site}{deck.key}".encode(), digest_size=4).digest())
    changed = cards.changed(LOOK_CHANGED, look.front, look.back, look.style)
    note_type = NoteType(MODEL, "QuickTakes", FIELDS, look.front, look.back, look.style, changed)
    return collection.write(note_type, DeckRow(_FIRST_DECK + number, deck.name, deck.about), _rows(site, notes))


def _rows(site: str, notes: Iterable[Note]) -> Iterator[NoteRow]:
    taken: set[int] = set()
    for note in notes:
        key = _FIRST_NOTE + note.id % _NOTES
        while key in taken:
            key += 1
        taken.add(key)
        yield NoteRow(key, f"{_GUID}{site}{note.id}", note.changed, note.tags, note[3:])


def read(data: bytes) -> dict[int, Note]:
    """The notes in a file that ``write`` made, by their records' ids."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        rows = collection.notes(package.read(_COLLECTION))
    notes = (
        Note(int(found[1]), row.changed, row.tags, *row.fields) for row in rows if (found := _ID.fullmatch(row.guid))
    )
    return {note.id: note for note in notes}
