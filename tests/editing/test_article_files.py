"""``fix``, ``mv`` and ``rm`` on an article that has several files."""

from __future__ import annotations

import pytest

from tests.helpers.articles import HEART, NURSING, article, canonical, entry
from tests.helpers.folder import Folder, tree
from tests.helpers.repository import commit


def test_fix_copies_from_the_only_changed_file(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    article(folder, "Medicine", "Nursing", "Biology")
    commit(folder.path)
    for subject in ("Nursing", "Medicine"):
        folder.add(f"{subject.lower()}/heart.md", **{**HEART, "answer": "Other.", "subject": subject})
    before = tree(folder.path)
    assert folder.run("fix") == 1  # two changed files: either may be right
    assert "choose one with --from FILE" in capsys.readouterr().err
    assert tree(folder.path) == before
    folder.add("medicine/heart.md", **HEART)
    folder.add(
        "nursing/heart.md",
        **{**HEART, "answer": "First.\n\n- an item\n", "date": "2024-12-24"},
        updated="2025-01-02",
        subject="Nursing",
    )
    assert folder.run("fix") == 0
    assert folder.run("check", "--strict") == 0
    for name in ("medicine", "biology"):
        text = (folder.path / name / "heart.md").read_text()
        assert "- an item" in text
        assert "2024-12-24" in text
        assert "updated: '2025-01-02'" in text
        assert f"subject: {name.title()}" in text


@pytest.mark.parametrize(
    ("change", "code"),
    [({"body": "\nA text below.\n"}, "QT124"), ({"date": "2024-12-24"}, "QT125"), ({"answer": "Other."}, "QT124")],
)
def test_fix_reports_what_it_has_copied(
    change: dict[str, str], code: str, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    article(folder, "Medicine", "Nursing")
    commit(folder.path)
    folder.add("nursing/heart.md", **{**HEART, **change}, subject="Nursing")
    assert folder.run("fix") == 0
    printed = capsys.readouterr()
    assert printed.out == f"records/medicine/heart.md: {code}\n"
    assert printed.err == f"Corrected 1 {code}.\n"
    assert change.popitem()[1].strip() in (folder.path / "medicine/heart.md").read_text("utf-8")


def test_fix_changes_no_file_outside_its_paths(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    article(folder, "Medicine", "Nursing")
    commit(folder.path)
    folder.add("nursing/heart.md", **{**HEART, "answer": "Other."}, subject="Nursing")
    before = tree(folder.path)
    assert folder.run("fix", str(folder.path / "nursing")) == 1
    assert "not in PATHS" in capsys.readouterr().err
    assert tree(folder.path) == before
    assert folder.run("fix") == 0
    assert folder.run("check") == 0


def test_fix_copies_from_the_file_given_with_from(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    article(folder, "Medicine", "Nursing")
    folder.add("nursing/heart.md", **{**HEART, "answer": "Other."}, subject="Nursing")
    commit(folder.path)
    assert folder.run("fix") == 1  # nothing changed since the last commit
    assert folder.run("fix", "--from", str(folder.path / "nursing/heart.md")) == 0
    assert "answer: Other." in (folder.path / "medicine/heart.md").read_text()
    commit(folder.path)
    folder.add("medicine/heart.md", **{**HEART, "answer": "Other.", "question": "Why does a heart beat?"})
    assert folder.run("check") == 1  # one id, two questions
    assert folder.run("fix", "--from", str(folder.path / "medicine/heart.md")) == 0
    assert folder.run("check") == 0
    assert "question: Why does a heart beat?" in (folder.path / "nursing/heart.md").read_text()
    folder.add(
        "medicine/heart.md", **{**HEART, "answer": "Other.", "question": "What makes it beat?"}, date="2024-12-24"
    )
    commit(folder.path)  # the commit no longer shows that they are one article; the url does
    capsys.readouterr()
    assert folder.run("fix", "--from", str(folder.path / "medicine/heart.md")) == 0
    assert "nursing/heart.md: QT124, QT125" in capsys.readouterr().out
    assert folder.run("check") == 0
    assert folder.run("fix", "--from", str(folder.path / "medicine/1.md")) == 2
    assert folder.run("fix", "--from", str(folder.path / "medicine/1.md"), "--select", "QT130") == 2


def test_mv_and_rm_of_one_file_of_an_article(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    article(folder, "Medicine", "Nursing")
    folder.add("3.md", id=3, answer="[it](/learn/nursing/questions/heart)", related_article1=entry("Nursing"))
    commit(folder.path)
    medicine = (folder.path / "medicine/heart.md").read_text()
    assert folder.run("mv", "7", "pulse") == 1  # ambiguous: two files have this id
    assert "name the file" in capsys.readouterr().err
    assert folder.run("mv", str(folder.path / "nursing/heart.md"), "What makes the heart beat?") == 1
    assert "the article has 2 files" in capsys.readouterr().err
    assert folder.run("mv", str(folder.path / "nursing/heart.md"), "pulse") == 0
    assert (folder.path / "medicine/heart.md").read_text() == medicine
    assert "aliases:\n    - /learn/nursing/questions/heart" in (folder.path / "nursing/pulse.md").read_text()
    assert "(/learn/nursing/questions/pulse)" in (folder.path / "3.md").read_text()
    commit(folder.path)
    assert folder.run("rm", str(folder.path / "nursing/pulse.md")) == 0
    kept = (folder.path / "medicine/heart.md").read_text()
    assert "    - /learn/nursing/questions/pulse\n    - /learn/nursing/questions/heart\n" in kept
    assert "/q/7" not in kept
    assert "/learn/medicine/questions/heart" in (folder.path / "3.md").read_text()
    assert folder.run("check", "--strict") == 0
    commit(folder.path)
    folder.build()
    for address in (NURSING, "learn/nursing/questions/pulse/index.html"):
        assert canonical(folder.read(address)) == "learn/medicine/questions/heart/"


def test_rm_can_redirect_to_an_article_by_id(folder: Folder) -> None:
    article(folder, "Medicine", "Nursing")
    commit(folder.path)
    assert folder.run("rm", str(folder.path / "nursing/2.md"), "--redirect-to", "7") == 0
    assert "- /q/2\n" in (folder.path / "medicine/heart.md").read_text()


@pytest.mark.parametrize(
    "command",
    [
        ["rm", "medicine/1.md"],
        ["mv", "medicine/1.md", "deep/er/one.md"],
        ["mv", "nursing/heart.md", "deep/er/heart.md"],
        ["mv", "medicine/heart.md", "deep/er/heart.md"],
    ],
)
def test_mv_and_rm_keep_the_answers_of_an_article_equal(folder: Folder, command: list[str]) -> None:
    """A link in an answer that files of several folders share starts at the content folder."""
    for subject in ("Medicine", "Nursing"):
        folder.add(f"{subject.lower()}/1.md", id=1, subject=subject)
        folder.add(
            f"{subject.lower()}/heart.md", **{**HEART, "answer": "See [one](../medicine/1.md)."}, subject=subject
        )
    commit(folder.path)
    name, path, *new = command
    assert folder.run(name, str(folder.path / path), *new) == 0
    assert folder.run("check", "--strict") == 0
    if path == "medicine/1.md":
        target = new[0] if new else "nursing/1.md"
        texts = [file.read_text("utf-8") for file in folder.path.rglob("heart.md")]
        assert [f"See [one](/{target})." in text for text in texts] == [True, True]


def test_from_finds_the_other_files_by_the_question_of_the_last_commit(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    medicine = folder.add("medicine/heart.md", **HEART)
    nursing = folder.add("nursing/pulse.md", **{**HEART, "slug": "pulse", "subject": "Nursing"})
    other = folder.add("medicine/vein.md", **{**HEART, "id": 8, "slug": "vein"})
    commit(folder.path)
    folder.add("medicine/heart.md", **{**HEART, "question": "What makes it beat?"})
    assert folder.run("fix", "--from", str(medicine)) == 0
    assert "question: What makes it beat?" in nursing.read_text("utf-8")
    folder.add("nursing/pulse.md", **{**HEART, "slug": "pulse", "subject": "Nursing"})
    folder.add("medicine/vein.md", **{**HEART, "question": "What is a vein?", "slug": "vein"})  # it was another record
    capsys.readouterr()
    assert folder.run("fix", "--from", str(other)) == 2
    assert "no other file has the id 7 and the same question or slug" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"updated": "2025-01-02"}, "QT125"),
        ({"date": "2024-12-24"}, "QT125"),
        ({"question": "What makes the heart beat?"}, "QT124"),
        ({"answer": "Other."}, "QT124"),
        ({"body": "\nMore."}, "QT124"),
    ],
)
def test_from_reports_what_it_has_copied(
    values: dict[str, str], code: str, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    article(folder, "Medicine", "Nursing")
    source = folder.add("nursing/heart.md", **{**HEART, **values}, subject="Nursing")
    commit(folder.path)
    capsys.readouterr()
    assert folder.run("fix", "--from", str(source)) == 0
    assert capsys.readouterr().out == f"records/medicine/heart.md: {code}\n"


def test_copied_values_are_not_replaced_by_corrections_of_the_old_ones(folder: Folder) -> None:
    article(folder, "Medicine", "Nursing", date="Nov 27, 2024", file_name="wrong.md")
    commit(folder.path)
    folder.add("nursing/heart.md", **{**HEART, "answer": "Other.", "date": "2024-12-24"}, subject="Nursing")
    folder.run("fix")
    text = (folder.path / "medicine/heart.md").read_text("utf-8")
    assert "date: '2024-12-24'\n" in text
    assert "file_name: heart.md\n" in text
    assert folder.run("check", "--strict") == 0
