"""Runs the tests against each mutant of the sample, and writes the results line by line."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from benchmarks.mutants import assets, project
from benchmarks.mutants.coverage_map import Map
from benchmarks.mutants.report import KILLED, RESULTS, SURVIVED, TIMED_OUT, UNCOVERED
from benchmarks.mutants.sampling import Mutant, Place
from benchmarks.mutants.uses import Uses

FIRST = 25
"""Number of tests that run before the files of all others are imported."""
_PASSED, _EMPTY = 0, 5
"""Exit codes of pytest."""
_OUT_OF_TIME = (None, -signal.SIGXCPU, -signal.SIGALRM)
"""Results of a job that was ended; None: it used no processor time."""


Limit = tuple[float, bool]
"""Seconds that a test may take: of the clock if true, else of the processor."""


class Server:
    """A process that runs tests in a copy of its own."""

    def __init__(self, copied: Path, files: list[str]) -> None:
        project.copy(copied)
        command = [sys.executable, "-m", "benchmarks.mutants.server", *files]
        self.process = subprocess.Popen(
            command,
            cwd=copied,
            env=project.environment(copied),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.jobs = 0

    def run(self, tests: dict[str, Limit], path: str = "", code: str = "") -> dict[str, Any]:
        """Run tests, with a fault or without any."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.jobs += 1
        job = {"path": path, "code": code, "tests": tests, "number": self.jobs}
        self.process.stdin.write(json.dumps(job) + "\n")
        self.process.stdin.flush()
        answer: dict[str, Any] = json.loads(self.process.stdout.readline())
        return answer


@contextmanager
def servers(jobs: int, files: list[str]) -> Iterator[SimpleQueue[Server]]:
    """Start servers, each with a copy of its own."""
    with tempfile.TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as folder:
        started = [Server(Path(folder) / f"copy-{number}", files) for number in range(jobs)]
        free: SimpleQueue[Server] = SimpleQueue()
        for server in started:
            free.put(server)
        try:
            yield free
        finally:
            for server in started:
                server.process.communicate()


class Trial:
    """Finds out whether the tests notice a mutant."""

    def __init__(self, covered: Map, uses: Uses, limit: float) -> None:
        self.covered, self.uses, self.limit = covered, uses, limit
        self.sound: set[str] = set()
        """Tests that pass alone without a fault, as seen here."""
        self.unsound: set[str] = set()

    def _covering(self, place: Place) -> set[str]:
        """Return the tests that run a place. Those of a script are all tests of its files."""
        if place.room != assets.ROOM:
            return self.covered.covering(self.uses.lines(place.path, place.line))
        files = assets.test_files(project.ROOT, place.path)
        return {name for name in self.covered.tests if name.split("::")[0] in files}

    def _limits(self, tests: list[str]) -> dict[str, Limit]:
        """Return the limit of each test. Those in a browser have one of the clock: a page may never answer."""
        limits = {}
        for name in tests:
            test = self.covered.tests[name]
            usual = test["cost"] + sum(self.covered.fixtures.get(each, 0.0) for each in test["fixtures"])
            in_browser = any(each.endswith("::browser") for each in test["fixtures"])
            limits[name] = (60 + 10 * usual, True) if in_browser else (10 + 10 * usual, False)
        return limits

    def _is_sound(self, server: Server, name: str) -> bool:
        """Return whether the test that failed passes without a fault."""
        if name not in self.sound | self.unsound:
            passed = server.run(self._limits([name]))["code"] == _PASSED
            (self.sound if passed else self.unsound).add(name)
        return name in self.sound

    def judge(self, server: Server, mutant: Mutant) -> dict[str, Any]:
        """Run the tests that cover a mutant until one fails."""
        place = mutant.place
        covering = self._covering(place) - self.unsound
        result: dict[str, Any] = {
            "path": place.path, "line": place.line, "room": place.room, "operator": place.operator,
            "before": mutant.before, "after": mutant.after, "covering": len(covering), "ran": 0, "seconds": 0.0,
        }  # fmt: skip
        planned = self.covered.plan(place.path, covering, self.limit)
        for part in (planned[:FIRST], planned[FIRST:]):
            if not part:
                continue
            answer = server.run(self._limits(part), place.path, mutant.code)
            result["ran"] += answer["ran"]
            result["seconds"] = round(result["seconds"] + answer["seconds"], 2)
            if answer["code"] in (_PASSED, _EMPTY):
                continue
            killer = answer["killer"] or answer.get("current") or part[0]
            if not self._is_sound(server, killer):
                return self.judge(server, mutant)
            outcome = TIMED_OUT if answer["code"] in _OUT_OF_TIME else KILLED
            why = answer.get("why") or answer["log"][-600:]
            return {**result, "outcome": outcome, "killer": killer, "why": why}
        return {**result, "outcome": SURVIVED if planned else UNCOVERED}


def run(mutants: list[Mutant], covered: Map, uses: Uses, jobs: int, limit: float) -> None:
    """Try each mutant, and append its result to the file at once."""
    trial = Trial(covered, uses, limit)
    files = sorted({name.split("::")[0] for name in covered.tests})
    with servers(jobs, files) as free, ThreadPoolExecutor(jobs) as pool, RESULTS.open("a", encoding="utf-8") as out:

        def attempt(mutant: Mutant) -> dict[str, Any]:
            server = free.get()
            try:
                return trial.judge(server, mutant)
            finally:
                free.put(server)

        waiting = [pool.submit(attempt, mutant) for mutant in mutants]
        for number, done in enumerate(as_completed(waiting), 1):
            result = done.result()
            out.write(json.dumps(result) + "\n")
            out.flush()
            place = f"{result['path']}:{result['line']} {result['operator']}"
            print(f"{number}/{len(mutants)} {result['outcome']}: {place} ({result['seconds']} s)", flush=True)
