"""Anki decks of built sites: their contents, their import into Anki, and that a newer deck keeps progress."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from generator.config.amounts import shown
from generator.outputs.anki import cards, package
from generator.outputs.anki.cards import Note
from generator.system.workers import processes
from tests.build.test_incremental import clean_tree
from tests.helpers.anki import Anki
from tests.helpers.browser import fractions_stand, open_page, protruding
from tests.helpers.folder import SITE_URL, Folder
from tests.helpers.records import related_entry, topic_text

WITH = ("--outputs", "pages,listings,redirects,search,anki")
MEDICINE = "learn/medicine.apkg"
SPLEEN = "learn/medicine/topics/spleen.apkg"
PNG = b"\x89PNG\r\n\x1a\n"


def notes(folder: Folder, deck: str = MEDICINE) -> dict[int, Note]:
    """Read the notes of a built deck by record id."""
    return package.read((folder.site / deck).read_bytes())


@pytest.fixture
def small(folder: Folder) -> Folder:
    """Two records on the spleen, one in another subject, one on no topic."""
    folder.add("1.md", id=1, question="Where is the spleen?", slug="where", answer="See [two](2.md).")
    folder.add("2.md", id=2, answer=r"Math $\frac{a}{b}$.", date="2024-02-03")
    folder.add(
        "3.md", id=3, subject="Health Studies", seo={"page_description": "D.", "page_keywords": "spleen, a  tag"}
    )
    folder.add("spleen.md", topic_text("Spleen", "Of the body.", synonyms=["lien"]))
    return folder


def test_each_subject_and_topic_has_a_deck_and_its_page_shows_the_size(small: Folder) -> None:
    small.build(*WITH)
    assert {path for path in small.tree() if path.endswith(".apkg")} == {
        MEDICINE, "learn/health-studies.apkg", SPLEEN
    }  # fmt: skip
    for page, deck, href in (
        ("learn/medicine/index.html", MEDICINE, "../medicine.apkg"),
        ("learn/medicine/topics/spleen/index.html", SPLEEN, "../spleen.apkg"),
    ):
        size = shown((small.site / deck).stat().st_size)
        assert f'<a href="{href}" download>Anki deck</a> ({size})' in small.read(page)
    assert set(notes(small)) == {1, 2}
    assert set(notes(small, SPLEEN)) == {1, 3}


def test_decks_are_built_only_when_configured(small: Folder) -> None:
    small.build()
    assert not any(path.endswith(".apkg") for path in small.tree())
    assert "Anki" not in small.read("learn/medicine/index.html") + small.read("learn/medicine/topics/spleen/index.html")


def test_note_holds_the_answer_of_the_page(small: Folder) -> None:
    small.build(*WITH)
    first, second = notes(small)[1], notes(small)[2]
    where = f"{SITE_URL}learn/medicine/questions/"
    assert first.question == "Where is the spleen?"
    assert first.answer.strip() == f'<p>See <a href="{where}what-is-question-2/">two</a>.</p>'
    assert (first.subject, first.link) == ("Medicine", f"{SITE_URL}q/1/")
    assert first.tags == "QuickTakes::Spleen QuickTakes::nerve QuickTakes::muscle"
    assert notes(small, SPLEEN)[3].tags == "QuickTakes::Spleen QuickTakes::a-tag"
    assert notes(small, SPLEEN)[1] == first
    assert "<mfrac><mi>a</mi><mi>b</mi></mfrac>" in second.answer
    assert 0 < second.changed - 1706918400 < 86_400  # 3 February 2024, 00:00 UTC


def test_links_become_text_without_a_site_url(small: Folder) -> None:
    small.add(
        "2.md", id=2, answer="[Out](https://example.org/a?b=1&c=2), [spleen](spleen.md), [mail](mailto:a@example.org)."
    )
    assert small.run("build", *WITH) == 0
    assert notes(small)[1].answer.strip() == "<p>See two.</p>"
    assert notes(small)[1].link == ""
    assert notes(small)[2].answer.strip() == (
        '<p><a href="https://example.org/a?b=1&amp;c=2">Out</a>, spleen, <a href="mailto:a@example.org">mail</a>.</p>'
    )


DIRTY = [
    ('A <b>title</b> & "more"', "A &lt;b&gt;title&lt;/b&gt; &amp; \"more\""),
    ("[sound:a.mp3] [[type:Answer]] [$]x[/$]", "&#91;sound:a.mp3] &#91;[type:Answer]] &#91;$]x[/$]"),
    ("One\x1ftwo\x00three", "Onetwothree"),
    (r"What is \(x\) in {{Answer}}?", r"What is \(x\) in {{Answer}}?"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "field"), DIRTY)
def test_text_is_escaped_for_anki(words: str, field: str) -> None:
    assert cards.text(words) == field


def test_answer_on_a_card_needs_no_page_around_it() -> None:
    html = (
        '<h2 id="answer">A</h2><p><a class="qt-term" href="../b/#c">b</a> <a>bad</a> <a href="#answer">up</a> '
        '<abbr title="a">x</abbr> <img src="../../i%20j.png" alt="i" loading="lazy"> <img src="no.png" alt="none"></p>'
        "<pre><code>&lt;a href=x&gt;[latex]</code></pre>"
    )
    page, address = "learn/q/index.html", f"{SITE_URL}learn/q/"
    found = cards.back(html, page, address, lambda file: {"i j.png": "m.png"}.get(file, ""))
    assert found == (
        f'<h2>A</h2><p><a href="{SITE_URL}learn/b/#c">b</a> bad <a href="{SITE_URL}learn/q/#answer">up</a> '
        '<abbr title="a">x</abbr> <img src="m.png" alt="i"> none</p><pre><code>&lt;a href=x&gt;&#91;latex]</code></pre>'
    )
    assert cards.pictures(found) == ["m.png"]


@pytest.mark.parametrize(
    ("site", "names", "expected"),
    [
        ("Quick Takes", ["Motor unit", "a::b", 'x"y', "Motor unit"], "Quick-Takes::Motor-unit Quick-Takes::a:b Quick-Takes::x-y"),
        ("::", ["\u3000", "-"], "-::-"),
    ],
)  # fmt: skip
def test_tags_have_no_spaces_or_levels(site: str, names: list[str], expected: str) -> None:
    assert cards.tags(site, names) == expected
    assert cards.deck_name("A::B ", " C  D", "") == "A:B::C D::-"


@pytest.mark.parametrize(
    ("day", "number"), [(date.min, 0), (date(1969, 5, 1), 0), (date(1970, 1, 2), 1), (date(9999, 12, 31), 2932896)]
)
def test_changed_content_gets_another_time_of_the_same_day(day: date, number: int) -> None:
    times = {cards.changed(day, f"content {n}") for n in range(50)}
    assert len(times) == 50
    assert {time // 86_400 for time in times} == {number}
    assert min(times) > 0


def test_change_of_the_card_template_needs_a_new_date() -> None:
    """Anki updates templates and style only when that date changes: raise ``LOOK_CHANGED`` with this digest."""
    from generator.build.decks import look_of
    from generator.config.settings import packaged_templates
    from generator.content.answers.math import styles

    look = look_of((packaged_templates(),))
    seen = hashlib.sha256("\n".join((look.front, look.back, look.style)).encode()).hexdigest()[:16]
    assert (package.LOOK_CHANGED, seen) == (date(2026, 11, 30), "7d3ec13641266aa7")
    assert look.style.endswith(styles.stylesheet())


def test_hidden_records_are_in_no_deck(small: Folder) -> None:
    small.add("4.md", id=4, draft=True)
    small.add("5.md", id=5, withdrawn="Wrong.")
    small.add("6.md", id=6, same_as=1)
    small.build(*WITH)
    assert set(notes(small)) == {1, 2}


def test_images_are_included_and_renamed_when_changed(small: Folder) -> None:
    small.add("deep/i j.png", PNG)
    small.add("deep/4.md", id=4, answer="![Alt](<i j.png>) and ![again](i%20j.png)")
    small.build(*WITH)
    names = cards.pictures(notes(small)[4].answer)
    with zipfile.ZipFile(small.site / MEDICINE) as deck:
        media: dict[str, str] = json.loads(deck.read("media"))
        assert [deck.read(number) for number in media] == [PNG]
        assert names == [*media.values()] * 2
        assert {entry.date_time for entry in deck.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    small.add("deep/i j.png", PNG + b"other")
    small.build(*WITH)
    assert cards.pictures(notes(small)[4].answer) != names
    assert small.tree() == clean_tree(small, *WITH)


def test_edited_answer_rebuilds_the_decks_with_its_record(small: Folder) -> None:
    small.build(*WITH)
    before = small.tree()
    small.add(
        "3.md",
        id=3,
        subject="Health Studies",
        answer="New.",
        seo={"page_description": "D.", "page_keywords": "spleen, a  tag"},
    )
    small.build(*WITH)
    after = small.tree()
    assert {path for path in after if path.endswith(".apkg") and after[path] != before[path]} == {
        "learn/health-studies.apkg", SPLEEN
    }  # fmt: skip
    assert notes(small, SPLEEN)[3].answer == "<p>New.</p>\n"
    assert after == clean_tree(small, *WITH)


def test_only_changed_notes_are_rendered(small: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.build.notes import NoteDraft

    made: list[int] = []
    whole = NoteDraft.note

    def counted(draft: NoteDraft, *rest: Any) -> Note:
        made.append(draft.record.id)
        return whole(draft, *rest)

    monkeypatch.setattr(NoteDraft, "note", counted)
    small.build(*WITH)
    assert sorted(made) == [1, 2, 3]
    made.clear()
    small.add("2.md", id=2, answer="About the spleen.", question="What of the spleen?", slug="what-is-question-2")
    small.build(*WITH)
    assert set(made) == {2}
    assert set(notes(small, SPLEEN)) == {1, 2, 3}
    made.clear()
    small.add("3.md", id=3, subject="Health Studies")  # no longer on a topic
    small.build(*WITH)
    assert made == [3]
    assert set(notes(small, SPLEEN)) == {1, 2}


@pytest.mark.parametrize("harm", [lambda path: path.write_bytes(b"torn"), lambda path: path.unlink()])
def test_damaged_deck_is_rebuilt(small: Folder, harm: Callable[[Path], object]) -> None:
    small.build(*WITH)
    whole = small.tree()
    harm(small.site / MEDICINE)
    small.build(*WITH)
    assert small.tree() == whole


def test_decks_after_builds_without_them_equal_a_clean_build(small: Folder) -> None:
    small.build(*WITH)
    small.build()
    small.add("2.md", id=2, answer="Other words.")
    small.build()
    small.build(*WITH)
    assert notes(small)[2].answer == "<p>Other words.</p>\n"
    assert small.tree() == clean_tree(small, *WITH)


def test_any_number_of_processes_gives_the_same_decks(small: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "SHARD", 3)
    for number in range(10, 30):
        small.add(f"{number}.md", id=number, answer="Of the spleen.", related_article1=related_entry(number - 1))
    small.build(*WITH, "--jobs", "3")
    assert small.tree() == clean_tree(small, *WITH, "--jobs", "1")
    assert len(notes(small)) == 22


def test_own_file_takes_precedence_over_a_deck(small: Folder) -> None:
    small.add(MEDICINE, b"mine")
    small.build(*WITH)
    assert (small.site / MEDICINE).read_bytes() == b"mine"
    assert "Anki" not in small.read("learn/medicine/index.html")


def test_url_of_a_deck_is_refused_for_records(small: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    small.add("4.md", id=4, url=f"/{MEDICINE}")
    assert small.run("check") == 1
    assert "QT114" in capsys.readouterr().out


def test_reimport_changes_nothing_and_a_newer_deck_keeps_progress(small: Folder, anki: Anki) -> None:
    small.build(*WITH)
    deck = small.site / MEDICINE
    assert anki.take(deck) == (2, 0)
    known = anki.review("Where is the spleen?")
    assert (known.reps, known.type) == (1, 2)
    assert anki.take(deck) == (0, 0)
    small.add(
        "1.md", id=1, question="Where is the spleen?", slug="elsewhere", answer="On the left.", updated="2026-02-01"
    )
    small.add("4.md", id=4, question="What is new?")
    small.build(*WITH)
    assert anki.take(deck) == (1, 1)
    found = anki.notes()
    assert set(found) == {"Where is the spleen?", "What is question 2?", "What is new?"}
    assert "On the left." in found["Where is the spleen?"].fields[1]
    card = found["Where is the spleen?"].cards()[0]
    assert (card.id, card.reps, card.type, card.due, card.ivl) == (known.id, 1, 2, known.due, known.ivl)
    assert anki.it.db.all("SELECT cid, ease FROM revlog") == [[known.id, 4]]
    ok = anki.it.fix_integrity()[1]
    assert ok
    assert anki.it.db.scalar("SELECT count() FROM notes WHERE csum = 0") == 0


def test_undated_correction_is_imported_with_always_update(small: Folder, anki: Anki) -> None:
    small.build(*WITH)
    anki.take(small.site / MEDICINE)
    known = anki.review("What is question 2?")
    small.add("2.md", id=2, answer="Corrected.", date="2024-02-03")
    small.build(*WITH)
    assert anki.take(small.site / MEDICINE, always=True) == (0, 1)
    assert anki.take(small.site / MEDICINE, always=True) == (0, 0)
    note = anki.notes()["What is question 2?"]
    assert "Corrected." in note.fields[1]
    assert (note.cards()[0].id, note.cards()[0].reps) == (known.id, 1)


def test_record_in_two_decks_is_one_note_in_the_first(small: Folder, anki: Anki) -> None:
    small.build(*WITH)
    assert anki.take(small.site / SPLEEN) == (2, 0)
    assert anki.take(small.site / MEDICINE) == (1, 0)
    assert anki.take(small.site / "learn/health-studies.apkg") == (0, 0)
    assert {name: count for name, count in anki.decks().items() if count} == {
        "QuickTakes::Medicine": 1, "QuickTakes::Medicine::Spleen": 2
    }  # fmt: skip
    assert len(anki.it.find_notes("tag:QuickTakes::Spleen")) == 2


def test_notes_of_two_sites_stay_separate(small: Folder, anki: Anki) -> None:
    """Sites with the same name, ids and URLs are told apart by ``anki_id``; without one, notes stay as before."""
    configured = (
        "site_name: S\ndocs_dir: records\nplugins: [{{quicktakes: {{anki_id: '{}'}}}}]\ntheme: {{name: material}}\n"
    )
    config = small.path.parent / "mkdocs.yml"
    guids = set()
    for name, answer in (("", "None's."), ("a1", "Ann's."), ("7", "Bo's.")):
        config.write_text(configured.format(name))
        small.add("2.md", id=2, answer=answer, date="2024-02-03")
        small.build(*WITH, "--config", str(config))
        assert small.tree() == clean_tree(small, *WITH, "--config", str(config))
        assert set(notes(small)) == {1, 2}
        assert anki.take(small.site / MEDICINE, always=True) == (2, 0)
        guids |= {anki.it.get_note(number).guid for number in anki.it.find_notes("")}
    assert guids == {f"quicktakes-{site}{number}" for site in ("", "a1-", "7-") for number in (1, 2)}
    fields = [anki.it.get_note(number).fields for number in anki.it.find_notes("")]
    answers = [answer for question, answer, *_ in fields if question == "What is question 2?"]
    assert sorted(answers) == [f"<p>{name}</p>\n" for name in ("Ann's.", "Bo's.", "None's.")]


@pytest.mark.parametrize("name", ["my pic.png", "50 % & #1?.PNG", "é_ü.webp"])
def test_images_of_any_name_are_included(folder: Folder, anki: Anki, name: str) -> None:
    folder.add(name, PNG)
    folder.add("1.md", id=1, answer=f"![It]({quote(name)})")
    folder.build(*WITH)
    anki.take(folder.site / MEDICINE)
    assert len(cards.pictures(notes(folder)[1].answer)) == 1
    assert list(anki.it.media.check().missing) == []
    assert len(list(Path(anki.it.media.dir()).iterdir())) == 1


def test_any_keyword_is_a_valid_tag(folder: Folder, anki: Anki) -> None:
    """Keywords that differ only in case are one tag; none clashes with Anki's own tags, splits, or adds a level."""
    keywords = (
        'motor unit, a::b, C++, "quoted", p53*, -negated, under_score, ümlaut, marked, leech, ion: channel, Motor-Unit'
    )
    folder.add("1.md", id=1, seo={"page_description": "D.", "page_keywords": keywords})
    folder.build(*WITH)
    anki.take(folder.site / MEDICINE)
    assert set(anki.it.tags.all()) == {
        f"QuickTakes::{tag}"
        for tag in "motor-unit a:b C++ quoted p53* negated under_score ümlaut marked leech ion:-channel".split()
    }


