"""A check with a state reports the same as one without, and reads only changed files."""

from __future__ import annotations

import os
from datetime import datetime
from operator import itemgetter
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from generator.commands.cli import main
from generator.system import files
from tests.build.test_incremental import OPTIONS, Site, make_older, run
from tests.helpers.folder import Folder
from tests.helpers.records import related_entry

STYLES = [
    r"### Empty\n\n### Empty",
    r"Words.\n\n### Three\n\nText.\n\n##### Five\n\nText.",
    "An ![](image.png), a [link](http://example.org/) and ![](gone.png).",
    " ".join(["word"] * 130),
    "Words of one sentence. " * 20,
]


def told(*options: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return the output of a check."""
    capsys.readouterr()
    main(["check", *options])
    return capsys.readouterr().out


class Checked(Site):
    """The random project of the build tests, checked after each change."""

    capsys: pytest.CaptureFixture[str]

    @rule(data=st.data(), text=st.sampled_from(STYLES))
    def restyle(self, data: st.DataObject, text: str) -> None:
        for name in self.some(data):
            self.records[name]["answer"] = text
            self.write(name)

    @rule(data=st.data(), codes=st.sampled_from([[], ["QT212", "QT220"], ["QT150", "QT231"], ["QT163"]]))
    def opt_out(self, data: st.DataObject, codes: list[str]) -> None:
        for name in self.some(data):
            self.records[name]["check_ignore"] = codes
            self.write(name)

    @rule(severity=st.sampled_from(["{}", "{QT150: warning, QT212: error}", "{QT2: off, QT14: info}"]))
    def regrade(self, severity: str) -> None:
        self.configure(itemgetter(0))
        path = self.root / "mkdocs.yml"
        path.write_text(path.read_text().replace(OPTIONS[0], f"{{severity: {severity}}}"))

    @invariant()
    def incremental_equals_clean(self) -> None:
        if not (self.root / "mkdocs.yml").exists():
            return
        self.steps += 1
        reports = []
        for state in ("kept", f"clean{self.steps}"):
            self.capsys.readouterr()
            code = self.run(
                "check", "--format", "json", *["--info"] * (self.steps % 3 == 0), "--state", str(self.root / state)
            )
            assert code in (0, 1)
            reports.append((code, self.capsys.readouterr().out))
        assert reports[0] == reports[1]


def test_incremental_check_equals_clean_check(capsys: pytest.CaptureFixture[str]) -> None:
    Checked.capsys = capsys
    run(Checked, 12, 20)


@pytest.mark.long
def test_incremental_check_equals_clean_check_in_long_histories(capsys: pytest.CaptureFixture[str]) -> None:
    Checked.capsys = capsys
    run(Checked, 400, 40)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Collect the content files that are read from now on."""
    paths: list[str] = []
    original = files.read

    def reading(folder: Path, path: str) -> bytes:
        if folder.name == "records":
            paths.append(path)
        return original(folder, path)

    monkeypatch.setattr(files, "read", reading)
    return paths


def test_only_changed_files_are_read(folder: Folder, read: list[str]) -> None:
    for number in range(1, 6):
        folder.add(f"{number}.md", id=number, related_article1=related_entry(9), answer="Words.\\n\\n### Empty")
    make_older(*folder.path.iterdir())
    expected = {
        "cold": ["1.md", "1.md", "2.md", "2.md", "3.md", "3.md", "4.md", "4.md", "5.md", "5.md"],  # again for places
        "nothing": [],
        "answer": ["2.md", "2.md"],
        "title": ["3.md", "3.md"],
        "new": ["6.md"],
        "gone": [],
        "options": [],
    }
    found = {}
    for change in expected:
        if change == "answer":
            make_older(folder.add("2.md", id=2, related_article1=related_entry(9), answer="Other words."))
        if change == "title":
            again = {"question": "Another title?", "slug": "x"}
            make_older(folder.add("3.md", id=3, related_article1=related_entry(9), **again))
        if change == "new":
            make_older(folder.add("6.md", id=6))
        if change == "gone":
            (folder.path / "1.md").unlink()
        read.clear()
        folder.run("check", *(["--ignore", "QT2"] if change == "options" else []))
        found[change] = sorted(read)
    assert found == expected


def test_fresh_checkout_reuses_stored_results(folder: Folder, read: list[str]) -> None:
    folder.add("1.md", id=1, related_article1=related_entry(9))
    folder.run("check")
    os.utime(folder.path / "1.md", ns=(1, 10**18))
    read.clear()
    folder.run("check")
    assert read == ["1.md"]
    read.clear()
    folder.run("check")
    assert read == []


def test_infos_after_a_check_without_infos(folder: Folder, capsys: pytest.CaptureFixture[str], read: list[str]) -> None:
    folder.add("1.md", id=1, answer="A nerve carries a signal to a muscle. " * 10, check_ignore=["QT230", "QT163"])
    folder.add("2.md", id=2, answer="A nerve carries a signal to a muscle. " * 10)
    make_older(*folder.path.iterdir())
    content = ["--content", str(folder.path)]
    plain = told(*content, capsys=capsys)
    infos = told(*content, "--info", capsys=capsys)
    assert "QT240 (warning) `check_ignore`: QT163" in plain
    assert "QT230" not in plain
    assert infos.count("QT230 (info)") == 1
    read.clear()
    assert told(*content, capsys=capsys) == plain
    assert told(*content, "--info", capsys=capsys) == infos
    assert read == []  # grades are in the state by now


@pytest.mark.parametrize("harm", ["cut", "noise", "folder", "file", "locked", "closed"])
def test_damaged_state_of_the_check_is_ignored(folder: Folder, capsys: pytest.CaptureFixture[str], harm: str) -> None:
    folder.add("1.md", id=1, answer="Words.\\n\\n### Empty")
    expected = told("--content", str(folder.path), capsys=capsys)
    kept = folder.path.parent / ".cache" / "quicktakes" / "check"
    state = kept / "state.sqlite"
    lock = FileLock(kept / "lock")
    if harm == "cut":
        state.write_bytes(state.read_bytes()[:5000])
    elif harm == "noise":
        state.write_bytes(os.urandom(5000))
    elif harm == "folder":
        state.unlink()
        state.mkdir()
    elif harm == "file":
        for path in kept.iterdir():
            path.unlink()
        kept.rmdir()
        kept.write_text("a file where the folder should be")
    elif harm == "locked":
        lock.acquire()
    else:
        kept.chmod(0o500)
    assert told("--content", str(folder.path), capsys=capsys) == expected
    lock.release()
    if kept.is_dir():
        kept.chmod(0o700)
    assert not list(kept.glob("spool-*"))


def test_record_that_becomes_due_is_reported(
    folder: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.add("1.md", id=1, related_article1=related_entry(2))
    folder.add("2.md", id=2, publish_on="2030-01-02")
    for day, ahead in (("2030-01-01", True), ("2030-01-02", False), ("2030-01-01", True)):
        moment = datetime.fromisoformat(f"{day}T12:00:00+00:00")
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(moment.timestamp())))
        out = told("--content", str(folder.path), capsys=capsys)
        assert ("not published yet" in out) == ahead


def test_many_records_are_checked_in_processes(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    for number in range(1, 301):
        folder.add(
            f"{number}.md", id=number, answer=STYLES[number % len(STYLES)], related_article1=related_entry(number + 1)
        )
    content = ["--content", str(folder.path)]
    serial = told(*content, "--jobs", "1", "--state", "serial", capsys=capsys)
    assert told(*content, "--jobs", "2", capsys=capsys) == serial
    assert told(*content, "--jobs", "2", capsys=capsys) == serial
    assert "300 records" in serial
