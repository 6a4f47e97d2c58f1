"""Commands that are killed, or that find the disk full, at random steps: nothing is torn, and the next run completes."""

from __future__ import annotations

import random
import shutil
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.helpers.folder import Folder, tree
from tests.helpers.kills import full_from, restore, stopped_at
from tests.helpers.records import related_entry

ROUNDS = 200
COUNT = 12


def project(folder: Folder) -> None:
    """A built catalogue whose records refer to each other and have something to correct."""
    for number in range(1, COUNT + 1):
        entry = related_entry(number % COUNT + 1)
        folder.add(f"{number}.md", id=number, slug=f"s{number}", file_name="wrong.md", related_article1=entry)
    rows = "id,question,subject,answer\n3,What is question 3?,Medicine,B.\n99,What is new?,Medicine,A.\n"
    (folder.path.parent / "rows.csv").write_text(rows)
    folder.build()


def commands(folder: Folder) -> dict[str, Callable[[], int]]:
    """Commands that write, each ready to run on the project."""

    def rebuild() -> int:
        folder.add("5.md", id=5, question="Is it new?", slug="s5")
        (folder.path / "6.md").unlink(missing_ok=True)
        return folder.run("build", "--keep-going")

    def edit() -> int:
        folder.add(
            "7.md", id=7, slug="s7", file_name="wrong.md", related_article1=related_entry(8), answer="New words."
        )
        return folder.run("build")

    return {
        "rebuild": rebuild,
        "edited answer": edit,
        "clean build": partial(folder.run, "build", "--clean"),
        "check": partial(folder.run, "check", "--state", str(folder.path.parent / "checked")),
        "fix": partial(folder.run, "fix", "--force"),
        "mv": partial(folder.run, "mv", "1", "renamed", "--force"),
        "rm": partial(folder.run, "rm", "2", "--force"),
        "import": partial(folder.run, "import", "records", "rows.csv", "--force"),
    }


def shown(folder: Folder) -> dict[str, bytes]:
    """All files of the content and of the site, without names that begin with a dot."""
    found = {f"content/{path}": data for path, data in tree(folder.path).items()}
    found |= {f"site/{path}": data for path, data in tree(folder.site).items()}
    return {path: data for path, data in found.items() if "/." not in path}


def steps_of(folder: Folder, top: Path, run: Callable[[], int]) -> int:
    """How many steps a command has."""
    low, high = 0, 4096
    while low < high:  # the first number that the run does not reach
        middle = (low + high) // 2
        restore(folder.path.parent.with_name("kept"), folder.path.parent)
        low, high = (middle + 1, high) if full_from(middle, top, run)[0] else (low, middle)
    return low


@pytest.mark.long
@pytest.mark.parametrize("stop", ["kill", "full disk"])
def test_command_that_is_stopped_anywhere_tears_nothing(folder: Folder, stop: str) -> None:
    project(folder)
    top, kept = folder.path.parent, folder.path.parent.with_name("kept")
    shutil.rmtree(kept, ignore_errors=True)
    shutil.copytree(top, kept)
    chance = random.Random(stop)
    known: dict[str, tuple[int, dict[str, bytes], dict[str, bytes]]] = {}
    stops = 0
    for name in [*commands(folder), *chance.choices(list(commands(folder)), k=ROUNDS - 8)]:
        run = commands(folder)[name]
        if name not in known:
            count = steps_of(folder, top, run)
            restore(kept, top)
            before = shown(folder)
            run()
            known[name] = count, before, shown(folder)
        count, before, after = known[name]
        restore(kept, top)
        number = chance.randrange(count)
        if stop == "kill":
            step = stopped_at(number, top, run, signal.SIGKILL)
        else:
            step, code = full_from(number, top, run)
            assert code in (0, 1, 2), f"{name}, {step}: exit code {code}"
        stops += bool(step)
        now = shown(folder)
        for path in before.keys() | after.keys() | now.keys():
            assert now.get(path) in (before.get(path), after.get(path)), f"{name}, {step}: {path}"
        run()
        assert shown(folder) == after, f"{name}, {step}"
    assert stops == ROUNDS
    shutil.rmtree(kept)
