"""Runs tests in a copy of the project, again and again, without starting Python and importing pytest each time.

``python -m benchmarks.mutants.server FILE…`` imports all that the test files need, then forgets the modules of the
project. Each line of its input is a job: a file with a fault, and tests. The job runs in a fork, which imports only
the project's own modules. The answer is one line.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import psutil
import pytest

IDLE = 90
"""Seconds without any processor time after which a job waits for something that will not happen."""
MEMORY = 6 << 30
PROFILE = "mutants"
"""The settings of Hypothesis: those of the tests, but a failing example is not made smaller, which may take minutes."""
OWN = ("generator", "tests")


class Chosen:
    """Pytest plugin: runs the given tests in the given order, and limits the time of each."""

    def __init__(self, tests: dict[str, tuple[float, bool]], report: Path) -> None:
        self.tests, self.report = tests, report
        self.said: dict[str, Any] = {"ran": 0, "killer": None}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        order = {name: number for number, name in enumerate(self.tests)}
        items[:] = sorted((item for item in items if item.nodeid in order), key=lambda item: order[item.nodeid])

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.said["current"] = nodeid
        self.report.write_text(json.dumps(self.said), "utf-8")
        seconds, by_clock = self.tests[nodeid]
        used = resource.getrusage(resource.RUSAGE_SELF)
        limit = resource.RLIM_INFINITY if by_clock else int(used.ru_utime + used.ru_stime + seconds) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        signal.alarm(int(seconds) if by_clock else 0)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and self.said["killer"] is None:
            self.said |= {"killer": report.nodeid, "why": str(report.longrepr)[-600:]}
        self.said["ran"] += report.when == "call"
        self.report.write_text(json.dumps(self.said), "utf-8")


@contextmanager
def fault(job: dict[str, Any]) -> Iterator[None]:
    """Write the job's file. Its time differs each time, so that Python never takes the compiled file of another."""
    if not job["path"]:
        yield
        return
    path = Path(job["path"])
    before, times = path.read_bytes(), path.stat()
    path.write_text(job["code"], "utf-8")
    os.utime(path, (time.time(), 1_000_000_000 + job["number"]))
    try:
        yield
    finally:
        path.write_bytes(before)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _run_tests(job: dict[str, Any], folder: Path) -> NoReturn:
    os.setsid()
    os.dup2(1, 2)
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    files = dict.fromkeys(name.split("::")[0] for name in job["tests"])
    options = f"-x -q -n 0 -p no:cacheprovider --tb=short --hypothesis-profile={PROFILE}".split()
    options += ["--basetemp", str(folder / "tmp"), *files]
    code = 70
    try:
        code = int(pytest.main(options, plugins=[Chosen(job["tests"], folder / "report.json")]))
    finally:
        sys.stdout.flush()
        os._exit(code)


def _used(process: psutil.Process) -> float:
    """Return the processor time of a process and its descendants."""
    total = 0.0
    for each in [process, *process.children(recursive=True)]:
        try:
            times = each.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system + times.children_user + times.children_system
    return total


def _wait(pid: int) -> tuple[int | None, float]:
    """Wait for a job; return its exit code (negative: the signal that ended it; None: it waited for nothing)."""
    process, used, since = psutil.Process(pid), 0.0, time.monotonic()
    while True:
        done, status, usage = os.wait4(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
        now = _used(process)
        if now > used + 0.05:
            used, since = now, time.monotonic()
        if time.monotonic() - since > IDLE:
            return None, used
        time.sleep(0.05)


def _end(pid: int, descendants: list[psutil.Process]) -> None:
    for each in descendants:
        try:
            each.kill()
        except psutil.NoSuchProcess:
            continue
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def run(job: dict[str, Any], folder: Path) -> dict[str, Any]:
    """Run a job in a fork."""
    report = folder / "report.json"
    report.unlink(missing_ok=True)
    with fault(job):
        pid = os.fork()
        if not pid:
            _run_tests(job, folder)
        code, seconds = _wait(pid)
        left = psutil.Process(pid).children(recursive=True) if code is None else []
        _end(pid, left)
        if code is None:
            os.waitpid(pid, 0)
    said = json.loads(report.read_text("utf-8")) if report.exists() else {"ran": 0, "killer": None}
    return {**said, "code": code, "seconds": round(seconds, 2)}


def main(files: list[str]) -> None:
    """Serve jobs until the end of the input."""
    channel = os.fdopen(os.dup(1), "w", encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        log = os.open(f"{name}/log", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        os.dup2(log, 1)
        pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", *files])
        from hypothesis import Phase, settings  # pytest imports it first

        phases = (Phase.explicit, Phase.generate)
        settings.register_profile(PROFILE, settings.get_profile("steady"), phases=phases)
        for module in list(sys.modules):
            if module.split(".")[0] in OWN:
                del sys.modules[module]
        gc.collect()
        gc.freeze()
        for line in sys.stdin:
            os.truncate(log, 0)
            answer = run(json.loads(line), Path(name))
            answer["log"] = Path(name, "log").read_text("utf-8", "replace")[-2000:]
            channel.write(json.dumps(answer) + "\n")
            channel.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