LONG = (r"\n\n".join(rf"### Part {n}\n**Bold** $x_{{{n}}} \le \frac{{1}}{{{n}}}$ and `a < b`." for n in range(1, 1700)))  # fmt: skip
ANSWERS = {
    "math": r"It is $E_K = \frac{RT}{zF}\ln\frac{[K^+]_o}{[K^+]_i}$ and\n$$\begin{pmatrix} a & b \\\nc & d\n\end{pmatrix}$$",
    "table": r"Parts:\n| a | b |\n|:--|--:|\n| $x$ | 2 |",
    "code": r"```html\n<div onclick=\"x\">{{Answer}} [sound:x.mp3]</div>\n```",
    "commands": r"[sound:x.mp3] [[type:Question]] [$]x[/$] [latex]y[/latex] [anki:tts lang=en_US]x[/anki:tts] {{c1::x}} <b>raw</b>",
    "long": LONG,
    "picture": r"![A\nbone](bone.png)",
}


def test_anki_shows_any_answer(folder: Folder, anki: Anki) -> None:
    folder.add("bone.png", PNG)
    for number, (name, answer) in enumerate(ANSWERS.items(), start=1):
        folder.add(f"{number}.md", id=number, question=f'<i>{name}</i> & "so on"?', slug=name, answer=answer)
    folder.build(*WITH, "--keep-going")
    assert len(LONG) > 100_000
    assert anki.take(folder.site / MEDICINE) == (len(ANSWERS), 0)
    found = notes(folder)
    for number, name in enumerate(ANSWERS, start=1):
        note = anki.notes()[f'&lt;i&gt;{name}&lt;/i&gt; &amp; "so on"?']
        card = note.cards()[0]
        html = card.answer()
        assert found[number].answer in html
        assert f'<a href="{SITE_URL}q/{number}/">Open the page</a>' in html
        assert not card.answer_av_tags()
        assert card.question().count("&lt;i&gt;") == 1
    assert list(anki.it.media.check().missing) == []
    assert len(list(Path(anki.it.media.dir()).glob("quicktakes-*.png"))) == 1


