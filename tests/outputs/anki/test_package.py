"""The ``.apkg`` file itself: what Anki imports from it, and that readers keep the progress of earlier versions' decks.

``golden/deck.apkg`` and ``golden/deck-a1.apkg`` (with an ``anki_id``) hold ``NOTES`` as written with genanki 0.13.1,
before this program wrote the files itself.
"""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.outputs.anki import cards, package
from generator.outputs.anki.cards import Note
from generator.outputs.anki.package import AnkiDeck, Look
from tests.helpers.anki import Anki

GOLDEN = Path(__file__).with_name("golden")
PICTURE = "quicktakes-0a.png"
MEDIA = {PICTURE: b"\x89PNG\r\n\x1a\n"}
LOOK = Look(
    '<div class="qt-question">{{Question}}</div>',
    '{{FrontSide}}\n<hr id="answer">\n{{Answer}}\n<p>{{Subject}}{{#Link}} <a href="{{Link}}">Open</a>{{/Link}}</p>',
    ".card { color: #22282d; }",
)
NOTES = [
    Note(7, 1_706_918_500, "Site::Spleen Site::nerve", "Where is the spleen?",
         f'<p>On the left.</p>\n<img src="{PICTURE}" alt="spleen">', "Medicine", "https://example.org/q/7/"),
    Note(7 + 10**11, 1_706_918_501, "Site::Spleen", "12", "<p>A number as a question.</p>\n", "Medicine", ""),
    Note(8, 1_706_918_502, "Site::é", "Wie groß &amp; schwer?", "<p>“150 g”</p>\n", "Health Studies", ""),
]  # fmt: skip
SITES = pytest.mark.parametrize("site", ["", "a1"])


def golden(site: str) -> Path:
    return GOLDEN / (f"deck-{site}.apkg" if site else "deck.apkg")


def written(notes: Iterable[Note] = NOTES, site: str = "", look: Look = LOOK) -> bytes:
    about = 'From <a href="https://example.org/">Site</a>.'
    return package.write(AnkiDeck("learn/medicine.apkg", "Site::Médecine", about, site), look, notes, MEDIA)


def tables(path: Path) -> dict[str, list[Any]]:
    """The rows of a package's tables, the JSON of its collection, and its other files."""
    with zipfile.ZipFile(path) as held, closing(sqlite3.connect(":memory:")) as connection:
        files = {name: held.read(name) for name in held.namelist()}
        connection.deserialize(files.pop("collection.anki2"))
        found = {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in ("notes", "cards", "revlog", "graves")
        }
        columns = [[row[1] for row in connection.execute(f"PRAGMA table_info({name})")] for name in (*found, "col")]
        ((models, decks, options),) = connection.execute("SELECT models, decks, dconf FROM col").fetchall()
    own = {
        key: {name: value for name, value in deck.items() if name in ("id", "name", "desc", "conf", "dyn")}
        for key, deck in json.loads(decks).items()
    }
    return {**found, "json": [json.loads(models), own, json.loads(options)], "columns": columns, "files": [files]}


@SITES
def test_package_holds_what_earlier_versions_wrote(tmp_path: Path, site: str) -> None:
    path = tmp_path / "new.apkg"
    path.write_bytes(written(site=site))
    assert tables(path) == tables(golden(site))


@SITES
def test_anki_updates_a_deck_of_an_earlier_version(tmp_path: Path, anki: Anki, site: str) -> None:
    """Nothing appears twice: no note, card, note type, deck, tag or picture; and progress is kept."""
    assert anki.take(golden(site)) == (3, 0)
    known = anki.review("Where is the spleen?")
    before = anki.inventory()
    path = tmp_path / "new.apkg"
    path.write_bytes(written(site=site))
    assert anki.take(path) == (0, 0)
    assert anki.inventory() == before
    first, *rest = NOTES
    path.write_bytes(written([first._replace(changed=first.changed + 1, answer="<p>Below the ribs.</p>"), *rest], site))
    assert anki.take(path) == (0, 1)
    assert anki.inventory() == before
    card = anki.notes()["Where is the spleen?"].cards()[0]
    assert anki.notes()["Where is the spleen?"].fields[1] == "<p>Below the ribs.</p>"
    assert (card.id, card.reps, card.ivl, card.due) == (known.id, 1, known.ivl, known.due)


