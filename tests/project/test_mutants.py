"""What ``make mutants`` promises, as far as it needs no other package. Its own tests run first: ``test_tool.py``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.mutants import assets, report
from benchmarks.mutants.report import KILLED, SURVIVED, TIMED_OUT, UNCOVERED, Equivalents, OutdatedError
from benchmarks.mutants.sampling import SHARE, TOP, Mutant, Place, draw, ranked, sizes
from tests.helpers.folder import ROOT

LINES = [f"value = {number}" for number in range(60)]


def drawn(lines: list[str], seed: int = 17) -> list[str]:
    """The lines of ten mutants; each line is a place."""
    source = "\n".join(lines)
    faults = {("Operator", number, 0): [number] for number in range(1, len(lines) + 1)}
    places = ranked(seed, "generator/room/file.py", source, faults, {})

    def mutant(place: Place) -> Mutant:
        return Mutant.of(place, source, source.replace(f"{lines[place.line - 1]}\n", "changed\n"))

    return [each.before for each in draw(places, 10, mutant)]


def test_the_sample_depends_on_the_seed_only() -> None:
    assert drawn(LINES) == drawn(LINES)
    assert set(drawn(LINES)) != set(drawn(LINES, 18))
    assert len(set(drawn(LINES))) == 10


def test_an_edit_elsewhere_leaves_the_sample_unchanged() -> None:
    chosen = drawn(LINES)
    unchosen = next(line for line in LINES if line not in chosen)
    moved = [f"    {line}" for line in LINES if line != unchosen]
    assert [line.strip() for line in drawn(moved)] == chosen


def test_equal_lines_are_places_of_their_own() -> None:
    places = list(ranked(17, "a.py", "x\nx", {("Operator", line, 0): [0] for line in (1, 2)}, {}))
    assert len({place.rank for place in places}) == 2


def test_operators_with_many_places_are_drawn_rarely() -> None:
    source = "\n".join(LINES)
    faults = {(name, line, 0): [0] for name in ("Rare", "Usual") for line in range(1, 61)}
    places = [place.operator for place in ranked(17, "a.py", source, faults, {"Rare": 4})]
    assert places.count("Usual") == 60
    assert 5 <= places.count("Rare") <= 25


def test_a_place_without_a_fault_is_replaced_by_the_next() -> None:
    places = list(ranked(17, "a.py", "\n".join(LINES), {("Operator", line, 0): [0] for line in range(1, 61)}, {}))
    first, *others = sorted(places, key=lambda place: place.rank)
    found = draw(places, 10, lambda place: None if place == first else Mutant(place, "", "", ""))
    assert [mutant.place for mutant in found] == others[:10]


def test_every_room_has_its_share_of_the_sample() -> None:
    found = sizes({"large": 900, "middle": 90, "small": 10, TOP: 5}, 300)
    assert found == {"large": 269, "middle": 27, "small": SHARE, TOP: 1}


@pytest.mark.parametrize(
    ("path", "room"),
    [("generator/search/a.py", "search"), ("templates/assets/a.js", assets.ROOM), ("generator/a.py", TOP)],
)
def test_room_of_a_file(path: str, room: str) -> None:
    assert Place(path, 1, 0, "", 0, "").room == room


@pytest.mark.parametrize("path", assets.scripts(ROOT))
def test_every_script_has_tests(path: str) -> None:
    assert assets.test_files(ROOT, path)


def test_a_script_without_a_test_file_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "tests" / "site").mkdir(parents=True)
    with pytest.raises(LookupError, match="no test file in tests/site has 'study' in its name"):
        assets.test_files(tmp_path, "templates/assets/study.js")
    with pytest.raises(LookupError, match=r"new\.js"):
        assets.test_files(ROOT, "templates/assets/new.js")


# Equivalent mutants.


def result(room: str, outcome: str, before: str = "a = 1", after: str = "a = 2") -> dict[str, object]:
    """A result as the tool writes it."""
    return {
        "path": f"generator/{room}/a.py", "line": 3, "room": room, "operator": "NumberReplacer", "before": before,
        "after": after, "covering": 4, "ran": 4, "outcome": outcome,
    }  # fmt: skip


def equivalents(folder: Path, entry: str) -> Equivalents:
    (folder / "generator" / "model").mkdir(parents=True)
    (folder / "generator" / "model" / "a.py").write_text("if True:\n    a = 1\n    b = 10\n", "utf-8")
    (folder / "equivalent.yml").write_text(entry, "utf-8")
    return Equivalents.read(folder / "equivalent.yml", folder)


ENTRY = "- path: generator/model/a.py\n  before: {}\n  after: a = 2\n  why: Nobody reads it.\n"


def test_the_projects_equivalent_mutants_name_lines_that_exist() -> None:
    assert all(reason.endswith(".") for reason in Equivalents.read().reasons.values())


def test_equivalent_mutants_are_found_without_their_indentation(tmp_path: Path) -> None:
    known = equivalents(tmp_path, ENTRY.format("a = 1"))
    assert known.reason(result("model", SURVIVED, "    a = 1", "    a = 2")) == "Nobody reads it."
    assert known.reason(result("model", SURVIVED, "    a = 1", "    a = 3")) is None
    assert known.reason(result("system", SURVIVED, "    a = 1", "    a = 2")) is None


@pytest.mark.parametrize("line", ["a = 9", "b = 1"])
def test_an_equivalent_mutant_whose_line_no_longer_exists_is_an_error(tmp_path: Path, line: str) -> None:
    with pytest.raises(OutdatedError, match=f"generator/model/a.py no longer has '{line}'; remove the entry"):
        equivalents(tmp_path, ENTRY.format(line))


# The report.


def test_the_table_counts_by_room(tmp_path: Path) -> None:
    known = equivalents(tmp_path, ENTRY.format("a = 1"))
    results = [
        result("system", KILLED), result("system", KILLED), result("system", TIMED_OUT), result("system", SURVIVED),
        result("model", KILLED, "b = 10"), result("model", UNCOVERED, "b = 10"), result("model", SURVIVED),
        result("a", SURVIVED), result("a", UNCOVERED), result("z", KILLED),
    ]  # fmt: skip
    assert report.table(results, known).splitlines() == [
        "| room | places | killed | timed out | survived | not covered | equivalent | score |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        "| a | 2 | 0 | 0 | 1 | 1 | 0 | 0 % |",
        "| model | 3 | 1 | 0 | 0 | 1 | 1 | 50 % |",
        "| system | 4 | 2 | 1 | 1 | 0 | 0 | 75 % |",
        "| z | 1 | 1 | 0 | 0 | 0 | 0 | 100 % |",
        "| all | 10 | 4 | 1 | 2 | 2 | 1 | 56 % |",
    ]


def test_a_room_of_equivalent_mutants_has_no_score(tmp_path: Path) -> None:
    known = equivalents(tmp_path, ENTRY.format("a = 1"))
    assert report.table([result("model", SURVIVED)], known).splitlines()[2] == "| model | 1 | 0 | 0 | 0 | 0 | 1 | – |"


def test_survivors_are_listed_with_their_lines(tmp_path: Path) -> None:
    known = equivalents(tmp_path, ENTRY.format("a = 1"))
    results = [result("system", UNCOVERED), result("system", KILLED, "b = 10"), result("model", SURVIVED)]
    assert report.survivors(results, known).splitlines() == [
        "generator/model/a.py:3 NumberReplacer (equivalent: Nobody reads it.)", "  - a = 1", "  + a = 2",
        "generator/system/a.py:3 NumberReplacer (not covered, 4 of 4 tests)", "  - a = 1", "  + a = 2",
    ]  # fmt: skip


def test_the_last_result_of_a_mutant_counts(tmp_path: Path) -> None:
    outcomes = (("model", SURVIVED), ("model", KILLED), ("system", SURVIVED), ("system", UNCOVERED), ("a", UNCOVERED))
    lines = [result(room, outcome) for room, outcome in outcomes]
    (tmp_path / "results.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    found = report.read(tmp_path / "results.jsonl")
    assert [each["outcome"] for each in found.values()] == [KILLED, SURVIVED, UNCOVERED]
    assert report.read(tmp_path / "none") == {}
