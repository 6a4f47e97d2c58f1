"""The places of the package where a small fault is possible, and a seeded sample of them.

The faults are those of cosmic-ray's operators and of ``slips``. A place has one fault. Its rank in the sample depends on
the seed, the file and the text of its line, so an edit elsewhere leaves most of the sample unchanged.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import cosmic_ray.operators.provider as provided
from cosmic_ray.ast import get_ast
from cosmic_ray.mutating import mutate_code

from benchmarks.mutants.slips import OWN

_COMPARISONS = ("Eq_NotEq", "NotEq_Eq", "Lt_LtE", "LtE_Lt", "Gt_GtE", "GtE_Gt", "Is_IsNot", "IsNot_Is")
_ARITHMETIC = ("Add_Sub", "Sub_Add", "Mul_Add", "FloorDiv_Mul", "Mod_Mul", "BitOr_BitAnd", "BitAnd_BitOr", "RShift_LShift", "LShift_RShift")  # fmt: skip
_NAMES = (
    *(f"ReplaceComparisonOperator_{pair}" for pair in _COMPARISONS),
    *(f"ReplaceBinaryOperator_{pair}" for pair in _ARITHMETIC),
    "ReplaceUnaryOperator_Delete_Not", "ReplaceUnaryOperator_USub_UAdd",
    "AddNot", "ReplaceTrueWithFalse", "ReplaceFalseWithTrue", "ReplaceAndWithOr", "ReplaceOrWithAnd",
    "ReplaceBreakWithContinue", "ReplaceContinueWithBreak", "ExceptionReplacer", "NumberReplacer", "RemoveDecorator",
    "ZeroIterationForLoop",
)  # fmt: skip
OPERATORS = {name: provided.OperatorProvider()[name]() for name in _NAMES} | {each.__name__: each() for each in OWN}
_RARELY = {"ReplaceString": 4, "RemoveElement": 3}
"""One in so many places is considered: texts (a changed one is mostly a changed message) and tables have the most."""
LEFT_OUT = {
    "annotations and TYPE_CHECKING": "they do nothing when the program runs; mypy checks them",
    "texts that stand alone": "docstrings",
    "@cache, @lru_cache, @abstractmethod, @override, @overload": "without them, results are the same",
    "@dataclass, @property, @contextmanager, @staticmethod, @classmethod": "without them, nothing starts; nobody would miss it",
    "arguments of @dataclass and @lru_cache": "slots, frozen and sizes change speed and memory",
    "+ next to a text, | between types": "the program stops with a TypeError, which mypy finds",
    "__all__, __slots__": "names for readers and memory",
}  # fmt: skip
TOP = "(top)"
"""The modules outside the rooms."""
_DECORATORS = (
    "@cache", "@lru_cache", "@functools.", "@abstractmethod", "@override", "@overload", "@dataclass", "@property",
    "@cached_property", "@contextmanager", "@staticmethod", "@classmethod",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A place and its operator. ``occurrences`` are the numbers by which cosmic-ray knows the faults possible here."""

    path: str
    line: int
    column: int
    operator: str
    occurrences: tuple[int, ...]
    rank: str

    @cached_property
    def room(self) -> str:
        parts = Path(self.path).parts
        return parts[1] if len(parts) > 2 else TOP


def _is_left_out(node: Any) -> bool:
    """True for a node in which no fault is sought; see ``LEFT_OUT``."""
    around = node.parent
    if around is None:
        return False
    code = node.get_code(include_prefix=False)
    if node.type == "decorator" and code.startswith(_DECORATORS):
        return True
    if node.type == "if_stmt" and node.children[1].get_code().strip().endswith("TYPE_CHECKING"):
        return True
    if node.type == "string" and around.type in ("simple_stmt", "expr_stmt") and node is around.children[0]:
        return True
    if node.type == "expr_stmt" and code.startswith(("__all__", "__slots__")):
        return True
    if around.type == "annassign" and node is around.children[1]:
        return True
    if around.type == "tfpdef":
        return True
    return bool(around.type == "funcdef" and node is around.annotation)


