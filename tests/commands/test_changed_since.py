"""``check --changed-since``: the files that a pull request changes, and the files that link to them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from generator.system.errors import ConfigError
from generator.system.git import since
from tests.helpers import repository as git_repository
from tests.helpers.folder import Folder
from tests.helpers.records import related_entry, topic_text

EMPTY = "Words.\\n\\n### Empty"
"""An answer with a style finding."""


def git(folder: Folder, *arguments: str) -> None:
    identity = ["-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgSign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder.path.parent, check=True, capture_output=True)


@pytest.fixture
def repository(folder: Folder) -> Folder:
    """A repository in which record 1 refers to 2, 3 links to 2, and 4 refers to none; all but 2 have a finding."""
    git(folder, "init", "-q", "-b", "main")
    folder.add("1.md", id=1, answer=EMPTY, related_article1=related_entry(2))
    folder.add("2.md", id=2)
    folder.add("3.md", id=3, answer="See [it](2.md), ![a nerve](fig.png), [about](about.md).\\n\\n### Empty")
    folder.add("4.md", id=4, answer=EMPTY)
    folder.add("fig.png", "x")
    folder.add("about.md", "# About\n")
    commit(folder)
    return folder


def commit(folder: Folder) -> None:
    git(folder, "add", "-A", "records")
    git(folder, "commit", "-q", "-m", "Records", "--allow-empty")


def told(folder: Folder, capsys: pytest.CaptureFixture[str], *options: str, since: str = "HEAD") -> list[str]:
    """Return path and code of each finding, and the number of checked records."""
    capsys.readouterr()
    folder.run("check", "--changed-since", since, *options)
    captured = capsys.readouterr()
    assert captured.err == ""
    found = re.findall(r"^records/([^:]+):\d+:\d+: (QT\d+)", captured.out, re.MULTILINE)
    return [*(f"{path} {code}" for path, code in found), captured.out.splitlines()[-1].partition(",")[0]]


def test_no_changes_report_no_records(repository: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(repository, capsys) == ["0 records"]


def test_edited_record_and_records_that_link_to_it(repository: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    repository.add("2.md", id=2, answer=EMPTY)
    assert told(repository, capsys) == ["2.md QT212", "3 records"]  # findings that 1 and 3 had before are not reported
    git(repository, "add", "-A", "records")
    assert told(repository, capsys) == ["2.md QT212", "3 records"]
    commit(repository)
    assert told(repository, capsys, since="HEAD~1") == ["2.md QT212", "3 records"]
    assert told(repository, capsys, str(repository.path / "4.md"), since="HEAD~1") == ["0 records"]


def test_untracked_record_is_checked(repository: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    repository.add("new folder/fünf.md", id=5, slug="x", answer=EMPTY)
    assert told(repository, capsys) == ["new folder/fünf.md QT212", "1 record"]
    repository.add("new folder/again.md", id=4, slug="y", question="What else?")
    assert told(repository, capsys) == [
        "4.md QT120", "new folder/again.md QT120", "new folder/fünf.md QT212", "3 records",
    ]  # fmt: skip


def test_removed_person_breaks_records(repository: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    repository.add("people.yml", "ann: {name: Ann}\n")
    repository.add("reviewed.md", id=91, reviewed_by="ann", last_reviewed="2024-11-28")
    git(repository, "add", ".")
    git(repository, "commit", "-qm", "People")
    repository.add("people.yml", "bob: {name: Bob}\n")
    assert repository.run("check", "--changed-since", "HEAD") == 1
    assert "reviewed.md:20:14: QT181 the reviewer 'ann'" in capsys.readouterr().out


def test_removed_record_breaks_links(repository: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    (repository.path / "2.md").unlink()
    assert told(repository, capsys) == ["1.md QT140", "3.md QT150", "2 records"]
    commit(repository)
    assert told(repository, capsys, since="HEAD~1") == ["1.md QT140", "3.md QT150", "2 records"]


def test_renamed_file_breaks_links(repository: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    (repository.path / "2.md").rename(repository.path / "zwei.md")
    assert told(repository, capsys) == ["3.md QT150", "3 records"]


def test_record_with_a_new_id_and_url_breaks_links(repository: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    repository.add("2.md", id=22, slug="another", question="Another question?")
    assert told(repository, capsys) == ["1.md QT140", "3 records"]


@pytest.mark.parametrize(("name", "code"), [("fig.png", "QT152"), ("about.md", "QT150")])
def test_removed_files_break_the_records_that_link_to_them(
    repository: Folder, capsys: pytest.CaptureFixture[str], name: str, code: str
) -> None:
    (repository.path / name).unlink()
    assert told(repository, capsys) == [f"3.md {code}", "1 record"]


def test_renamed_topic_breaks_links_and_requirements(repository: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    repository.add("topics/a.md", topic_text("Nerve", requires=["Cell"]))
    repository.add("topics/b.md", topic_text("Cell", synonyms=["Unit"]))
    repository.add("5.md", id=5, answer="See [cells](/learn/medicine/topics/cell).")
    commit(repository)
    repository.add("topics/b.md", topic_text("Body"))
    assert told(repository, capsys) == ["5.md QT150", "topics/a.md QT171", "1 record"]


def test_changed_configuration_checks_everything(repository: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    config = repository.path.parent / "mkdocs.yml"
    config.write_text("theme: {name: material}\ndocs_dir: records\nplugins: [quicktakes]\n")
    git(repository, "add", "mkdocs.yml")
    commit(repository)
    assert told(repository, capsys) == ["0 records"]
    config.write_text("theme: {name: material}\ndocs_dir: records\nplugins: [{quicktakes: {severity: {QT2: info}}}]\n")
    assert told(repository, capsys, "--info")[-1] == "4 records"


def test_diverged_branches_compare_with_their_common_commit(
    repository: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    git(repository, "switch", "-q", "-c", "edit")
    repository.add("2.md", id=2, answer=EMPTY)
    commit(repository)
    git(repository, "switch", "-q", "main")
    repository.add("4.md", id=4, answer="Mended.")
    commit(repository)
    git(repository, "switch", "-q", "edit")
    assert told(repository, capsys, since="main") == ["2.md QT212", "3 records"]
    git(repository, "switch", "-q", "--orphan", "alone")
    git(repository, "checkout", "-q", "main", "--", "records")
    commit(repository)
    assert told(repository, capsys, since="edit") == [
        "4 records"
    ]  # no common commit: 2 and 4 differ, 1 and 3 link to 2


def test_unusual_file_names_are_found(repository: Folder) -> None:
    names = ["a b.md", "ü.md", "quote\"'.md", "-dash.md", "new\nline.md"]
    for number, name in enumerate(names, 10):
        repository.add(name, id=number)
    commit(repository)
    for number, name in enumerate(names, 20):
        repository.add(name, id=number)
    found = since("HEAD", repository.path, repository.path / "mkdocs.yml")
    assert found.changed == set(names)
    assert found.before.keys() == set(names) - {"new\nline.md"}
    assert all(f"id: {number}\n" in found.before[name].decode() for number, name in enumerate(names[:4], 10))


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD:records", "", "HEAD^{tree}"])
def test_unknown_revision_exits_with_2(repository: Folder, revision: str) -> None:
    with pytest.raises(ConfigError, match="revision not found"):
        since(revision, repository.path, repository.path)
    assert repository.run("check", "--changed-since", revision or "x") == 2


def test_check_works_in_a_git_hook(
    repository: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    (repository.path / "2.md").unlink()
    assert told(repository, capsys) == ["1.md QT140", "3.md QT150", "2 records"]


def test_folder_outside_a_repository_exits_with_2(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("1.md", id=1)
    assert folder.run("check", "--changed-since", "HEAD") == 2
    assert "it is not in a Git repository" in capsys.readouterr().err


def test_missing_git_exits_with_2(
    repository: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(Path.cwd()))
    assert repository.run("check", "--changed-since", "HEAD") == 2
    assert "Git is not installed; this option needs Git and a repository\n" in capsys.readouterr().err


def test_removed_files_are_reported_in_authored_pages_and_navigation(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder.path.parent / "mkdocs.yml").write_text(
        "site_name: S\ndocs_dir: records\ntheme: {name: material}\nplugins: [quicktakes]\nnav: [about.md, 1.md]\n"
    )
    folder.add("1.md", id=1)
    folder.add("2.md", id=2)
    folder.add("about.md", "# About\n\n[One](1.md)\n")
    folder.add("other.md", "# Other\n\n[Two](2.md)\n")
    git_repository.commit(folder.path.parent)
    (folder.path / "1.md").unlink()
    assert folder.run("check", "--changed-since", "HEAD") == 1
    out = capsys.readouterr().out
    assert "mkdocs.yml:5:17: QT155 " in out
    assert "records/about.md:3:7: QT156 " in out
    assert folder.run("check", "--changed-since", "HEAD", "--format", "github") == 1
    assert "file=mkdocs.yml,line=5,col=17,title=QT155" in capsys.readouterr().out
    assert folder.run("check", str(folder.path / "other.md")) == 0
    assert folder.run("check", str(folder.path)) == 1
