"""A real Dask scheduler with two worker processes makes the same bytes, even when a worker is killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import pytest

from generator.commands.cli import main
from generator.config.outputs import ALL_OUTPUTS
from generator.system.workers import processes
from generator.system.workers.cluster import ClusterExecutor
from tests.helpers.folder import ROOT, SITE_URL, Folder, tree
from tests.helpers.kills import forked
from tests.helpers.records import related_entry


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The scheduler's address and the worker processes."""
    file = folder / "scheduler.json"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "ignore"}
    local = ["--host", "127.0.0.1", "--no-dashboard"]

    with ExitStack() as stack:

        def start(kind: str, *options: str) -> subprocess.Popen[bytes]:
            command = [sys.executable, "-m", "dask", kind, *local, *options]
            process = subprocess.Popen(
                command, cwd=folder, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        start("scheduler", "--port", "0", "--scheduler-file", str(file))
        _until(file.is_file)
        workers = [start("worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny") for _ in range(2)]
        address = json.loads(file.read_text())["address"]
        assert ended(partial(_wait_for_workers, address)) == 0
        yield address, workers


def ended(run: Callable[[], int]) -> int:
    """Run in a forked process, because Dask's client leaves threads behind, and return the exit code."""

    def quiet() -> int:
        warnings.simplefilter("ignore")
        return run()

    return os.waitstatus_to_exitcode(os.waitpid(forked(quiet), 0)[1])


def _wait_for_workers(address: str) -> int:
    from distributed import Client

    with Client(address, timeout=20) as client:  # type: ignore[no-untyped-call]
        client.wait_for_workers(2, timeout=20)
    return 0


def _until(condition: Callable[[], bool]) -> None:
    for _ in range(2000):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("it did not come about in time")


def build(folder: Folder, site: str, *options: str) -> int:
    """Run ``quicktakes build`` with every output."""
    outputs = ["--site-dir", site, "--site-url", SITE_URL, "--outputs", ",".join(ALL_OUTPUTS)]
    return main(["build", "--content", str(folder.path), *outputs, *options])


def fill(folder: Folder, count: int) -> None:
    """Add linked records."""
    for number in range(1, count + 1):
        answer = r"Text with $x^2$.\n\n### Part\n1. **a**: b\n  - c\n" + r"\n\nMore words here." * 40
        folder.add(f"{number:04}.md", id=number, answer=answer, related_article1=related_entry(number % count + 1))


def once(mark: Path) -> tuple[int, object]:
    """Kill the worker on the first call; on the second, return its process id and the shared value."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return os.getpid(), processes.shared()


def test_cluster_gives_the_same_bytes_as_one_process(folder: Folder) -> None:
    fill(folder, processes.SHARD + 2)  # two shards
    root = folder.path.parent
    assert build(folder, "local", "--jobs", "1") == 0
    with cluster(root) as (address, workers):
        assert ended(lambda: build(folder, "whole", "--scheduler", address)) == 0
        assert tree(root / "whole") == tree(root / "local")

        def hurt() -> int:
            with ClusterExecutor(address, "value") as executor:
                pid, value = executor.submit(once, root / "mark").result()
                assert value == "value"
                assert pid in {worker.pid for worker in workers}
            return 0

        assert ended(hurt) == 0  # the call whose worker died was repeated on the other one
        _until(lambda: any(worker.poll() == -signal.SIGKILL for worker in workers))


@pytest.mark.long
def test_build_survives_the_death_of_a_worker(folder: Folder) -> None:
    fill(folder, 1500)
    root = folder.path.parent
    assert build(folder, "local", "--jobs", "1") == 0
    with cluster(root) as (address, workers):
        hurt = forked(lambda: build(folder, "hurt", "--scheduler", address))
        _until(lambda: any(root.glob(".hurt.next*/learn/medicine/questions/*")))
        workers[0].kill()
        assert os.waitstatus_to_exitcode(os.waitpid(hurt, 0)[1]) == 0
        assert tree(root / "hurt") == tree(root / "local")


def test_unreachable_scheduler_exits_with_2(
    folder: Folder, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("generator.system.workers.cluster.PATIENCE", 0.1)
    folder.add("a.md", id=1)
    assert ended(lambda: build(folder, "out", "--scheduler", "tcp://127.0.0.1:9")) == 2
    assert "no scheduler answers at tcp://127.0.0.1:9" in capfd.readouterr().err
    assert not list(folder.path.parent.glob(".out.next*"))
    assert not list((folder.path.parent / ".cache" / "quicktakes").glob("spool-*"))
