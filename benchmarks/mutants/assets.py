"""The mutants of the scripts in ``templates/assets``, by Stryker's mutators, and the tests that run each script."""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from benchmarks.mutants.sampling import Mutant, Place, draw, ranked
from tests import tools

ROOM = "assets"
SIZE = 60
NODE = Path(__file__).parents[1] / "node"
TESTS = {
    "search*.js": ("search",),
    "study.js": ("study",),
    "quicktakes.js": ("browser", "reading_aids"),
    "previews.js": ("reading_aids",),
    "cite.js": ("reading_aids",),
}
"""Scripts, and words in the names of the test files in ``tests/site`` that run them."""
_RARELY = {"StringLiteral": 4}


def scripts(root: Path) -> list[str]:
    """List the scripts."""
    return sorted(str(path.relative_to(root)) for path in (root / "templates" / "assets").glob("*.js"))


def test_files(root: Path, path: str) -> set[str]:
    """Return the test files that run a script. Raise ``LookupError`` if a word of ``TESTS`` names none."""
    found: set[str] = set()
    words = [word for pattern, words in TESTS.items() if fnmatch(Path(path).name, pattern) for word in words]
    for word in words or ["(no word)"]:
        files = {str(file.relative_to(root)) for file in (root / "tests" / "site").rglob(f"test_*{word}*.py")}
        if not files:
            raise LookupError(f"{path}: no test file in tests/site has {word!r} in its name; correct `TESTS`")
        found |= files
    return found


def _faults(root: Path) -> list[dict[str, Any]]:
    """Return all mutants of the scripts: path, line, column, operator and code. Install Stryker if it is missing."""
    if not (NODE / "node_modules" / "@stryker-mutator" / "instrumenter").is_dir():
        tools.install_packages(NODE)
    npm = tools.npm()
    assert npm is not None
    command = [str(Path(npm).with_name("node")), str(NODE / "mutants.mjs"), *scripts(root)]
    found: list[dict[str, Any]] = json.loads(subprocess.run(command, cwd=root, check=True, capture_output=True).stdout)
    return found


def sample(root: Path, seed: int, size: int = SIZE) -> list[Mutant]:
    """Return ``size`` mutants of the scripts."""
    faults = _faults(root)
    files: dict[str, dict[tuple[str, int, int], list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, fault in enumerate(faults):
        files[fault["path"]][fault["operator"], fault["line"], fault["column"]].append(number)
    sources = {path: (root / path).read_text("utf-8") for path in files}
    places = [place for path in files for place in ranked(seed, path, sources[path], files[path], _RARELY)]

    def mutant(place: Place) -> Mutant:
        return Mutant.of(place, sources[place.path], faults[place.fault]["code"])

    return draw(places, size, mutant)
