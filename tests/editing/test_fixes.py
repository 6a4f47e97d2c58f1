"""``quicktakes fix`` fixes values that have one right form, and changes no other byte."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from generator.content.frontmatter import parser
from generator.editing import fixes
from tests.helpers import crooked
from tests.helpers.folder import Folder, tree
from tests.helpers.records import record_text, related_entry
from tests.helpers.repository import commit, git

Found = Counter[tuple[str, str, str]]


def findings(folder: Folder, capsys: pytest.CaptureFixture[str]) -> Found:
    """Return path, code and message of each finding of ``check``."""
    folder.run("check", "--info", "--format", "json")
    rows = json.loads(capsys.readouterr().out)["findings"]
    return Counter((row["path"], row["code"], row["message"]) for row in rows)


@pytest.mark.parametrize("seed", [0, *(pytest.param(seed, marks=pytest.mark.long) for seed in range(1, 12))])
def test_fix_repairs_hundreds_of_malformed_records(
    seed: int, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    made = crooked.folder(seed, 400)
    for name, record in made.items():
        folder.add(name, record.data(record.wrong))
    before = findings(folder, capsys)
    left = sum(record.left for record in made.values())
    assert folder.run("fix", "--force") == int(left > 0)
    capsys.readouterr()
    for name, record in made.items():  # every byte outside the fixed values is the same
        assert (folder.path / name).read_bytes() == record.data(record.right), name
        now, then = (parser.parse(record.data(lines).decode())[0] for lines in (record.wrong, record.right))
        corrected = ("date", "subject", "file_name", "seo", "answer", "article_title", crooked.MISSPELT)
        kept = {key for key in now if key not in corrected and "related" not in key}
        assert {key: now[key] for key in kept} == {key: then[key] for key in kept}
    after = findings(folder, capsys)
    assert not after - before  # no new finding
    assert sum(number for (_, code, _), number in after.items() if code in fixes.CODES) == left
    assert {code for _, code, _ in before - after} == set(fixes.CODES) - {"QT108"}  # hides others
    fixed = tree(folder.path)
    assert folder.run("fix", "--force") == int(left > 0)  # a second run has nothing to fix
    assert "Nothing corrected" in capsys.readouterr().err
    assert tree(folder.path) == fixed


def crooked_pair(folder: Folder) -> None:
    """Two records with a finding each, and one without."""
    folder.add("a.md", id=1, file_name="wrong.md", date="27.11.2024")
    folder.add("sub/b.md", id=2, file_name="wrong.md")
    folder.add("c.md", id=3)


def test_diff_prints_changes_and_writes_nothing(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    crooked_pair(folder)
    before = tree(folder.path)
    assert folder.run("fix", "--diff") == 1
    shown = capsys.readouterr()
    assert shown.out.startswith("--- a/records/a.md\n+++ b/records/a.md\n@@")
    assert "\n-date: 27.11.2024\n+date: 2024-11-27\n" in shown.out
    assert "\n-file_name: wrong.md\n+file_name: what-is-question-2.md\n" in shown.out
    assert shown.err == "Would correct 1 QT112, 2 QT130.\n"
    assert tree(folder.path) == before
    assert folder.run("fix", "--force") == 0
    assert folder.run("fix", "--diff") == 0
    assert capsys.readouterr().err.endswith("Nothing corrected.\n")


@pytest.mark.parametrize("form", ["plain", "crlf", "bom", "no last line end", "space in a name"])
def test_git_applies_the_diff(form: str, folder: Folder, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    name = "a b.md" if form == "space in a name" else "a.md"
    text = record_text(id=1, file_name="wrong.md", answer="قلب 😀 \u2028.", body="end" if "no" in form else "\nend\n")
    data = (("\ufeff" if form == "bom" else "") + text).replace("\n", "\r\n" if form == "crlf" else "\n").encode()
    file = folder.add(name, data)
    commit(folder.path.parent)
    folder.run("fix", "--diff")
    diff = capsysbinary.readouterr().out
    git(folder.path.parent, "apply", "--whitespace=nowarn", "-", given=diff)
    names = [line for line in git(folder.path.parent, "diff").split("\n") if line.startswith(("--- ", "+++ "))]
    assert diff.decode().split("\n")[:2] == names
    applied = file.read_bytes()
    file.write_bytes(data)
    assert folder.run("fix") == 0
    assert file.read_bytes() == applied != data


def test_every_fix_is_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    crooked_pair(folder)
    commit(folder.path.parent)
    assert folder.run("fix") == 0
    told = capsys.readouterr()
    assert told.out == "records/a.md: QT112, QT130\nrecords/sub/b.md: QT130\n"
    assert told.err == "Corrected 1 QT112, 2 QT130.\n"
    assert git(folder.path, "status", "--porcelain") == " M records/a.md\n M records/sub/b.md\n"


def test_codes_and_paths_limit_the_fixes(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    crooked_pair(folder)
    commit(folder.path.parent)
    assert folder.run("fix", "--select", "qt112, QT141") == 0
    assert git(folder.path, "diff", "--unified=0").count("\n+") == 2  # the date and the file name
    commit(folder.path.parent)
    assert folder.run("fix", str(folder.path / "sub")) == 0
    assert git(folder.path, "status", "--porcelain") == " M records/sub/b.md\n"
    assert folder.run("fix", "--select", "QT150") == 2
    assert "QT150 cannot be corrected automatically" in capsys.readouterr().err
    assert folder.run("fix", str(folder.path.parent)) == 2


def test_infos_are_fixed_in_every_file(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, subject="Health Studies")
    for number in (2, 3, 4):
        copy = related_entry(1, title="What is question 1?", subject="Health Studies")
        seo = {"page_keywords": "nerve,muscle"}
        folder.add(f"{number}.md", id=number, slug=f"s{number}", subject="Health studies", seo=seo,
                   related_article1=copy, related_article2=dict(copy))  # fmt: skip
    assert folder.run("check") == 0
    assert capsys.readouterr().out == "4 records, 0 errors, 0 warnings\n"
    assert folder.run("fix", "--force") == 0
    assert capsys.readouterr().err == "Corrected 3 QT131, 3 QT132, 3 QT141, 3 QT143.\n"
    assert folder.run("check", "--select", "QT131,QT132,QT141,QT143") == 0
    assert capsys.readouterr().out == "4 records, 0 errors, 0 warnings\n"


def test_date_of_a_topic_is_fixed(folder: Folder) -> None:
    text = "---\n_schema: topic\ntitle: Nerve\ndefinition: D.\nsubject: Medicine\nurl: /learn/medicine/topics/nerve\ndate: {}\n---\n"
    file = folder.add("nerve.md", text.format("Nov 27, 2024  # told"))
    assert folder.run("fix", "--force") == 0
    assert file.read_text("utf-8") == text.format("2024-11-27  # told")


@pytest.mark.parametrize(
    "first", ["----\n", "\u2013\u2013\u2013\n", "\u200b---\n", "\xa0---  \n", "\ufeff\ufeff---\n", "\n\n---\n", ""]
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_first_line_is_fixed(first: str, line_end: str, folder: Folder) -> None:
    right = record_text(id=1, answer="A \u2013\u2013\u2013 and a \u200b.", body="\n----\n\nend").replace("\n", line_end)
    wrong = first.replace("\n", line_end) + right.removeprefix(f"---{line_end}")
    file = folder.add("a.md", wrong.encode())
    assert folder.run("check") == 1
    assert folder.run("fix", "--force") == 0
    assert file.read_bytes() == right.encode()
    assert folder.run("check") == 0


def test_line_ends_are_fixed(folder: Folder) -> None:
    right = record_text(id=1, body="\nOne.\n\nTwo.\n")
    file = folder.add("a.md", right.replace("\n", "\r").encode())
    assert folder.run("fix", "--force") == 0
    assert file.read_bytes() == right.encode()


LEFT: dict[str, tuple[dict[str, Any], str]] = {
    "a day that may be two": ({"date": "05.01.2024"}, "not corrected: only an editor can decide what is meant"),
    "an additional key": (
        {"related_article1": related_entry(1, note="mine")},
        "not corrected: it has an additional key, note",
    ),
    "two records meant": ({"related_article1": related_entry(2, url="/learn/medicine/questions/what-is-question-3")}, "an editor"),
    "no keyword at all": ({"seo": {"page_keywords": " , ,"}}, "an editor"),
}  # fmt: skip


@pytest.mark.parametrize("case", LEFT)
def test_uncertain_fixes_are_skipped_and_reported(
    case: str, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    values, told = LEFT[case]
    file = folder.add("a.md", id=1, **values)
    folder.add("b.md", id=2)
    folder.add("c.md", id=3)
    before = file.read_bytes()
    assert folder.run("fix", "--force") == 1
    err = capsys.readouterr().err
    assert told in err
    assert err.endswith("Nothing corrected; 1 finding to correct by hand.\n")
    assert file.read_bytes() == before


def test_other_values_are_fixed_when_one_cannot_be(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    text = record_text(id=1, file_name="wrong.md", date="x").replace("date: x", "date: !!str 2024/11/27")
    file = folder.add("a.md", text)
    assert folder.run("fix", "--force") == 1
    assert file.read_text("utf-8") == text.replace("wrong.md", "what-is-question-1.md")
    assert "not corrected: it has a YAML tag" in capsys.readouterr().err


@pytest.mark.parametrize(
    "text",
    [
        "---\nid: 1\n<<<<<<< HEAD\nfile_name: a.md\n=======\nfile_name: b.md\n>>>>>>> other\nquestion: q\n---\n",
        "---\nid: 1\nseo:\n\ttitle: x\nquestion: q\nfile_name: wrong.md\n---\n",
        "---\nid: 1\nquestion: &a q\ntitle: *a\nfile_name: wrong.md\n---\n",
        "---\nid: 1\nquestion: q\nquestion: r\nfile_name: wrong.md\n---\n",
    ],
    ids=["merge conflict", "tab", "anchor", "key twice"],
)
def test_unreadable_files_are_left_unchanged(text: str, folder: Folder) -> None:
    file = folder.add("a.md", text)
    folder.add("b.md", id=2)
    assert folder.run("check") == 1
    assert folder.run("fix", "--force") == 0
    assert file.read_text("utf-8") == text


def test_related_entries_with_an_ambiguous_id_are_not_fixed(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=2, slug="a")
    folder.add("b.md", id=2, slug="b", question="What is another question?")
    folder.add("c.md", id=3, related_article1=related_entry(2), related_article2=related_entry(2, title="Another"))
    assert folder.run("fix", "--force") == 1
    assert "1 finding to correct by hand" in capsys.readouterr().err


def test_symlinks_are_kept(folder: Folder) -> None:
    kept = folder.add("kept/a.txt", id=1, file_name="wrong.md")
    (folder.path / "a.md").symlink_to(kept)
    assert folder.run("fix", "--force") == 0
    assert (folder.path / "a.md").is_symlink()
    assert "file_name: what-is-question-1.md" in kept.read_text("utf-8")


def test_errors_revealed_by_a_fix_are_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("a.md", id=1, reviewedby="ann", last_reviewed="2024-12-03")
    assert folder.run("check") == 0
    capsys.readouterr()
    assert folder.run("fix", "--force") == 1
    printed = capsys.readouterr()
    assert "a.md: QT134" in printed.out
    assert "The corrections revealed 1 error:" in printed.err
    assert "QT181 the reviewer 'ann'" in printed.err
