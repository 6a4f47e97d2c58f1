"""Tests of the tool itself. They need the packages of ``requirements/mutants.txt``; ``make mutants`` runs them first."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks.mutants import assets, places, project
from benchmarks.mutants.sampling import Mutant
from tests.helpers.repository import git

CODE = """def checked(number: int) -> bool:
    return number < 3


def endless(number: int) -> int:
    while number > 0:
        number -= 1
    return number


def only_run(number: int) -> bool:
    return number < 7


def never_run(number: int) -> bool:
    return number < 9


LIMIT = 4


def below(number: int) -> bool:
    return not number > LIMIT
"""
TESTS = """import generator.room.small as small


def test_boundary() -> None:
    assert [small.checked(number) for number in (2, 3)] == [True, False]


def test_counts_down() -> None:
    assert small.endless(5) == 0


def test_runs() -> None:
    small.only_run(3)


def test_limit() -> None:
    assert [small.below(number) for number in (4, 5)] == [True, False]


def test_that_fails_without_a_fault() -> None:
    assert small.only_run(9)


SEEN = []


def test_first() -> None:
    SEEN.append(1)


def test_that_fails_alone() -> None:
    small.only_run(3)
    assert SEEN
"""
CONFTEST = """from hypothesis import settings

settings.register_profile("steady", derandomize=True)
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A project of one module and one test file, with a copy of the tool."""
    shutil.copytree(project.ROOT / "benchmarks" / "mutants", tmp_path / "benchmarks" / "mutants")
    texts = {
        "benchmarks/__init__.py": "", "benchmarks/mutants/equivalent.yml": "[]", "generator/__init__.py": "",
        "generator/room/__init__.py": "", "generator/room/small.py": CODE, "tests/__init__.py": "",
        "tests/conftest.py": CONFTEST, "tests/tools.py": "", "tests/room/__init__.py": "",
        "tests/room/test_small.py": TESTS, "pyproject.toml": "[tool.pytest.ini_options]\ntestpaths = ['tests']\n",
        ".gitignore": ".cache\n__pycache__\n",
    }  # fmt: skip
    for name, text in texts.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    git(tmp_path, "init", "--quiet")
    return tmp_path


def run(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "benchmarks.mutants", *arguments, "--jobs", "1", "--room", "room"]
    done = subprocess.run(command, cwd=folder, env=project.environment(folder), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_fault_is_killed_by_a_test_that_checks_it_and_survives_the_others(tiny: Path) -> None:
    """From the coverage map to the table. A test that fails without a fault, or alone, kills nothing."""
    printed = run(tiny)
    lines = (tiny / ".cache" / "mutants" / "results.jsonl").read_text("utf-8").splitlines()
    results = [json.loads(line) for line in lines]
    outcomes: dict[str, Counter[str]] = {}
    for result in results:
        outcomes.setdefault(result["before"].strip(), Counter())[result["outcome"]] += 1
    assert outcomes["return number < 3"].keys() == {"killed"}
    assert outcomes["return number < 7"].keys() == {"survived"}
    assert outcomes["return number < 9"].keys() == {"not covered"}
    assert outcomes["LIMIT = 4"].keys() == {"killed"}
    assert outcomes["number -= 1"].keys() == {"timed out"}
    assert {each["killer"] for each in results if each["before"].strip() == "return number < 3"} == {
        "tests/room/test_small.py::test_boundary"
    }
    assert "without a fault:\n  tests/room/test_small.py::test_that_fails_without_a_fault\n" in printed
    assert "| all |" in printed
    assert (tiny / "generator/room/small.py").read_text("utf-8") == CODE


def keys(mutants: list[Mutant]) -> set[tuple[str, str, str]]:
    return {mutant.key for mutant in mutants}


def test_an_edit_of_one_line_leaves_the_other_places_of_the_sample(tmp_path: Path) -> None:
    shutil.copytree(project.ROOT / "generator" / "search", tmp_path / "generator" / "search")
    before = places.sample(tmp_path, 40, 17)
    assert keys(places.sample(tmp_path, 40, 17)) == keys(before)
    assert keys(places.sample(tmp_path, 40, 18)) != keys(before)
    file = tmp_path / before[0].place.path
    start = "from __future__ import annotations\n"
    file.write_text(file.read_text("utf-8").replace(start, f"{start}\nFIRST = 5 < 6\n"), "utf-8")
    assert len(keys(before) - keys(places.sample(tmp_path, 40, 17))) <= 2


def test_places_of_scripts_are_drawn_alike(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "assets"
    shutil.copytree(project.ROOT / "templates" / "assets", folder)
    before = assets.sample(tmp_path, 17)
    assert len(before) == assets.SIZE
    assert {mutant.place.room for mutant in before} == {assets.ROOM}
    file = tmp_path / before[0].place.path
    file.write_text(f'"🫀"; const first = 1 + 2;\n{file.read_text("utf-8")}', "utf-8")
    after = assets.sample(tmp_path, 17)
    assert len(keys(before) - keys(after)) <= 2


def test_the_fault_of_a_script_is_one_expression(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "assets"
    folder.mkdir(parents=True)
    (folder / "small.js").write_text('const far = (x) => x + "🫀" +\n  (x < 3);\n', "utf-8")
    faults = {mutant.after for mutant in assets.sample(tmp_path, 17)}
    assert "  (x <= 3);" in faults or "  (x >= 3);" in faults
    assert "const far = () => undefined;" in faults
