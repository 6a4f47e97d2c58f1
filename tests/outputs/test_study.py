"""Study decks: their cards, order and files, and the links to them."""

from __future__ import annotations

import re

import pytest

from generator.commands.cli import main
from tests.helpers.decks import decks, ids
from tests.helpers.folder import SITE_URL, Folder, tree
from tests.helpers.records import related_entry, topic_text


def some(folder: Folder) -> None:
    """Add records on two topics of which one requires the other, on none, in two subjects, and records that are left out."""
    folder.add("topics/nerve.md", topic_text("Nerve", requires=["Spleen"]))
    folder.add("topics/spleen.md", topic_text("Spleen"))
    folder.add("topics/nothing.md", topic_text("Gizzard"))
    keywords = {"title": "QuickTakes | Medicine", "page_description": "D.", "page_keywords": ""}
    for number, question in (
        (1, "What is rest?"),
        (2, "What is a nerve?"),
        (3, "What is a spleen?"),
        (4, "What is other?"),
    ):
        slug = "odd-slug" if number == 4 else question[:-1].lower().replace(" ", "-")
        folder.add(f"{number}.md", id=number, question=question, slug=slug, seo=keywords)
    folder.add("5.md", id=5, question="How does a nerve grow?", slug="grow", subject="Health Studies", seo=keywords)
    folder.add("6.md", id=6, question="Is a nerve gone?", slug="gone", withdrawn="Wrong.", seo=keywords)
    folder.add("7.md", id=7, question="Is a nerve a draft?", slug="draft", draft=True, seo=keywords)
    folder.add("8.md", id=8, question="Is a nerve twice here?", slug="twice", same_as=2, seo=keywords)
    folder.add("9.md", id=9, question="Is a nerve to come?", slug="come", publish_on="2999-01-01", seo=keywords)


def test_each_subject_and_topic_has_a_deck(folder: Folder) -> None:
    some(folder)
    folder.build()
    found = decks(folder.site)
    assert {title: ids(deck) for title, deck in found.items()} == {
        "Medicine": [3, 2, 1, 4], "Health Studies": [5], "Nerve": [2, 5], "Spleen": [3],
    }  # fmt: skip
    assert found["Nerve"]["cards"] == [[2, "What is a nerve?", ""], [5, "How does a nerve grow?", "/learn/health-studies/questions/grow"]]  # fmt: skip
    assert found["Medicine"]["cards"][3] == [4, "What is other?", "/learn/medicine/questions/odd-slug"]
    assert [deck["count"] for deck in found.values()] == [len(deck["cards"]) for deck in found.values()]
    assert found["Nerve"]["page"] == "learn/medicine/topics/nerve/"
    assert found["Nerve"]["suffix"] == "/"


def test_pages_link_to_the_decks(folder: Folder) -> None:
    some(folder)
    folder.build()
    names = {title: deck["name"] for title, deck in decks(folder.site).items()}
    assert re.fullmatch(r"nerve-[0-9a-f]{8}", names["Nerve"])
    record = folder.read("learn/medicine/questions/what-is-a-nerve/index.html")
    for title in ("Nerve", "Medicine"):
        assert f'<a href="../../../../study/#deck={names[title]}">{title}</a>' in record
    assert "study/#deck" not in folder.read("learn/medicine/questions/gone/index.html")
    assert "qt-flash" not in folder.read("learn/medicine/questions/gone/index.html")
    assert f'href="../../study/#deck={names["Medicine"]}"' in folder.read("learn/medicine/index.html")
    assert f'href="../../../../study/#deck={names["Spleen"]}">Study 1 question<' in folder.read("learn/medicine/topics/spleen/index.html")  # fmt: skip
    assert "study/#deck" not in folder.read("learn/medicine/topics/gizzard/index.html")
    page = folder.read("study/index.html")
    assert '<meta name="robots" content="noindex">' in page
    assert "study" not in folder.read("sitemap.xml")
    assert f'href="#deck={names["Medicine"]}"' in page


