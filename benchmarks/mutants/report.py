"""The result by room, the survivors, and the mutants that are known to be equivalent."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from benchmarks.mutants import project

KILLED, SURVIVED, UNCOVERED, TIMED_OUT = "killed", "survived", "not covered", "timed out"
RESULTS = project.CACHE / "results.jsonl"
EQUIVALENT = Path(__file__).with_name("equivalent.yml")
Key = tuple[str, str, str]


class OutdatedError(Exception):
    """An entry of ``equivalent.yml`` names a line that no longer exists."""


@dataclass(frozen=True)
class Equivalents:
    """Mutants that change no behaviour, with the reason. Lines are compared without the space around them."""

    reasons: dict[Key, str]

    @classmethod
    def read(cls, path: Path = EQUIVALENT, root: Path = project.ROOT) -> Equivalents:
        """Read the list. Raise ``OutdatedError`` if a line of an entry is not in its file."""
        reasons = {}
        for entry in yaml.safe_load(path.read_text("utf-8")) or []:
            key = _key(entry["path"], entry["before"], entry["after"])
            file = root / entry["path"]
            if not file.is_file() or not set(key[1].split("\n")) <= set(_text(file.read_text("utf-8")).split("\n")):
                raise OutdatedError(f"{path.name}: {entry['path']} no longer has {entry['before']!r}; remove the entry")
            reasons[key] = entry["why"]
        return cls(reasons)

    def reason(self, result: dict[str, Any]) -> str | None:
        return self.reasons.get(_key(result["path"], result["before"], result["after"]))


def _text(lines: str) -> str:
    return "\n".join(line.strip() for line in lines.strip().split("\n"))


def _key(path: str, before: str, after: str) -> Key:
    return path, _text(before), _text(after)


def read(path: Path = RESULTS) -> dict[Key, dict[str, Any]]:
    """Read results. The last one of a mutant counts, unless none of the tests measured then runs it."""
    found: dict[Key, dict[str, Any]] = {}
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        each = json.loads(line)
        key = each["path"], each["before"], each["after"]
        if key not in found or each["outcome"] != UNCOVERED:
            found[key] = each
    return found


def is_noticed(result: dict[str, Any]) -> bool:
    return result["outcome"] in (KILLED, TIMED_OUT)


def table(results: Iterable[dict[str, Any]], equivalents: Equivalents) -> str:
    """Return the table by room, in Markdown. Equivalent mutants are not part of the score."""
    rooms: dict[str, Counter[str]] = {}
    for result in results:
        outcome = "equivalent" if equivalents.reason(result) else result["outcome"]
        for room in (result["room"], "all"):
            rooms.setdefault(room, Counter())[outcome] += 1
    columns = (KILLED, TIMED_OUT, SURVIVED, UNCOVERED, "equivalent")
    lines = [f"| room | places | {' | '.join(columns)} | score |", "|---|" + "---:|" * (len(columns) + 2)]
    for room, counts in sorted(rooms.items(), key=lambda each: (each[0] == "all", each[0])):
        total = counts.total() - counts["equivalent"]
        score = f"{100 * (counts[KILLED] + counts[TIMED_OUT]) / total:.0f} %" if total else "–"
        cells = " | ".join(str(counts[column]) for column in columns)
        lines.append(f"| {room} | {counts.total()} | {cells} | {score} |")
    return "\n".join(lines)


def survivors(results: Iterable[dict[str, Any]], equivalents: Equivalents) -> str:
    """List the mutants that no test notices, with their lines."""
    lines = []
    for each in sorted(results, key=lambda result: (result["path"], result["line"])):
        if is_noticed(each):
            continue
        why = equivalents.reason(each)
        ran = f"{each['ran']} of {each['covering']} tests"
        kind = f"equivalent: {why}" if why else f"{each['outcome']}, {ran}"
        lines.append(f"{each['path']}:{each['line']} {each['operator']} ({kind})")
        lines += [f"  - {line.strip()}" for line in each["before"].split("\n")]
        lines += [f"  + {line.strip()}" for line in each["after"].split("\n")]
    return "\n".join(lines)