def test_anki_imports_every_value(tmp_path: Path, anki: Anki) -> None:
    path = tmp_path / "new.apkg"
    path.write_bytes(written(site="a1"))
    assert anki.take(path) == (3, 0)
    found = anki.notes()
    assert set(found) == {note.question for note in NOTES}
    for note in NOTES:
        it = found[note.question]
        assert it.fields == list(note[3:])
        assert (it.guid, it.mod, it.mid) == (f"quicktakes-a1-{note.id}", note.changed, package.MODEL)
        assert sorted(it.tags) == sorted(note.tags.split())
        (card,) = it.cards()
        assert (card.type, card.queue, card.ord, card.reps) == (0, 0, 0, 0)
    order = sorted(found.values(), key=lambda note: note.cards()[0].due)
    assert [it.fields[0] for it in order] == [note.question for note in NOTES]
    assert {name: count for name, count in anki.decks().items() if count} == {"Site::Médecine": 3}
    deck = anki.it.decks.by_name("Site::Médecine")
    assert deck["desc"] == 'From <a href="https://example.org/">Site</a>.'
    model = anki.it.models.get(package.MODEL)
    assert [field["name"] for field in model["flds"]] == list(package.FIELDS)
    (template,) = model["tmpls"]
    assert Look(template["qfmt"], template["afmt"], model["css"]) == LOOK
    assert (Path(anki.it.media.dir()) / PICTURE).read_bytes() == MEDIA[PICTURE]
    is_sound = anki.it.fix_integrity()[1]
    assert is_sound


def test_numbers_sort_as_numbers(tmp_path: Path, anki: Anki) -> None:
    path = tmp_path / "new.apkg"
    path.write_bytes(written([NOTES[0]._replace(id=n, question=str(n)) for n in (100, 9, 20)]))
    anki.take(path)
    assert anki.it.db.list("SELECT sfld FROM notes ORDER BY sfld") == [9, 20, 100]


@pytest.mark.parametrize("front", ["no field", "{{#Link}}x{{/Link}}", "{{#Question}", "{{Unknown}}"])
def test_faulty_template_of_a_project_still_makes_a_deck(tmp_path: Path, anki: Anki, front: str) -> None:
    """Anki shows what is wrong with the template on the card."""
    path = tmp_path / "new.apkg"
    path.write_bytes(written(look=Look(front, "{{Answer}}", "")))
    assert anki.take(path) == (3, 0)


def test_package_has_no_date_or_system_of_its_own() -> None:
    with zipfile.ZipFile(io.BytesIO(written())) as held:
        assert {(entry.date_time, entry.create_system) for entry in held.infolist()} == {((1980, 1, 1, 0, 0, 0), 3)}
    assert written() == written()


WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
FIELD = WORDS.map(cards.text)


@given(
    st.lists(
        st.builds(
            Note,
            st.integers(1, 10**18),
            st.integers(1, 2**40),
            st.lists(WORDS, max_size=3).map(lambda n: cards.tags("S", n)),
            FIELD,
            FIELD,
            FIELD,
            FIELD,
        ),
        unique_by=lambda note: note.id,
        max_size=5,
    )
)
def test_notes_of_a_package_round_trip(found: list[Note]) -> None:
    deck, look = AnkiDeck("k", "D", "A", ""), Look("{{Question}}", "{{Answer}}", "")
    data = package.write(deck, look, found, {})
    assert package.read(data) == {note.id: note for note in found}
    assert package.write(deck, look, found, {}) == data


def test_notes_with_colliding_ids_are_kept() -> None:
    ids = [5, 5 + 10**11, 6]
    found = [Note(number, 1, "S::a", str(number), "a", "s", "") for number in ids]
    data = package.write(AnkiDeck("k", "D", "", ""), Look("{{Question}}", "{{Answer}}", ""), found, {})
    assert list(package.read(data)) == ids
