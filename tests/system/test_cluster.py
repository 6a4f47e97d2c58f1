"""A real Dask scheduler with two worker processes makes the same bytes, even when a worker is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from generator.config.outputs import ALL_OUTPUTS
from tests.helpers.folder import ROOT, SITE_URL, Folder, tree
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
        _until(lambda: _workers(address) == 2)
        yield address, workers


def _workers(address: str) -> int:
    code = (
        f"from distributed import Client; c = Client({address!r}); print(len(c.scheduler_info()['workers'])); c.close()"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True)
    return int(done.stdout or 0)


def _until(condition: object) -> None:
    assert callable(condition)
    for _ in range(200):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come about in time")


def build(folder: Folder, site: str, *options: str) -> subprocess.Popen[str]:
    """Run ``quicktakes build`` in its own process."""
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "generator",
        "build",
        "--content",
        str(folder.path),
        "--site-dir",
        site,
    ]
    return subprocess.Popen(
        [*command, "--site-url", SITE_URL, "--outputs", ",".join(ALL_OUTPUTS), *options],
        cwd=folder.path.parent,
        text=True,
        stderr=subprocess.PIPE,
    )


@pytest.fixture
def catalogue(folder: Folder) -> Folder:
    for number in range(1, 1501):
        answer = r"Text with $x^2$.\n\n### Part\n1. **a**: b\n  - c\n" + r"\n\nMore words here." * 40
        folder.add(f"{number:04}.md", id=number, answer=answer, related_article1=related_entry(number % 1500 + 1))
    return folder


def test_cluster_gives_the_same_bytes_even_when_a_worker_is_killed(catalogue: Folder) -> None:
    root = catalogue.path.parent
    local = build(catalogue, "local", "--jobs", "1")
    assert local.communicate()[1] is not None
    assert local.returncode == 0
    with cluster(root) as (address, workers):
        whole = build(catalogue, "whole", "--scheduler", address)
        whole.communicate()
        assert whole.returncode == 0
        assert tree(root / "whole") == tree(root / "local")
        hurt = build(catalogue, "hurt", "--scheduler", address)
        _until(lambda: any(root.glob(".hurt.next*/learn/medicine/questions/*")) or hurt.poll() is not None)
        assert hurt.poll() is None, "the build ended before a worker could be killed"
        workers[0].kill()
        _, errors = hurt.communicate()
        assert hurt.returncode == 0, errors
        assert tree(root / "hurt") == tree(root / "local")


def test_unreachable_scheduler_exits_with_2(folder: Folder) -> None:
    folder.add("a.md", id=1)
    process = build(folder, "out", "--scheduler", "tcp://127.0.0.1:9")
    _, errors = process.communicate()
    assert process.returncode == 2
    assert "no scheduler answers at tcp://127.0.0.1:9" in errors
    assert not list(folder.path.parent.glob(".out.next*"))
    assert not list((folder.path.parent / ".cache" / "quicktakes").glob("spool-*"))
