"""Regular expressions of Python as those of JavaScript, which the checker reads."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from typing import Any

_parser: Any = importlib.import_module("re._parser")
_codes: Any = importlib.import_module("re._constants")
_CATEGORIES = {"DIGIT": r"\d", "NOT_DIGIT": r"\D", "SPACE": r"\s", "NOT_SPACE": r"\S", "WORD": r"\w", "NOT_WORD": r"\W"}
_PLACES = {"BEGINNING_STRING": "^", "END_STRING": "$", "BOUNDARY": r"\b", "NON_BOUNDARY": r"\B"}
_ONE = ("LITERAL", "NOT_LITERAL", "ANY", "IN")
"""Operations that match one character."""


def converted(pattern: str, flags: int) -> tuple[str, str]:
    """Pattern and flags in JavaScript, with the same matches for the texts that matter here.

    Raises ``ValueError`` for what JavaScript does not have.
    """
    tree = _parser.parse(pattern, flags)
    text = _Writer(tree.state.flags).sequence(tree)
    return text, ("i" if tree.state.flags & re.IGNORECASE else "") + ("u" if r"\u{" in text else "")


class _Writer:
    def __init__(self, flags: int) -> None:
        self.flags = flags
        self.atoms = 0

    def sequence(self, tree: Iterable[tuple[Any, Any]]) -> str:
        return "".join(getattr(self, f"_{str(code).lower()}")(value) for code, value in tree)

    def __getattr__(self, name: str) -> Any:
        raise ValueError(f"JavaScript has no {name}")

    def _literal(self, code: int) -> str:
        plain = code < 128 and chr(code).isalnum()
        return chr(code) if plain else f"\\u{code:04x}" if code < 0x10000 else f"\\u{{{code:x}}}"

    def _not_literal(self, code: int) -> str:
        return f"[^{self._literal(code)}]"

    def _any(self, _: None) -> str:
        return "[^]" if self.flags & re.DOTALL else r"[^\n]"

    def _in(self, members: list[tuple[Any, Any]]) -> str:
        is_negated = str(members[0][0]) == "NEGATE"
        return f"[{'^' * is_negated}{self.sequence(members[is_negated:])}]"

    def _range(self, ends: tuple[int, int]) -> str:
        return "-".join(map(self._literal, ends))

    def _category(self, category: Any) -> str:
        return _CATEGORIES[str(category).removeprefix("CATEGORY_")]

    def _branch(self, value: tuple[None, list[Any]]) -> str:
        return f"(?:{'|'.join(map(self.sequence, value[1]))})"

    def _subpattern(self, value: tuple[int | None, int, int, Any]) -> str:
        number, added, removed, tree = value
        outer, self.flags = self.flags, (self.flags | added) & ~removed
        inner = self.sequence(tree)
        self.flags = outer
        return f"(?<g{number}>{inner})" if number else f"(?:{inner})"

    def _groupref(self, number: int) -> str:
        return rf"\k<g{number}>"

    def _groupref_exists(self, value: tuple[int, Any, Any]) -> str:
        """JavaScript has no conditions: either branch."""
        return f"(?:{'|'.join(self.sequence(tree or ()) for tree in value[1:])})"

    def _repeat(self, value: tuple[int, Any, Any]) -> tuple[str, str]:
        low, high, tree = value
        is_one = len(tree) == 1 and str(tree[0][0]) in _ONE
        inner = self.sequence(tree) if is_one else f"(?:{self.sequence(tree)})"
        return inner, f"{{{low},{'' if high == _codes.MAXREPEAT else high}}}"

    def _max_repeat(self, value: tuple[int, Any, Any]) -> str:
        return "".join(self._repeat(value))

    def _min_repeat(self, value: tuple[int, Any, Any]) -> str:
        return f"{self._max_repeat(value)}?"

    def _possessive_repeat(self, value: tuple[int, Any, Any]) -> str:
        inner, times = self._repeat(value)
        is_one = len(value[2]) == 1 and str(value[2][0][0]) in _ONE
        if is_one and value[1] == _codes.MAXREPEAT:
            return f"{inner}{times}(?!{inner})"
        return self._atom(inner + times)

    def _atomic_group(self, tree: Any) -> str:
        return self._atom(self.sequence(tree))

    def _atom(self, inner: str) -> str:
        self.atoms += 1
        return rf"(?=(?<a{self.atoms}>{inner}))\k<a{self.atoms}>"

    def _at(self, place: Any) -> str:
        name = str(place).removeprefix("AT_")
        if name == "BEGINNING":
            return r"(?<![^\n])" if self.flags & re.MULTILINE else "^"
        if name == "END":
            return r"(?![^\n])" if self.flags & re.MULTILINE else r"(?=\n?$)"
        return _PLACES[name]

    def _assert(self, value: tuple[int, Any]) -> str:
        return f"(?{'<' if value[0] < 0 else ''}={self.sequence(value[1])})"

    def _assert_not(self, value: tuple[int, Any]) -> str:
        return f"(?{'<' if value[0] < 0 else ''}!{self.sequence(value[1])})"