def _walk(node: Any, left_out: bool = False) -> Iterator[tuple[Any, bool]]:
    """Yield all nodes in cosmic-ray's order, and whether they are left out."""
    left_out = left_out or _is_left_out(node)
    yield node, left_out
    for child in getattr(node, "children", ()):
        yield from _walk(child, left_out)


def _makes_no_sense(operator: str, node: Any) -> bool:
    if operator.startswith("ReplaceBinaryOperator"):
        if node.parent.type in ("parameters", "param", "lambdef", "dictorsetmaker", "arglist", "import_from"):
            return True
        text = node.parent.get_code()
        if node.value == "+":
            return '"' in text or "[" in text
        return node.value == "|" and any(word in text for word in ("None", "str", "int", "type[", "Path"))
    return operator == "AddNot" and node.children[2 if node.type == "test" else 1].type == "not_test"


def places(root: Path, path: str, seed: int) -> list[Place]:
    """Return the places of a file."""
    source = (root / path).read_text("utf-8")
    lines = source.split("\n")
    counts: dict[str, int] = defaultdict(int)
    found: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for node, left_out in _walk(get_ast(source)):
        for name, operator in OPERATORS.items():
            for start, _ in operator.mutation_positions(node):
                if not left_out and not _makes_no_sense(name, node):
                    found[name, *start].append(counts[name])
                counts[name] += 1
    made: list[Place] = []
    seen: dict[str, int] = defaultdict(int)
    for (name, line, column), occurrences in found.items():
        key = f"{seed} {path} {name} {lines[line - 1].strip()}"
        seen[key] += 1
        rank = hashlib.sha256(f"{key} {seen[key]}".encode()).hexdigest()
        if int(rank[-8:], 16) % _RARELY.get(name, 1) == 0:
            made.append(Place(path, line, column, name, tuple(occurrences), rank))
    return made


@dataclass(frozen=True)
class Mutant:
    """A place with its fault: the whole file with it, and the lines that differ."""

    place: Place
    code: str
    before: str
    after: str

    @property
    def key(self) -> tuple[str, str, str]:
        return self.place.path, self.before, self.after


def mutant(root: Path, place: Place) -> Mutant | None:
    """Make the fault of a place; return None if the file would no longer compile or mean the same."""
    source = (root / place.path).read_text("utf-8")
    chosen = place.occurrences[int(place.rank[:8], 16) % len(place.occurrences)]
    try:
        code = mutate_code(source, OPERATORS[place.operator], chosen)
        if code is None or ast.dump(ast.parse(code)) == ast.dump(ast.parse(source)):
            return None
        compile(code, place.path, "exec")
    except (SyntaxError, ValueError, AttributeError):  # AttributeError: ``ExceptionReplacer`` cannot do ``except a.B``
        return None
    changes = [line for line in difflib.ndiff(source.split("\n"), code.split("\n")) if line[0] in "+-"]
    before, after = ("\n".join(line[2:] for line in changes if line[0] == sign) for sign in "-+")
    return Mutant(place, code, before, after)


def sample(root: Path, size: int, share: int, seed: int, only: Collection[str] = ()) -> list[Mutant]:
    """Return about ``size`` mutants, from each room in proportion to its places, but at least ``share``.

    ``only`` names the rooms whose part of the sample is returned (empty: all).
    """
    rooms: dict[str, list[Place]] = defaultdict(list)
    for file in sorted((root / "generator").rglob("*.py")):
        for place in places(root, str(file.relative_to(root)), seed):
            rooms[place.room].append(place)
    total = sum(map(len, rooms.values()))
    chosen: list[Mutant] = []
    for room, found in rooms.items():
        if only and room not in only:
            continue
        wanted = max(share if room != TOP else 0, round(size * len(found) / total))
        made = (mutant(root, place) for place in sorted(found, key=lambda place: place.rank))
        chosen += [each for each, _ in zip(filter(None, made), range(wanted), strict=False)]
    return sorted(chosen, key=lambda each: (each.place.path, each.place.line, each.place.column, each.place.operator))