def test_card_in_a_browser(browser: Browser, own_site: Path, anki: Anki) -> None:
    """As Anki lays it out: the classes of the card are on the body, among them ``nightMode``."""
    anki.take(own_site / MEDICINE)
    question = "How is the equilibrium potential of an ion calculated with the Nernst equation?"
    html = anki.notes()[question].cards()[0].answer()
    page = open_page(browser, 390)
    for night in (False, True):
        page.set_content(
            f'<!doctype html><body class="card{" nightMode" if night else ""}"><div id="qa">{html}</div></body>'
        )
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert protruding(page) == []
            assert fractions_stand(page)
        colours = page.evaluate(
            "(e => [getComputedStyle(e).color, getComputedStyle(e).backgroundColor])(document.body)"
        )
        text, paper = (sum(map(int, re.findall(r"\d+", colour))) for colour in colours)
        assert (text > paper) == night
    page.context.close()


def test_imported_collection_is_intact(small: Folder) -> None:
    small.build(*WITH)
    with zipfile.ZipFile(small.site / SPLEEN) as deck:
        connection = sqlite3.connect(":memory:")
        connection.deserialize(deck.read("collection.anki2"))
    assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    rows = connection.execute(
        "SELECT n.guid, c.due FROM notes n JOIN cards c ON c.nid = n.id ORDER BY c.due"
    ).fetchall()
    assert rows == [("quicktakes-1", 0), ("quicktakes-3", 1)]
    (decks,) = connection.execute("SELECT decks FROM col").fetchone()
    assert "QuickTakes::Medicine::Spleen" in [one["name"] for one in json.loads(decks).values()]
    connection.close()
