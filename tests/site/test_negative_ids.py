"""Negative ids work on pages, in the search, in decks, in tables and in commands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.outputs.anki import package
from generator.search.engine import Engine
from tests.helpers.decks import decks, ids
from tests.helpers.folder import Folder, tree
from tests.helpers.records import related_entry

OUTPUTS = "pages,listings,redirects,sitemap,feeds,llms,search,study,twins,anki"


def some(folder: Folder) -> None:
    """Add two records with negative ids and one without, linked in every way."""
    folder.add("a.md", id=-1, slug="a", answer="A zebra, [like this](/q/-20).", related_article1=related_entry(2))
    folder.add("b.md", id=2, slug="b", answer="A horse, [like this](/q/-1).", related_article1=related_entry(-20))
    folder.add("c.md", id=-20, slug="c", answer="A zebra.", aliases=["/q/-3"])
    folder.add("d.md", id=4, slug="d", same_as=-1)


def engine(site: Path) -> Engine:
    return Engine(lambda path: (site / path).read_bytes())


def test_site_with_negative_ids(folder: Folder) -> None:
    some(folder)
    folder.build("--outputs", OUTPUTS)
    page = folder.read("learn/medicine/questions/a/index.html")
    assert 'href="../../../../q/-1/"' in page
    assert '<a href="../c/">like this</a>' in page
    assert 'url=../../learn/medicine/questions/a/"' in folder.read("q/-1/index.html")
    assert 'url=../../learn/medicine/questions/c/"' in folder.read("q/-3/index.html")
    assert 'url=../a/"' in folder.read("learn/medicine/questions/d/index.html")
    assert "../c/" in folder.read("learn/medicine/questions/b/index.html")
    found = engine(folder.site).search("zebra")
    assert {(hit.id, hit.url) for hit in found.hits} == {
        (-1, "learn/medicine/questions/a/"),
        (-20, "learn/medicine/questions/c/"),
    }
    assert found.total == 2
    assert engine(folder.site).search("zebra", subject="medicine").total == 2
    assert sorted(ids(decks(folder.site)["Medicine"])) == [-20, -1, 2]
    notes = package.read(next(folder.site.rglob("*.apkg")).read_bytes())
    assert sorted(notes) == [-20, -1, 2]


def test_edited_answer_of_a_record_with_a_negative_id(folder: Folder) -> None:
    some(folder)
    folder.build()
    folder.add("a.md", id=-1, slug="a", answer="A giraffe, [like this](/q/-20).", related_article1=related_entry(2))
    folder.build()
    found = engine(folder.site)
    assert [found.search(word).total for word in ("zebra", "giraffe")] == [1, 1]
    edited = tree(folder.site)
    folder.build("--clean")
    assert tree(folder.site) == edited


@pytest.mark.parametrize("style", ["jsonl", "csv"])
def test_reimported_export_changes_nothing(style: str, folder: Folder) -> None:
    some(folder)
    table = folder.path.parent / f"all.{style}"
    assert folder.run("export", "--format", style, "--output", str(table)) == 0
    if style == "jsonl":
        assert [json.loads(line)["id"] for line in table.read_text("utf-8").splitlines()] == [-1, 2, -20, 4]
    before = tree(folder.path)
    assert folder.run("import", "records", str(table)) == 0
    assert tree(folder.path) == before
    empty = Folder(folder.path.parent / "empty", folder.site)
    empty.path.mkdir()
    assert empty.run("import", "records", str(table)) == 0
    assert len(tree(empty.path)) == 4


def test_new_ids_are_positive(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=-1)
    (folder.path.parent / "rows.jsonl").write_text(json.dumps({"question": "What is new?", "answer": "It.", "subject": "Medicine", "title": "What is new?"}) + "\n")  # fmt: skip
    assert folder.run("import", "records", str(folder.path.parent / "rows.jsonl")) == 0
    assert "\nid: 1\n" in (folder.path / "medicine" / "what-is-new.md").read_text("utf-8")
    (folder.path / "medicine" / "what-is-new.md").unlink()
    assert folder.run("new", "What is another?", "--subject", "Medicine") == 0
    assert any("\nid: 1\n" in path.read_text("utf-8") for path in folder.path.rglob("what-is-another.md"))


def test_commands_accept_negative_ids(folder: Folder) -> None:
    some(folder)
    assert folder.run("mv", "--force", "/q/-20", "/learn/medicine/questions/moved") == 0
    moved = next(path for path in folder.path.rglob("*.md") if "\nid: -20\n" in path.read_text("utf-8"))
    assert "\nurl: /learn/medicine/questions/moved\n" in moved.read_text("utf-8")
