"""The places of the package where a small fault is possible: those of cosmic-ray's operators and of ``slips``."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import cosmic_ray.operators.provider as provided
from cosmic_ray.ast import get_ast
from cosmic_ray.mutating import mutate_code

from benchmarks.mutants.sampling import Mutant, Place, draw, ranked, sizes
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
_DECORATORS = (
    "@cache", "@lru_cache", "@functools.", "@abstractmethod", "@override", "@overload", "@dataclass", "@property",
    "@cached_property", "@contextmanager", "@staticmethod", "@classmethod",
)  # fmt: skip


def _is_left_out(node: Any) -> bool:
    """Return whether faults in a node are left out.

    Types and ``TYPE_CHECKING`` do nothing when the program runs. ``__all__``, ``__slots__`` and the usual decorators
    serve readers, memory and time. Docstrings serve readers.
    """
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
    """Return whether a fault changes no behaviour, or stops the program with a ``TypeError`` that mypy finds."""
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
    counts: dict[str, int] = defaultdict(int)
    found: dict[tuple[str, int, int], list[int]] = defaultdict(list)
    for node, left_out in _walk(get_ast(source)):
        for name, operator in OPERATORS.items():
            for start, _ in operator.mutation_positions(node):
                if not left_out and not _makes_no_sense(name, node):
                    found[name, *start].append(counts[name])
                counts[name] += 1
    return list(ranked(seed, path, source, found, _RARELY))


def mutant(root: Path, place: Place) -> Mutant | None:
    """Make the fault of a place; return None if the file would no longer compile or mean the same."""
    source = (root / place.path).read_text("utf-8")
    try:
        code = mutate_code(source, OPERATORS[place.operator], place.fault)
        if code is None or ast.dump(ast.parse(code)) == ast.dump(ast.parse(source)):
            return None
        compile(code, place.path, "exec")
    except (SyntaxError, ValueError, AttributeError):  # AttributeError: ``ExceptionReplacer`` cannot do ``except a.B``
        return None
    return Mutant.of(place, source, code)


def sample(root: Path, size: int, seed: int, only: Collection[str] = ()) -> list[Mutant]:
    """Return about ``size`` mutants of all rooms, or those of them in the rooms ``only``."""
    rooms: dict[str, list[Place]] = defaultdict(list)
    for file in sorted((root / "generator").rglob("*.py")):
        for place in places(root, str(file.relative_to(root)), seed):
            rooms[place.room].append(place)
    wanted = sizes({room: len(found) for room, found in rooms.items()}, size)
    return [
        each
        for room, found in rooms.items()
        if not only or room in only
        for each in draw(found, wanted[room], lambda place: mutant(root, place))
    ]
