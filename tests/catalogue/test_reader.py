"""Which content files are read again, and in which shards new ones are."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from generator.catalogue import reader
from generator.catalogue.entry import USUAL
from generator.catalogue.reader import Changes
from generator.config.file import default_config
from generator.config.settings import read_settings
from generator.system import files
from generator.system.errors import SiteFolderError
from generator.system.files import Stamp
from generator.system.state import SourceRow
from generator.system.workers import processes
from tests.helpers.records import record_text

NOW = 1_700_000_000 * 10**9


def compared(stamps: dict[str, Stamp], known: dict[str, SourceRow]) -> Changes:
    return reader.compare(files.Content(stamps, {}), known)


@pytest.mark.parametrize(
    ("stamp", "suspect"), [(Stamp(5, 7), False), (Stamp(6, 7), True), (Stamp(5, 8), True), (Stamp(5, 6), True)]
)
def test_file_with_another_size_or_time_is_read_again(stamp: Stamp, suspect: bool) -> None:
    changes = compared({"a.md": stamp}, {"a.md": SourceRow(3, 5, 7, b"digest")})
    assert changes.suspects == ({3: ["a.md"]} if suspect else {})


def test_new_files_fill_the_last_shard_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "SHARD", 3)
    stamp = Stamp(5, 7)
    known = {"a.md": SourceRow(0, *stamp, b""), "b.md": SourceRow(1, *stamp, b""), "gone.md": SourceRow(1, *stamp, b"")}
    changes = compared(dict.fromkeys(["a.md", "b.md", "n1.md", "n2.md", "n3.md", "n4.md", "n5.md"], stamp), known)
    assert changes.suspects == {1: ["n1.md"], 2: ["n2.md", "n3.md", "n4.md"], 3: ["n5.md"]}
    assert changes.removed == {"gone.md"}


@pytest.mark.parametrize(
    ("age", "trusted"),
    [
        (49_999_999, False),
        (50_000_001, True),
        (2_000_000_000, False),  # whole seconds: the file system may keep no more
        (3_000_000_000, True),
    ],
)
def test_time_is_trusted_if_nothing_else_can_be_written_at_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, age: int, trusted: bool
) -> None:
    path = tmp_path / "a.md"
    path.write_text(record_text(id=1))
    os.utime(path, ns=(NOW - age, NOW - age))
    monkeypatch.setattr(time, "time_ns", lambda: NOW)
    changes = reader.compare(files.discover(tmp_path), {})
    reader.look(changes, read_settings(default_config(), content=tmp_path), USUAL)
    row = changes.sources["a.md"]
    assert row is not None
    assert row.mtime_ns == (NOW - age if trusted else 0)


def test_answer_of_a_file_that_changes_during_the_build_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(record_text(id=1, answer="One."))
    source = files.digest(path.read_bytes()).hex()
    assert "One." in reader.answer(tmp_path, "a.md", source)
    path.write_text(record_text(id=1, answer="Two."))
    with pytest.raises(SiteFolderError, match="changed while the site was being built; build again"):
        reader.answer(tmp_path, "a.md", source)