def test_deck_names_are_the_same_without_directory_urls(folder: Folder) -> None:
    some(folder)
    folder.build()
    before = decks(folder.site)
    (folder.path.parent / "mkdocs.yml").write_text(
        "site_name: S\ndocs_dir: records\nuse_directory_urls: false\ntheme: {name: material}\nplugins: [quicktakes]\n"
    )
    folder.build("--config", "mkdocs.yml")
    after = decks(folder.site)
    assert [deck["name"] for deck in after.values()] == [deck["name"] for deck in before.values()]
    assert after["Nerve"]["suffix"] == ".html"
    assert after["Nerve"]["page"] == "learn/medicine/topics/nerve.html"
    assert f'href="../../../study/index.html#deck={after["Nerve"]["name"]}"' in folder.read("learn/medicine/questions/what-is-a-nerve.html")  # fmt: skip


def test_deck_names_are_plain_for_unusual_urls(folder: Folder) -> None:
    folder.add("t/a.md", topic_text("Nerve", url="/learn/medicine/topics/é~(ß)"))
    folder.add("t/b.md", topic_text("Spleen", url="/learn/medicine/topics/" + "x" * 200))
    folder.add("t/c.md", topic_text("Ion", url="/deck.json/ion"))
    folder.add("1.md", id=1, question="Do a nerve and a spleen have an ion?", slug="ion", subject="研究 Study")
    folder.build()
    names = [deck["name"] for deck in decks(folder.site).values()]
    assert len(names) == 4
    assert all(re.fullmatch(r"[a-z0-9-]{8,70}", name) for name in names)


def test_no_page_links_to_decks_that_are_off(folder: Folder) -> None:
    some(folder)
    folder.build("--outputs", "pages,listings")
    assert not (folder.site / "study").exists()
    assert not [path for path in folder.site.rglob("*.html") if "study/" in path.read_text("utf-8")]
    assert "qt-flash" in folder.read("learn/medicine/questions/what-is-a-nerve/index.html")


def test_urls_in_the_study_folder_are_refused(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1, url="/study")
    folder.add("study.md", "Words.")
    assert folder.run("build") == 1
    told = capsys.readouterr().err
    assert told.count("QT122") == 2
    assert "the reserved folder /study/" in told


def test_new_question_changes_one_part_of_a_deck(folder: Folder) -> None:
    for number in range(1, 301):
        folder.add(f"{number}.md", id=number)
    folder.build()
    before, deck = folder.tree(), decks(folder.site)["Medicine"]
    assert ids(deck) == list(range(1, 301))
    assert len(deck["sizes"]) >= 3
    assert max(deck["sizes"]) <= 200
    folder.add("new.md", id=1_000_000)
    folder.add("150.md", id=150, question="Another question?", slug="what-is-question-150")
    (folder.path / "2.md").unlink()
    folder.build()
    after = folder.tree()
    changed = [path for path in after if path.startswith("study/medicine") and before.get(path) != after[path]]
    assert len(changed) == 4  # the list of parts, and the parts of the first, the renamed and the last card
    expected = folder.path.parent / "clean"
    arguments = ["--content", str(folder.path), "--site-dir", str(expected), "--site-url", SITE_URL, "--jobs", "1"]
    assert main(["build", "--clean", "--state", "none", *arguments]) == 0
    assert after == tree(expected)


def test_edited_answer_changes_no_deck(folder: Folder) -> None:
    for number in (1, 2):
        folder.add(f"{number}.md", id=number, related_article1=related_entry(3 - number))
    folder.build()
    before = {path: data for path, data in folder.tree().items() if path.startswith("study/")}
    folder.add("1.md", id=1, answer="Other words.", related_article1=related_entry(2))
    folder.build()
    assert {path: data for path, data in folder.tree().items() if path.startswith("study/")} == before
    page = folder.read("learn/medicine/questions/what-is-question-1/index.html")
    assert "Other words." in page
    assert "#deck=medicine-" in page
