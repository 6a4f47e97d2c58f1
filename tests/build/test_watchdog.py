"""A record that a worker process cannot read is an error of this run only; the others are checked and published."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from generator.catalogue import facts, reader
from generator.catalogue.entry import Entry, Wanted, read_one
from generator.system.workers import processes
from tests.helpers.folder import Folder

FINDING = (
    "records/hang.md:1:1: QT106 the file cannot be read: reading it takes more than 1 second; "
    "simplify it, or allow more with the option `limits`"
)


def hanging(path: str, data: bytes, digest: bytes, wanted: Wanted) -> tuple[Entry, str]:
    """Read a file; a record about hanging hangs in native code."""
    if b"How does it hang?" in data:
        re.match(r"(?:a|a)*b", "a" * 60)
    return read_one(path, data, digest, wanted)


@pytest.fixture
def crowded(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> Folder:
    """Six records, one of which hangs; two are a shard, so that worker processes read them."""
    monkeypatch.setattr(processes, "SHARD", 2)
    monkeypatch.setattr(reader, "read_one", hanging)
    monkeypatch.chdir(folder.path.parent)
    folder.path.with_name("mkdocs.yml").write_text(
        f"site_name: Study\ndocs_dir: {folder.path.name}\ntheme: material\nplugins:\n  - quicktakes:\n      limits: {{seconds: 1}}\n"
    )
    for number in range(5):
        folder.add(f"records/r{number}.md", id=number + 1, question=f"What is number {number}?")
    folder.add("records/hang.md", id=99, question="How does it hang?")
    return folder


def test_check_names_the_file_and_reads_the_others(
    crowded: Folder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    crowded.add("records/broken.md", "---\nid: 1\n")
    assert crowded.run("check", "--jobs", "2") == 1
    out = capsys.readouterr().out
    assert FINDING in out
    assert "records/broken.md:" in out
    assert out.count("QT106") == 1
    monkeypatch.setattr(reader, "read_one", read_one)  # the record is not to blame any more, and has not changed
    crowded.run("check", "--jobs", "2")
    assert "QT106" not in capsys.readouterr().out


def test_build_publishes_the_others_on_request(crowded: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert crowded.run("build", "--jobs", "2") == 1
    assert FINDING in capsys.readouterr().err
    assert not crowded.site.exists()
    assert crowded.run("build", "--jobs", "2", "--keep-going") == 1
    pages = {path.parent.name for path in crowded.site.glob("learn/*/*/*/index.html")}
    assert sorted(pages) == [f"what-is-question-{number}" for number in range(1, 6)]


def test_new_goes_on_without_the_file(crowded: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    """`new` reads the catalogue too; to it, a file that cannot be read is like a broken one."""
    parse = facts.parse

    def hanging(folder: Path, path: str) -> facts.ParsedFile:
        if path == "records/hang.md":
            re.match(r"(?:a|a)*b", "a" * 60)
        return parse(folder, path)

    monkeypatch.setattr(facts, "parse", hanging)
    assert crowded.run("new", "--subject", "Medicine", "Why is it so?") == 0
    assert [path.name for path in crowded.path.rglob("why-is-it-so.md")] == ["why-is-it-so.md"]
