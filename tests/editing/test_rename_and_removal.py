"""``quicktakes mv`` and ``rm`` rename or remove a record, and update every link to it."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from generator.catalogue import catalogue
from generator.commands.cli import main
from generator.config.file import find_config
from generator.config.settings import read_settings
from generator.content.frontmatter import parser
from generator.library.links import Destination
from generator.system import files
from tests.helpers import crooked
from tests.helpers.folder import Folder, tree
from tests.helpers.records import record_text, related_entry
from tests.helpers.repository import commit, git

OLD = "/learn/medicine/questions/what-is-question-2"
TOPIC = """\
---
_schema: topic
title: T
definition: D.
subject: Medicine
url: /learn/medicine/topics/t
date: 2024-01-01
---
"""
Leads = dict[int, tuple[list[int], list[str]]]


def told(folder: Folder, capsys: pytest.CaptureFixture[str], code: int, *arguments: str) -> str:
    """Run a command, expecting exit code ``code``, and return its output."""
    capsys.readouterr()
    assert folder.run(*arguments) == code
    shown = capsys.readouterr()
    return shown.out + shown.err


def refused(folder: Folder, capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run a command that must refuse and change nothing."""
    before = tree(folder.path)
    said = told(folder, capsys, 1, *arguments)
    assert said.endswith("Nothing was changed.\n")
    assert tree(folder.path) == before
    return said


def leads(folder: Folder) -> Leads:
    """Map each record to the ids of its related entries and the targets of its links."""
    settings = read_settings(find_config(None, folder.path), content=folder.path)
    loaded = catalogue.load(settings)
    library, linker = loaded.library, loaded.linker

    def where(found: Destination) -> str:
        return f"{found.record.id}#{found.anchor}" if found.record else found.file or found.external or found.code

    return {
        record.id: (
            [target.id for target in library.related(record)],
            [where(linker.resolve(record, target)) for target in loaded.rendered[record.path].targets],
        )
        for record in library.published
    }


def related_ids(folder: Folder, name: str) -> list[int]:
    """The ids in a record's related entries, as written."""
    mapping, _ = parser.parse((folder.path / name).read_text("utf-8"))
    entries = [value for key, value in mapping.items() if key.startswith("related_article")]
    return [int(str(entry["id"])) for entry in entries if isinstance(entry, dict)]


