"""The coverage map: which tests run a line, and what they cost."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from coverage import Coverage, CoverageData
from coverage.numbits import numbits_to_nums

from benchmarks.mutants import contexts, project

LINES = project.CACHE / "coverage"
TESTS = project.CACHE / "tests.json"

_CONFIG = """[run]
data_file = {data}
include = {copy}/generator/*
parallel = true
concurrency = thread, multiprocessing
patch = _exit
sigterm = true
context = ${{{variable}-}}
disable_warnings = no-data-collected, module-not-imported, module-not-measured, dynamic-conflict, no-ctracer
"""


def measure(only: list[str], jobs: int) -> int:
    """Run the tests once under coverage.py, in this process's environment, and save the map. Return pytest's code."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as name:
        folder = Path(name)
        copied = folder / "copy"
        project.copy(copied)
        config = folder / "coveragerc"
        text = _CONFIG.format(data=folder / "data", copy=copied, variable=contexts.VARIABLE)
        config.write_text(text, "utf-8")
        values = {"COVERAGE_PROCESS_START": str(config), "MUTANTS_FOLDER": name}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "benchmarks.mutants.contexts", "-p", "no:cacheprovider"]
        command += ["-m", "not long", "-n", str(jobs), "--dist", "worksteal", "--basetemp", str(folder / "tmp")]
        command += project.test_files(only)
        code = subprocess.run(command, cwd=copied, env={**project.environment(copied), **values}).returncode
        measured = Coverage(config_file=str(config))
        measured.combine([name], strict=True)
        measured.save()
        project.CACHE.mkdir(parents=True, exist_ok=True)
        shutil.copy2(folder / "data", LINES)
        tests: dict[str, object] = {}
        fixtures: dict[str, float] = {}
        for path in folder.glob("tests-*.json"):
            found = json.loads(path.read_text("utf-8"))
            tests |= found["tests"]
            for fixture, cost in found["fixtures"].items():  # a worker that found the site built has paid little
                fixtures[fixture] = max(cost, fixtures.get(fixture, 0.0))
        saved = {"copy": str(copied), "tests": tests, "fixtures": fixtures}
        TESTS.write_text(json.dumps(saved, indent=0, sort_keys=True), "utf-8")
    return code


class Map:
    """The tests that run lines, in the order in which they are worth running."""

    def __init__(self) -> None:
        saved = json.loads(TESTS.read_text("utf-8"))
        self.copy, self.fixtures = Path(saved["copy"]), saved["fixtures"]
        self.tests = {name: test for name, test in saved["tests"].items() if test["passed"]}
        self.failed = sorted(saved["tests"].keys() - self.tests.keys())
        self.users: dict[str, set[str]] = {}
        for name, test in self.tests.items():
            for fixture in test["fixtures"]:
                self.users.setdefault(fixture, set()).add(name)
        self.data = CoverageData(str(LINES))
        self.data.read()
        self.sizes = self._sizes()
        self.by_line: dict[str, dict[int, list[str]]] = {}

    def _sizes(self) -> Counter[str]:
        """Count the lines that each context runs."""
        sizes: Counter[str] = Counter()
        query = "select context, numbits from line_bits join context on context.id = context_id"
        with closing(sqlite3.connect(LINES)) as connection:
            for context, bits in connection.execute(query):
                sizes[context] += len(numbits_to_nums(bits))
        return sizes

    def covering(self, lines: Iterable[tuple[str, int]]) -> set[str]:
        """Return the tests that run one of these lines, directly or in a fixture."""
        found = set()
        for path, line in lines:
            if path not in self.by_line:
                self.by_line[path] = self.data.contexts_by_lineno(str(self.copy / path))
            for context in self.by_line[path].get(line, ()):
                if context.startswith(contexts.FIXTURE):
                    found |= self.users.get(context, set())
                else:
                    found.add(context)
        return found & self.tests.keys()

    def plan(self, path: str, tests: Iterable[str], limit: float) -> list[str]:
        """Order tests by cost and by the lines they run; keep as many as ``limit`` seconds allow, at least one.

        A shared fixture costs only the first test that uses it. Tests of the same room come earlier.
        """
        room = f"tests/{Path(path).parts[1]}/"

        def worth(name: str) -> tuple[float, str]:
            test = self.tests[name]
            cost = 0.01 + test["cost"] + sum(self.fixtures.get(each, 0.0) for each in test["fixtures"]) / 4
            lines = self.sizes[name] + sum(self.sizes[each] for each in test["fixtures"])
            return cost * (100 + lines) / (4 if name.startswith(room) else 1), name

        kept: list[str] = []
        paid: set[str] = set()
        for name in sorted(tests, key=worth):
            new = set(self.tests[name]["fixtures"]) - paid
            cost = self.tests[name]["cost"] + sum(self.fixtures.get(each, 0.0) for each in new)
            if kept and cost > limit:
                continue
            limit -= cost
            paid |= new
            kept.append(name)
        return kept
