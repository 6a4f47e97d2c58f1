"""Run commands and measure wall time, CPU time and the peak memory of all their processes."""

from __future__ import annotations

import resource
import shutil
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Series:
    """The measurements of a command: wall and CPU seconds of each run, peak memory in bytes."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: int = 0

    def row(self) -> dict[str, float]:
        """Return median, minimum and maximum, for the table and the JSON."""
        wall = {"wall": statistics.median(self.wall), "wall_min": min(self.wall), "wall_max": max(self.wall)}
        return wall | {"cpu": statistics.median(self.cpu), "memory_mb": round(self.memory / 1e6)}


def timed(command: Sequence[str], cwd: Path, series: Series) -> None:
    """Run a command once, and add its times to a series. Raises ``RuntimeError`` if it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr[-2000:]}")
    series.wall.append(wall)
    series.cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def peak_memory(command: Sequence[str], cwd: Path) -> int:
    """Run a command, and sample the peak proportional set size of it and all its descendants."""
    process = subprocess.Popen(command, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    done = threading.Event()

    def sample() -> None:
        nonlocal peak
        while not done.wait(0.05):
            peak = max(peak, sum(_pss(pid) for pid in _family(process.pid)))

    sampler = threading.Thread(target=sample)
    sampler.start()
    process.wait()
    done.set()
    sampler.join()
    return peak


def _family(root: int) -> list[int]:
    children: dict[int, list[int]] = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text()
            except OSError:
                continue
            parent = int(text.rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(folder.name))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def _pss(pid: int) -> int:
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def side_by_side(
    commands: dict[str, Sequence[str]], cwd: Path, runs: int, before: Callable[[str], None]
) -> dict[str, Series]:
    """Run each command once without counting, then ``runs`` times in turn (A B A B …), then once for memory.

    ``before`` restores the state from which each run must start. It is not timed.
    """
    series = {name: Series() for name in commands}
    for number in range(runs + 1):
        for name, command in commands.items():
            before(name)
            timed(command, cwd, series[name] if number else Series())
    for name, command in commands.items():
        before(name)
        series[name].memory = peak_memory(command, cwd)
    return series


def warm(folder: Path) -> None:
    """Read every file once, so that all commands find it in the cache."""
    for path in folder.rglob("*"):
        if path.is_file():
            path.read_bytes()


def size_of(folder: Path) -> tuple[int, int]:
    """Count the HTML files and the bytes below a folder."""
    pages = total = 0
    for path in folder.rglob("*"):
        if path.is_file():
            pages += path.suffix == ".html"
            total += path.stat().st_size
    return pages, total


def empty(folder: Path) -> None:
    """Delete a folder and its contents."""
    shutil.rmtree(folder, ignore_errors=True)