def test_mv_updates_every_link_and_entry(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    links = f"[url]({OLD}) [anchor]({OLD}/#part) [file](two.md#part) [root](/m/two.md) [kept](/q/2) ![i](i.png) `[x]({OLD})`"
    folder.add(
        "m/one.md",
        id=1,
        related_article1=related_entry(2, title="Old"),
        related_article2=related_entry(3),
        answer=links,
    )
    folder.add(
        "m/two.md", id=2, answer="### Part\\n\\n[here](#part) [me](two.md) [other](one.md)", body=f"\n[me]({OLD})\n"
    )
    folder.add(
        "n/three.md",
        id=3,
        related_article1={"title": "What is question 2?"},
        answer="[up](../m/two.md) [v](/learn/medicine/questions/whatis-question2)",
    )
    folder.add("m/i.png", b"png")
    folder.add(
        "about.md",
        f"# About\n\n[file](m/two.md) [url]({OLD})\n\n    [code](m/two.md)\n\n[ref]: m/two.md 'Title'\n\n```\n[x](m/two.md)\n```\n",
    )
    topic = f"{TOPIC}\n[two](m/two.md)\n"
    folder.add("t.md", topic)
    commit(folder.path.parent)
    before = leads(folder)
    said = told(folder, capsys, 0, "mv", "2", "what-is-two")
    assert "records/m/two.md → records/m/what-is-two.md\n" in said
    assert "records/m/one.md: related_article1.url → /learn/medicine/questions/what-is-two\n" in said
    assert "5 files changed." in said
    assert leads(folder) == before
    assert folder.run("check") == 0
    new = "/learn/medicine/questions/what-is-two"
    one, _ = parser.parse((folder.path / "m/one.md").read_text("utf-8"))
    assert (
        one["answer"]
        == f"[url]({new}) [anchor]({new}/#part) [file](what-is-two.md#part) [root](/m/what-is-two.md) [kept](/q/2) ![i](i.png) `[x]({OLD})`"
    )
    assert one["related_article1"] == {**related_entry(2), "id": "2", "url": new}
    assert one["related_article2"] == {**related_entry(3), "id": "3"}
    assert not (folder.path / "m/two.md").exists()
    two, parts = parser.parse((folder.path / "m/what-is-two.md").read_text("utf-8"))
    assert (two["url"], two["aliases"], two["file_name"]) == (new, [OLD], "what-is-two.md")
    assert (two["title"], two["answer"]) == (
        "What is question 2?",
        "### Part\\n\\n[here](#part) [me](what-is-two.md) [other](one.md)",
    )
    assert parts.body == f"\n[me]({new})\n"
    three, _ = parser.parse((folder.path / "n/three.md").read_text("utf-8"))
    assert three["answer"] == f"[up](../m/what-is-two.md) [v]({new})"
    about = (folder.path / "about.md").read_text("utf-8")
    assert (
        about
        == f"# About\n\n[file](m/what-is-two.md) [url]({new})\n\n    [code](m/what-is-two.md)\n\n[ref]: m/what-is-two.md 'Title'\n\n```\n[x](m/two.md)\n```\n"
    )
    assert (folder.path / "t.md").read_text("utf-8") == topic.replace("two.md", "what-is-two.md")


def test_old_url_redirects(folder: Folder) -> None:
    folder.add("a.md", id=1)
    folder.add("b.md", id=2, related_article1=related_entry(1))
    assert folder.run("mv", "1", "new", "--force") == 0
    folder.build()
    assert "../new/" in folder.read("learn/medicine/questions/what-is-question-1/index.html")
    assert 'href="../new/"' in folder.read("learn/medicine/questions/what-is-question-2/index.html")


@pytest.mark.parametrize(
    ("entry", "new", "path", "url"),
    [
        ("2", "two", "m/two.md", "/learn/medicine/questions/two"),
        ("m/a.md", "/learn/nursing/questions/what-is-question-2/", "m/a.md", "/learn/nursing/questions/what-is-question-2"),
        ("records/m/a.md", "/learn/nursing/q/two", "m/two.md", "/learn/nursing/q/two"),
        (OLD.upper(), "two.md", "m/two.md", "/learn/medicine/questions/two"),
        ("/old/alias/", "n/two.md", "n/two.md", "/learn/medicine/questions/two"),
        ("/q/2", "records/n/two.md", "n/two.md", "/learn/medicine/questions/two"),
        ("2", "records/n/what-is-question-2.md", "n/what-is-question-2.md", OLD),
        ("2", "What is  the post-synaptic 😀 potential?", "m/what-is-the-postsynaptic-potential.md", "/learn/medicine/questions/what-is-the-postsynaptic-potential"),
        ("2", "ما هو القلب؟ قلب", "m/ما-هو-القلب-قلب.md", "/learn/medicine/questions/ما-هو-القلب-قلب"),
        ("2", "What is question 2 ?", "m/a.md", OLD),
    ],
)  # fmt: skip
def test_names_that_mv_accepts_for_old_and_new(entry: str, new: str, path: str, url: str, folder: Folder) -> None:
    folder.add("m/a.md", id=2, aliases=["/old/alias"])
    assert folder.run("mv", entry, new, "--force") == 0
    assert list(tree(folder.path)) == [path]
    mapping, _ = parser.parse((folder.path / path).read_text("utf-8"))
    assert mapping["url"] == url
    assert mapping["aliases"] == (["/old/alias"] if url == OLD else ["/old/alias", OLD])
    assert mapping["title"] == (" ".join(new.split()) if " " in new else "What is question 2?")
    assert mapping["file_name"] == f"{url.rpartition('/')[2]}.md"
    assert folder.run("check") == 0


def test_new_question_replaces_equal_titles(folder: Folder) -> None:
    folder.add("a.md", id=1, title="What?", article_title="Another", question="What?")
    folder.add("b.md", id=2, related_article1=related_entry(1, title="What?"), related_article2={"title": "What?"})
    assert folder.run("mv", "1", "Why so?", "--force") == 0
    mapping, _ = parser.parse((folder.path / "why-so.md").read_text("utf-8"))
    assert (mapping["title"], mapping["article_title"], mapping["question"]) == ("Why so?", "Another", "Why so?")
    assert leads(folder)[2][0] == [1]
    assert folder.run("fix", "--diff", "--select", "QT143") == 0


def test_mv_back_to_a_former_name_drops_its_alias(folder: Folder) -> None:
    before = folder.add("what-is-question-1.md", id=1).read_bytes()
    assert folder.run("mv", "1", "new", "--force") == 0
    assert folder.run("mv", "1", "what-is-question-1", "--force") == 0
    mapping, _ = parser.parse((folder.path / "what-is-question-1.md").read_text("utf-8"))
    assert mapping["aliases"] == ["/learn/medicine/questions/new"]
    assert (
        before.replace(b"score:", b"aliases:\n    - /learn/medicine/questions/new\nscore:")
        == (folder.path / "what-is-question-1.md").read_bytes()
    )


def test_mv_updates_links_with_non_ascii_letters(folder: Folder) -> None:
    url = "/learn/medicine/questions/ما-هو-القلب"
    folder.add("ما.md", id=1, url=url, file_name="ما-هو-القلب.md")
    links = f"[a]({url}) [b](ما.md) [c](<{url}#x>)"
    folder.add("b.md", id=2, answer=links, body=f"\n{links}\n")
    assert folder.run("mv", "1", "ما هو الدم؟ دم", "--force") == 0
    text = (folder.path / "b.md").read_text("utf-8")
    new = "ما-هو-الدم-دم"
    moved = f"[a](/learn/medicine/questions/{new}) [b]({new}.md) [c](</learn/medicine/questions/{new}#x>)"
    assert text.count(moved) == 2


def test_mv_to_the_same_name_changes_nothing(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("what-is-question-1.md", id=1)
    assert told(folder, capsys, 0, "mv", "1", "what-is-question-1") == "Nothing to change.\n"


def test_relative_links_are_rewritten_when_a_file_changes_folder(folder: Folder) -> None:
    folder.add(
        "m/a.md",
        id=1,
        answer="![i](img/i.png) [b](b.md) [c](../c.md#x) [d](/m/b.md) [e](#x) [f](https://example.org) [g](mailto:a@b.c)\\n\\n### X",
    )
    folder.add("m/b.md", id=2, answer="[a](a.md)")
    folder.add("c.md", id=3, answer="### X")
    folder.add("m/img/i.png", b"png")
    before = leads(folder)
    assert folder.run("mv", "1", "deep/er/what-is-question-1.md", "--force") == 0
    text = (folder.path / "deep/er/what-is-question-1.md").read_text("utf-8")
    assert (
        "![i](../../m/img/i.png) [b](../../m/b.md) [c](../../c.md#x) [d](/m/b.md) [e](#x) [f](https://example.org) [g](mailto:a@b.c)"
        in text
    )
    assert leads(folder) == before


REFUSED = {
    "no record": (("mv", "77", "new"), "record '77' not found; name its id, its url or its file"),
    "a page": (("mv", "about.md", "new"), "about.md is not a readable record"),
    "a topic": (("mv", "t.md", "new"), "t.md is a topic; commands rename and remove only records"),
    "an id of two": (("mv", "3", "new"), "3 is the id of c.md, d.md; name the file"),
    "a hidden folder": (("mv", "1", "x/.hidden/y.md"), "x/.hidden/y.md is not in the content folder"),
    "unsafe": (("mv", "1", "/learn/../x"), "the url /learn/../x is unsafe"),
    "no slug": (("mv", "1", "No_Slug"), "'No_Slug' is not a slug"),
    "a slug too long": (("mv", "1", "What is " + "x" * 300 + "?"), "a segment is longer than 240 bytes"),
    "taken": (("mv", "1", "what-is-question-2"), "is taken by b.md; choose another name"),
    "an alias of another": (("mv", "1", "/old/b"), "is taken by b.md; choose another name"),
    "a file that is there": (("mv", "1", "records/b.md"), "b.md already exists; choose another name"),
    "outside": (("mv", "1", "../x.md"), "../x.md is not in the content folder"),
    "hidden": (("mv", "1", ".x/y.md"), ".x/y.md is not in the content folder"),
    "a listing": (("mv", "1", "/learn/medicine"), "QT122 the url '/learn/medicine' belongs to the listing of the subject"),
    "a folder of ours": (("mv", "1", "/assets/x"), "QT122 the url '/assets/x' belongs to the reserved folder"),
    "itself": (("rm", "1", "--redirect-to", "a.md"), "a.md is the record to be removed; name another one"),
    "linked": (("rm", "2"), "records/a.md:15:14: the link b.md would break"),
    "a duplicate's original": (("rm", "b.md"), "records/e.md: same_as 2 would break"),
    "what Git does not hold": (("mv", "1", "new"), "records/a.md: it is not in a Git repository"),
    "removed without Git": (("rm", "1"), "records/a.md: it is not in a Git repository"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_impossible_moves_and_removals_are_refused(
    case: str, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.add("a.md", id=1, answer="[b](b.md)")
    folder.add("b.md", id=2, aliases=["/old/b"])
    folder.add("c.md", id=3, slug="c")
    folder.add("d.md", id=3, slug="d")
    folder.add("e.md", id=5, same_as=2)
    folder.add("about.md", "# About")
    folder.add("t.md", TOPIC)
    arguments, why = REFUSED[case]
    assert why in refused(folder, capsys, *arguments)


def test_mv_never_overwrites_a_file(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1)
    folder.add("new.md", "mine")
    assert "new.md already exists" in refused(folder, capsys, "mv", "1", "new", "--force")


def test_links_that_cannot_be_changed_are_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    root = folder.path.parent
    (root / "mkdocs.yml").write_text(
        "site_name: X\ndocs_dir: records\ntheme: {name: material}\nnav:\n  - A: m/a.md\nplugins: [quicktakes]\n"
    )
    folder.add("m/a.md", id=1)
    folder.add("broken.md", "---\nquestion: q\nrelated_article1:\n  id: 1\n url: x\n---\n")
    folder.add(
        "m/b.md",
        record_text(id=2, related_article1=related_entry(1)).replace(
            "url: /learn/medicine/questions/what-is-question-1",
            "url: !!str /learn/medicine/questions/what-is-question-1",
        ),
    )
    folder.add("m/c.md", id=3)
    folder.add("m/d.md", id=4, related_article1=related_entry(1, url="/learn/medicine/questions/what-is-question-3"))
    commit(root)
    said = told(folder, capsys, 1, "mv", "1", "new")
    assert "mkdocs.yml:5: names m/a.md; change it there\n" in said
    assert "records/broken.md: cannot be read, but seems to name this record; check it by hand\n" in said
    assert "records/m/b.md: related_article1.url → /learn/medicine/questions/new: it has a YAML tag\n" in said
    assert "records/m/d.md: related_article1 could mean this record or another; correct its id or title\n" in said
    assert leads(folder)[2][0] == [1]


def test_mv_that_keeps_the_file_leaves_its_name_in_the_configuration(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    config = "site_name: X\ndocs_dir: records\ntheme: {name: material}\nnav:\n  - A: m/a.md\nplugins: [quicktakes]\n"
    (folder.path.parent / "mkdocs.yml").write_text(config)
    folder.add("m/a.md", id=1)
    assert "mkdocs.yml" not in told(
        folder, capsys, 0, "mv", "1", "/learn/nursing/questions/what-is-question-1", "--force"
    )


def test_mv_adds_no_file_name_to_a_record_without_one(folder: Folder) -> None:
    folder.add("a.md", id=1, file_name=None)
    assert folder.run("mv", "1", "new", "--force") == 0
    assert "file_name" not in (folder.path / "new.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("entry", "now"),
    [
        ({"url": OLD}, {"title": "Why?", "url": OLD.replace("what-is-question-2", "why")}),
        ({"url": "/old/b/"}, {"title": "Why?", "url": OLD.replace("what-is-question-2", "why")}),
        ({"id": 2, "url": "/other"}, {"id": "2", "title": "Why?", "url": OLD.replace("what-is-question-2", "why")}),
        ({"url": "/other"}, {"title": "Why?", "url": "/other"}),
        ({"id": 2}, {"id": "2", "title": "Why?"}),
        ({}, {"title": "Why?"}),
    ],
)
def test_mv_updates_the_copies_that_an_entry_has(entry: dict[str, Any], now: dict[str, str], folder: Folder) -> None:
    """A url is updated if the entry means the record by its id or by the url (also an alias), not by the title alone."""
    folder.add("a.md", id=1, related_article1={"title": "What is question 2?", **entry})
    folder.add("b.md", id=2, aliases=["/old/b"])
    assert folder.run("mv", "2", "Why?", "--force") == 0
    mapping, _ = parser.parse((folder.path / "a.md").read_text("utf-8"))
    assert mapping["related_article1"] == now


def test_record_with_unusual_keys_is_refused(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", record_text(id=1, aliases=[["/x"]]).replace("- - /x", "-\n    /x"))
    said = refused(folder, capsys, "mv", "1", "new", "--force")
    assert "its last item does not start on the line of its dash; rewrite it in the usual form first" in said


def test_git_applies_the_diff_of_a_move(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a b.md", id=1, answer="[b](b.md)")
    folder.add("b.md", id=2, related_article1=related_entry(1), answer="No end.", body="x")
    commit(folder.path.parent)
    for command in (("mv", "1", "new"), ("rm", "2", "--redirect-to", "1")):
        capsys.readouterr()
        assert folder.run(*command, "--diff") == 0
        diff = capsys.readouterr().out
        git(folder.path.parent, "apply", "--whitespace=nowarn", "-", given=diff.encode())
        applied = tree(folder.path)
        git(folder.path.parent, "stash", "--include-untracked")
        assert folder.run(*command) == 0
        assert tree(folder.path) == applied
        git(folder.path.parent, "stash", "drop")
        git(folder.path.parent, "checkout", "--", ".")
        git(folder.path.parent, "clean", "-fdq")


def test_rm_removes_links_and_entries(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add(
        "a.md",
        id=1,
        related_article1=related_entry(2),
        related_article2=related_entry(3),
        related_article3={"url": OLD, "title": "x"},
    )
    folder.add("b.md", id=2, aliases=["/old/b"], related_article1=related_entry(1), answer="[a](a.md)")
    folder.add("c.md", id=3, related_article5=related_entry(2))
    commit(folder.path.parent)
    said = told(folder, capsys, 0, "rm", "2")
    assert said.startswith(f"records/b.md removed; {OLD}, /old/b and /q/2 no longer exist\n")
    assert "records/a.md: related_article1 removed\nrecords/a.md: related_article3 removed\n" in said
    assert "records/c.md: related_article5 removed\n" in said
    assert leads(folder) == {1: ([3], []), 3: ([], [])}
    assert folder.run("check") == 0
    assert "0 warnings" in capsys.readouterr().out
    assert git(folder.path, "diff", "--numstat") == "0\t8\trecords/a.md\n0\t29\trecords/b.md\n0\t5\trecords/c.md\n"


def test_rm_redirects_entries_that_match_another_record(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, related_article1=related_entry(2, title="The same?"), related_article2=related_entry(3))
    folder.add("b.md", id=2, question="The same?")
    folder.add("c.md", id=3, related_article1=related_entry(2, title="The same?"), related_article2=related_entry(4))
    folder.add(
        "d.md",
        id=4,
        question="The same?",
        subject="Health Studies",
        related_article1=related_entry(2, title="The same?"),
    )
    said = told(folder, capsys, 0, "rm", "2", "--force")
    assert "records/a.md: related_article1 → record 4\n" in said
    assert "records/c.md: related_article1 removed\n" in said  # the other entry already names that record
    assert "records/d.md: related_article1 removed\n" in said  # it would name the record itself
    assert leads(folder) == {1: ([4, 3], []), 3: ([4], []), 4: ([], [])}
    mapping, _ = parser.parse((folder.path / "a.md").read_text("utf-8"))
    assert mapping["related_article1"] == {
        "id": "4",
        "title": "The same?",
        "subject": "Health Studies",
        "url": "/learn/health-studies/questions/what-is-question-4",
    }


@pytest.mark.parametrize(
    ("values", "related"),
    [({}, []), ({"draft": True}, [4]), ({"publish_on": "2100-01-01"}, [4])],
    ids=["published", "draft", "scheduled"],
)
def test_rm_points_entries_to_a_draft_only_in_records_that_are_not_published(
    values: dict[str, Any], related: list[int], folder: Folder
) -> None:
    folder.add("a.md", id=1, related_article1=related_entry(2, title="The same?"), **values)
    folder.add("b.md", id=2, question="The same?")
    folder.add("d.md", id=4, question="The same?", draft=True)
    assert folder.run("rm", "2", "--force") == 0
    assert related_ids(folder, "a.md") == related


@pytest.mark.parametrize(
    ("entries", "target", "kept"),
    [
        ([2, 2], "3", [3]),
        ([3, 2], "3", [3]),
        ([3, 2], "4", [3]),  # record 4 redirects to record 3
        ([2, 2, 5], "4", [4, 5]),
        ([1, 2], "1", [1]),
    ],
)
def test_rm_leaves_one_entry_for_each_record(entries: list[int], target: str, kept: list[int], folder: Folder) -> None:
    related: dict[str, Any] = {f"related_article{at}": related_entry(number) for at, number in enumerate(entries, 1)}
    folder.add("a.md", id=1, **related)
    for number in (2, 3, 5):
        folder.add(f"{number}.md", id=number)
    folder.add("4.md", id=4, same_as=3)
    assert folder.run("rm", "2", "--redirect-to", target, "--force") == 0
    assert related_ids(folder, "a.md") == kept


def test_rm_of_a_record_that_repeats_itself_is_not_refused(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, same_as=1)
    commit(folder.path.parent)
    assert "would break" not in told(folder, capsys, 0, "rm", "1")


def test_rm_with_redirect_adds_aliases_to_the_target(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add(
        "a.md",
        id=1,
        related_article1=related_entry(2),
        answer=f"[u]({OLD}#gone) [k]({OLD}#kept) [f](b.md) [p](/q/2/) [o](/old/b)",
    )
    folder.add("b.md", id=2, aliases=["/old/b"], answer="### Gone\\n\\nText.\\n\\n### Kept\\n\\nText.")
    folder.add(
        "c.md",
        id=3,
        same_as=2,
        aliases=["/old/c"],
        related_article1=related_entry(2),
        answer="[b](b.md)\\n\\n### Kept\\n\\nWords.",
    )
    folder.add("d.md", id=4, same_as=2)
    folder.add("e.md", id=5, related_article1=related_entry(3), related_article2=related_entry(2))
    commit(folder.path.parent)
    assert folder.run("rm", "2", "--redirect-to", "3") == 0
    new = "/learn/medicine/questions/what-is-question-3"
    one, _ = parser.parse((folder.path / "a.md").read_text("utf-8"))
    assert one["answer"] == f"[u]({new}) [k]({new}#kept) [f](c.md) [p](/q/3/) [o](/old/b)"
    assert one["related_article1"] == {**related_entry(3), "id": "3"}
    three, _ = parser.parse((folder.path / "c.md").read_text("utf-8"))
    assert three["aliases"] == ["/old/c", OLD, "/old/b", "/q/2"]
    assert three["answer"] == "b\\n\\n### Kept\\n\\nWords."
    assert "same_as" not in three
    assert "related_article1" not in three
    four, _ = parser.parse((folder.path / "d.md").read_text("utf-8"))
    assert four["same_as"] == "3"
    assert leads(folder)[5][0] == [3]
    assert folder.run("check") == 0
    assert "0 warnings" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("See [two](b.md) and [two](/q/2/ 'Title').", "See two and two."),
        ("See [a \\] b](b.md) and [c \\[ d](b.md).", "See a \\] b and c \\[ d."),
        (f"- a [**b** \\[x\\] [c]](<{OLD}#kept>)\\n\\n### Kept\\n\\nx", "- a **b** \\[x\\] [c]\\n\\n### Kept\\n\\nx"),
        (f"[a]({OLD}) [other](c.md) `[x](b.md)` [b]({OLD}?x#y)", "a [other](c.md) `[x](b.md)` b"),
    ],
)  # fmt: skip
def test_rm_with_redirect_leaves_no_link_from_the_target_to_itself(folder: Folder, before: str, after: str) -> None:
    """In the target of the redirect, links become plain text and entries are removed."""
    folder.add("a.md", id=1, answer=before, body=f"\nIn the [body]({OLD}).\n", related_article1=related_entry(2))
    folder.add("b.md", id=2)
    folder.add("c.md", id=3, related_article1=related_entry(2))
    folder.add("d.md", id=4, same_as=1)
    commit(folder.path.parent)
    assert folder.run("rm", "2", "--redirect-to", "4" if "other" in before else "1") == 0
    one, parts = parser.parse((folder.path / "a.md").read_text("utf-8"))
    assert (one["answer"], parts.body) == (after, "\nIn the body.\n")
    assert "related_article1" not in one
    assert folder.run("check") == 0


def test_self_link_that_cannot_be_removed_is_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, answer=f"See [two][b].\\n\\n[b]: {OLD}\\n")
    folder.add("b.md", id=2)
    commit(folder.path.parent)
    said = told(folder, capsys, 1, "rm", "2", "--redirect-to", "1")
    assert f"a.md: link {OLD} removed, its text kept: it is not written as [text](address)" in said


def test_mv_that_changes_only_case_keeps_the_old_url(
    folder: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (f"/learn/medicine/questions/what-is-{name}" for name in ("COPD", "Copd", "copd"))
    folder.add("a.md", id=1, url=first, file_name=None)
    folder.add("b.md", id=2, answer=f"[It]({first}) and [it]({second}/).")
    folder.add("c.md", id=3, url=second.replace("is", "was"), file_name=None, aliases=["/old"])
    commit(folder.path.parent)
    assert folder.run("mv", "1", third) == 0
    assert folder.run("check") == 0
    front, _ = parser.parse((folder.path / "what-is-copd.md").read_text("utf-8"))
    assert (front["url"], front["aliases"]) == (third, [first])
    two, _ = parser.parse((folder.path / "b.md").read_text("utf-8"))
    assert two["answer"] == f"[It]({third}) and [it]({third}/)."
    folder.add("what-is-copd.md", id=1, url=third, aliases=[first, second])
    folder.build()
    pages = {f"learn/medicine/questions/what-is-{name}/index.html" for name in ("copd", "COPD", "Copd")}
    assert pages <= folder.tree().keys()
    assert 'http-equiv="refresh"' not in folder.read(f"{third[1:]}/index.html")
    assert all("url=../what-is-copd/" in folder.read(f"{url[1:]}/index.html") for url in (first, second))
    assert "skipped" not in capsys.readouterr().err
    monkeypatch.setattr(files, "distinguishes_case", lambda folder: False)
    folder.add("d.md", id=4, aliases=["/old/X", "/old/x"])
    folder.build()
    found = folder.tree()
    assert {path.casefold() for path in found} & {"old/x/index.html"}
    assert sum(path.casefold() == "old/x/index.html" for path in found) == 1
    skipped = f"skipped the redirect from {first}, {second}: only its case differs from the page's url"
    assert skipped in capsys.readouterr().err


@pytest.mark.parametrize(
    ("aliases", "code"),
    [([OLD.replace("is", "IS")], 0), ([OLD], 1), (["/old/a", "/old/A"], 0), (["/old/a", "/old/a"], 1)],
)
def test_alias_may_equal_the_own_url_in_another_case(folder: Folder, aliases: list[str], code: int) -> None:
    folder.add("b.md", id=2, aliases=aliases)
    assert folder.run("check") == code


def test_rm_with_force_reports_the_links_it_breaks(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, answer="[b](b.md)")
    folder.add("b.md", id=2)
    folder.add("about.md", "One\n\n[b](b.md)\n")
    said = told(folder, capsys, 1, "rm", "2", "--force")
    assert "records/a.md:15:14: the link b.md would break\n" in said
    assert "records/about.md:3:5: the link b.md would break\n" in said
    assert not (folder.path / "b.md").exists()
    assert "QT150" in told(folder, capsys, 1, "check")


def test_related_entry_with_keys_of_its_own_is_kept(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, related_article1=related_entry(2, note="mine"))
    folder.add("b.md", id=2)
    said = told(folder, capsys, 1, "rm", "2", "--force")
    assert "records/a.md: related_article1 removed: it has an additional key, note\n" in said
    assert "note: mine" in (folder.path / "a.md").read_text("utf-8")


def test_symlinks_are_not_moved_or_removed(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    kept = folder.add("kept/a.txt", id=1)
    (folder.path / "a.md").symlink_to(kept)
    assert "records/a.md is a symbolic link" in refused(folder, capsys, "mv", "1", "new", "--force")
    assert "records/a.md is a symbolic link" in refused(folder, capsys, "rm", "1", "--force")


def test_link_with_character_references_is_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, answer="[a](/learn/medicine/questions/what&#45;is-question-1)")
    said = told(folder, capsys, 1, "mv", "1", "new", "--force")
    assert "cannot be located in the file" in said
    assert folder.run("check") == 0  # the old url is an alias


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 12))])
def test_random_moves_change_no_link_target(seed: int, folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    made = crooked.folder(100 + seed, 40)
    dice = random.Random(seed)
    records = list(made.values())
    for name, record in made.items():
        links = [_link(dice, name, *dice.choice(list(made.items()))) for _ in range(3)]
        lines = [line.replace("Two “so”", "Two " + " ".join(links)) for line in record.right]
        folder.add(name, record.data(lines))
    before, findings = leads(folder), _codes(folder, capsys)
    for record in dice.sample(records, 12):
        new = dice.choice(
            (
                f"moved-{record.id}",
                f"Why is {record.id} so?",
                f"other/moved-{record.id}.md",
                f"/learn/new/moved-{record.id}",
            )
        )
        assert folder.run("mv", str(record.id), new, "--force") == 0, capsys.readouterr().err
        assert leads(folder) == before
    assert not _codes(folder, capsys) - findings


def _link(dice: random.Random, name: str, target: str, record: crooked.Crooked) -> str:
    up = "../" * name.count("/")
    hrefs = (
        record.url,
        f"{record.url}/",
        up + target,
        f"/{target}",
        Path(target).name,
        f"/q/{record.id}",
        record.url.replace("what-is", "whatis"),
    )
    return f"[so]({dice.choice(hrefs)})"


def _codes(folder: Folder, capsys: pytest.CaptureFixture[str]) -> Counter[str]:
    capsys.readouterr()
    folder.run("check")
    return Counter(line.split(" ")[1] for line in capsys.readouterr().out.splitlines()[:-1])


def test_permanent_link_of_a_removed_record_redirects(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """It redirects, no new record gets the id, and a record that has the id keeps it."""
    folder.add("a.md", id=1, answer="See [it](/q/2).")
    folder.add("b.md", id=2)
    commit(folder.path.parent)
    assert folder.run("rm", "2", "--redirect-to", "1") == 0
    assert folder.run("check") == 0
    folder.build()
    assert "url=../../learn/medicine/questions/what-is-question-1/" in folder.read("q/2/index.html")
    assert main(["new", "What comes after?", "--subject", "Medicine", "--content", str(folder.path)]) == 0
    made = next(folder.path.rglob("what-comes-after.md"))
    assert "\nid: 3\n" in made.read_text("utf-8")
    made.unlink()
    capsys.readouterr()
    folder.add("c.md", id=2, slug="c")
    assert folder.run("check") == 1
    assert "QT121 the url '/q/2' is the permanent link of c.md" in capsys.readouterr().out
    folder.add("rows.csv", "id,question,answer,subject\n2,What is new here?,It is.,Medicine\n")
    (folder.path / "c.md").unlink()
    assert main(["import", "records", str(folder.path / "rows.csv"), "--content", str(folder.path)]) == 1
    assert "also has the url /q/2" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("one", "two"),
    [({"slug": "same"}, {"slug": "same"}), ({"aliases": ["/old"]}, {"aliases": ["/old"]}), ({"id": 7}, {"id": 7})],
    ids=["url", "alias", "id"],
)
def test_errors_that_exist_already_do_not_refuse_a_change(
    one: dict[str, Any], two: dict[str, Any], folder: Folder
) -> None:
    """Also not if a changed file is one of two that have the same url or id."""
    folder.add("a.md", **{"id": 1, "question": "A?", "answer": "[c](c.md)", **one})
    folder.add("b.md", **{"id": 2, "question": "B?", "slug": "b", **two})
    folder.add("c.md", id=3)
    commit(folder.path.parent)
    assert folder.run("check") == 1
    assert folder.run("mv", "3", "new") == 0
    assert "[c](new.md)" in (folder.path / "a.md").read_text("utf-8")
