"""A state that somebody else wrote runs nothing, hangs nothing, and leads nowhere."""

from __future__ import annotations

import os
import pickle
import sqlite3
import subprocess
import sys
import zlib
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import msgspec
import pytest

from generator.catalogue.entry import Entry
from generator.catalogue.summary import Summary
from generator.model.finding import Edit, Finding, Fix, Place
from generator.system import codec
from generator.system.codec import StateError
from generator.system.files import digest
from generator.system.state import Made, SourceRow, State

ROW = SourceRow(0, 5, 7, b"d" * 16, b"f" * 16)
MADE = Made("records", b"k", 5, 7, "2026-01-02")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of a saved state."""
    state = State.load(tmp_path, b"code")
    values = {"code": codec.encode(b"code"), "numbers": codec.encode([1, 2])}
    state.save(values.items(), {"a.md": ROW}, {"a/index.html": MADE})
    return tmp_path


def loaded(folder: Path) -> State:
    """The state in a folder, as a build loads it."""
    return State.load(folder, b"code")


def change(folder: Path, *statements: str, **values: object) -> None:
    """Run SQL on the state, as anybody can."""
    with closing(sqlite3.connect(folder / "state.sqlite", isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement, values)


def test_saved_values_and_rows_come_back(folder: Path) -> None:
    state = loaded(folder)
    assert state.get("numbers", list[int]) == [1, 2]
    assert state.get("missing", list[int]) is None
    assert state.sources() == {"a.md": ROW}
    assert state.made() == {"a/index.html": MADE}


def test_values_of_every_kind_come_back() -> None:
    place = Place(("seo", "keywords", 3), 5)
    found = [
        Finding("a.md", "QT101", "m", "r", place, fix=Fix(("a", 1), None, "b")),
        Finding("b.md", "QT102", "m", "r", fix=Edit(("a",), ((1, "old", "new"),), in_body=True), given="info"),
    ]
    summary = Summary(tuple(found), (), 2, 1, date(2026, 1, 2), None, frozenset({"a.md"}))
    assert codec.decode(codec.encode(summary), Summary) == summary
    entry = Entry("a.md", None, None, tuple(found), features=b"12345")
    assert codec.unpack(codec.pack([entry]), list[Entry]) == [entry]


class Trap:
    """Writes a file when it is unpickled."""

    def __init__(self, mark: Path) -> None:
        self.mark = mark

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return os.mkdir, (str(self.mark),)


def put(folder: Path, name: str, data: bytes) -> None:
    """Put a value into the state, with the digest that it must have."""
    change(folder, "INSERT OR REPLACE INTO value VALUES (:name, :data)", name=name, data=digest(data) + data)


def test_pickle_in_the_state_is_not_read(folder: Path, tmp_path: Path) -> None:
    put(folder, "numbers", pickle.dumps(Trap(tmp_path / "trapped")))
    with pytest.raises(StateError):
        loaded(folder).get("numbers", list[int])
    put(folder, "code", pickle.dumps(Trap(tmp_path / "trapped")))
    assert loaded(folder).is_empty
    assert not (tmp_path / "trapped").exists()


@pytest.mark.parametrize(
    "data",
    [
        codec.encode(["a"]),
        codec.encode({"a": 1}),
        b"",
        codec.encode([1])[:-1],
        codec.encode([1]) + b"x",
        b"\x91" * 100_000 + b"\x01",
        b"\xdd\xff\xff\xff\xff",
    ],
)
def test_value_of_another_type_is_damage(folder: Path, data: bytes) -> None:
    put(folder, "numbers", data)
    with pytest.raises(StateError):
        loaded(folder).get("numbers", list[int])


def test_features_that_are_cut_off_are_damage() -> None:
    entry = msgspec.msgpack.decode(codec.encode(Entry("a.md", None, None, (), features=b"12345")))
    with pytest.raises(StateError, match="cut off"):
        codec.decode(codec.encode({**entry, "features": b"1234"}), Entry)


def test_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codec, "LARGEST", 1_000_000)
    assert len(codec.decompress(zlib.compress(bytes(1_000_000)))) == 1_000_000
    with pytest.raises(StateError, match="too large"):
        codec.decompress(zlib.compress(bytes(1_000_001)))
    with pytest.raises(StateError, match="cut off"):
        codec.decompress(zlib.compress(bytes(1_000))[:-1])


@pytest.mark.parametrize("path", ["../x", "a/../../x", "/etc/passwd", "..", "a\0b"])
def test_path_out_of_the_site_is_damage(folder: Path, path: str) -> None:
    change(folder, "UPDATE made SET path = :path", path=path)
    for read in (State.made, State.stamps, lambda state: state.paths("records")):
        with pytest.raises(StateError, match="is not a file of a site"):
            read(loaded(folder))


@pytest.mark.parametrize(
    "change_of", ["shard = 'x'", "size = NULL", "mtime_ns = 1.5", "digest = 'text'", "path = x'ff'", "face = NULL"]
)
def test_cell_of_another_type_is_damage(folder: Path, change_of: str) -> None:
    change(folder, f"UPDATE source SET {change_of}")
    with pytest.raises(StateError):
        loaded(folder).sources()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE VIEW extra AS SELECT 1",
        "CREATE TRIGGER t AFTER INSERT ON source BEGIN DELETE FROM made; END",
        "CREATE TABLE more (a)",
        "CREATE INDEX i ON source (shard)",
        "ALTER TABLE source ADD COLUMN more INTEGER",
        "PRAGMA journal_mode = WAL",
    ],
)
def test_other_tables_are_refused(folder: Path, statement: str) -> None:
    change(folder, statement)
    assert loaded(folder).is_empty


@pytest.mark.parametrize("end", ["-journal", "-wal", "-shm"])
def test_file_beside_the_state_is_not_carried_out(folder: Path, end: str, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("kept")
    (folder / f"state.sqlite{end}").symlink_to(other)
    state = loaded(folder)
    assert state.is_empty
    state.save([("code", codec.encode(b"code"))], {}, {})
    assert not loaded(folder).is_empty
    assert other.read_text() == "kept"


def test_link_is_not_followed(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    (folder / "state.sqlite").rename(other)
    before = other.read_bytes()
    (folder / "state.sqlite").symlink_to(other)
    state = loaded(folder)
    assert state.is_empty
    state.save([("code", codec.encode(b"new"))], {}, {})
    assert other.read_bytes() == before
    assert not (folder / "state.sqlite").is_symlink()


def test_pipe_is_not_opened(folder: Path) -> None:
    """In a process of its own: if the pipe were opened, it would wait forever."""
    (folder / "state.sqlite").unlink()
    os.mkfifo(folder / "state.sqlite")
    code = "import sys, pathlib; from generator.system.state import State, trouble; f = pathlib.Path(sys.argv[1]); "
    code += "assert State.load(f, b'code').is_empty; assert 'not a plain file' in trouble(f, [b'code'])"
    subprocess.run([sys.executable, "-c", code, str(folder)], check=True, timeout=60)


def test_only_the_owner_reads_the_state(tmp_path: Path) -> None:
    old = os.umask(0)
    try:
        State.load(tmp_path, b"code").save([("code", codec.encode(b"code"))], {}, {})
    finally:
        os.umask(old)
    assert (tmp_path / "state.sqlite").stat().st_mode & 0o777 == 0o600
