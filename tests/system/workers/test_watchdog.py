"""A file that hangs, fills the memory or ends its worker process is named, and all other files are read."""

from __future__ import annotations

import ctypes
import os
import re
import signal
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

import pytest

from generator.system.workers import held, processes, watchdog
from generator.system.workers.held import Limits, WorkerError
from generator.system.workers.pool import WorkerPool

SHORT = Limits(seconds=1, memory=200_000_000)


def hang() -> None:
    """Native code that no Python handler can interrupt, for longer than any test."""
    re.match(r"(?:a|a)*b", "a" * 60)


def work(name: str) -> None:
    """What a file's name says."""
    if "hang" in name:
        hang()
    elif "large" in name:
        bytearray(SHORT.memory + 50_000_000)
    elif "crash" in name:
        os.kill(os.getpid(), signal.SIGKILL)


def read(number: int, names: Sequence[str], lost: Mapping[str, str]) -> list[str]:
    """The names of a shard; lost ones with the reason."""
    found = []
    for name in names:
        held.hold(name)
        if name not in lost:
            work(name)
        found.append(f"{name}: {lost[name]}" if name in lost else name)
    return found


def run(shards: Mapping[int, Sequence[str]], jobs: int = 2) -> list[str]:
    """All results, from a pool of worker processes."""
    pool = partial(WorkerPool, jobs)
    return [name for _, part in watchdog.each_shard(pool, read, shards, str, SHORT) for name in part]


@pytest.mark.parametrize(
    ("culprit", "reason"),
    [
        ("hang", "reading it takes more than 1 second"),
        ("large", "reading it takes more than 200 MB of memory"),
        ("crash", "reading it ends the process"),
    ],
)
def test_culprit_is_named_and_the_other_files_are_read(culprit: str, reason: str) -> None:
    assert run({1: ["a", "b"], 2: ["c", culprit, "d"], 7: ["e"]}) == ["a", "b", "c", f"{culprit}: {reason}", "d", "e"]


def test_several_culprits_in_several_shards_are_all_named() -> None:
    found = run({1: ["crash 1", "a", "crash 2"], 2: ["large 1", "b"]})
    assert [name.partition(":")[0] for name in found] == ["crash 1", "a", "crash 2", "large 1", "b"]
    assert [":" in name for name in found] == [True, False, True, True, False]


def die_once(mark: Path, number: int, names: Sequence[str], lost: Mapping[str, str]) -> list[str]:
    """Die at the first call, like a process that the system ends to free memory."""
    held.hold(names[0])
    if not mark.exists():
        mark.touch()
        os._exit(1)
    return list(names)


def test_innocent_file_is_read_again(tmp_path: Path) -> None:
    shards = {1: ["a"], 2: ["b"]}
    found = watchdog.each_shard(partial(WorkerPool, 1), partial(die_once, tmp_path / "died"), shards, str, SHORT)
    assert list(found) == [(1, ["a"]), (2, ["b"])]


def die(number: int, names: Sequence[str], lost: Mapping[str, str]) -> list[str]:
    """Die without a file to blame."""
    os._exit(1)


def test_processes_that_die_without_a_file_end_the_run() -> None:
    with pytest.raises(WorkerError, match="a worker process ended without a result; free some memory"):
        list(watchdog.each_shard(partial(WorkerPool, 1), die, {1: ["a"]}, str, SHORT))


def hold_and_die(name: str) -> None:
    """Die in work on a file."""
    held.hold(name)
    os._exit(1)


def test_error_of_any_pool_names_the_file() -> None:
    with pytest.raises(WorkerError, match=r"in work: records/a\.md; free"), WorkerPool(1) as pool:
        list(pool.map(hold_and_die, ["records/a.md"]))


def test_long_and_undecodable_names_survive() -> None:
    name = "é" * 3000 + "\udcff"
    with pytest.raises(WorkerError) as caught, WorkerPool(1) as pool:
        list(pool.map(hold_and_die, [name[-2000:]]))
    assert caught.value.held[0].name == name[-2000:]


def test_time_limit_is_for_one_file_not_for_all() -> None:
    """Each file takes 0.3 s, and all of them longer than the limit."""
    found = watchdog.each_shard(partial(WorkerPool, 1), slow, {1: ["a", "b", "c", "d"]}, str, SHORT)
    assert list(found) == [(1, 4)]


def slow(number: int, names: Sequence[str], lost: Mapping[str, str]) -> int:
    """Sleep over each file; the number of files that were not lost."""
    for name in names:
        held.hold(name)
        ctypes.CDLL(None).usleep(300_000)
    return len(names) - len(lost)


def test_nothing_is_limited_outside_a_pool() -> None:
    """An alarm in this process would end the whole run."""
    serial: partial[Executor] = partial(processes.executor, 1, 1)
    assert list(watchdog.each_shard(serial, slow, {1: ["a", "b", "c", "d"]}, str, SHORT)) == [(1, 4)]


def test_no_notes_are_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert run({1: ["a", "crash"], 2: ["b"]})[0] == "a"
    assert list(tmp_path.iterdir()) == []
