"""Mutation operators for slips that cosmic-ray's own operators do not make. Each has the methods of cosmic-ray's operators."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from cosmic_ray.ast import get_ast

Position = tuple[tuple[int, int], tuple[int, int]]


def _leaf(node: Any, text: str) -> Any:
    """Replace a node by code, keeping the white space before it."""
    made = get_ast(text)
    made.get_first_leaf().prefix = node.get_first_leaf().prefix
    return made


class Slip:
    """An operator with at most one mutation of a node: ``replacement`` returns the new text, or None."""

    def replacement(self, node: Any) -> str | None:
        raise NotImplementedError

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        if self.replacement(node) is not None:
            yield node.start_pos, node.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        return _leaf(node, self.replacement(node) or "")


class RemoveStatement(Slip):
    """``pass`` instead of a call, of ``raise`` and ``del``, or of an assignment to an attribute, an item or in place."""

    def replacement(self, node: Any) -> str | None:
        if node.parent is None or node.parent.type not in ("simple_stmt", "suite"):
            return None
        if node.type in ("raise_stmt", "del_stmt"):
            return "pass"
        if node.type == "atom_expr":
            return "pass" if node.children[-1].type == "trailer" and node.children[-1].children[0] == "(" else None
        if node.type != "expr_stmt" or node.children[1].type == "annassign":
            return None
        target, sign = node.children[0], node.children[1]
        sets = target.type == "atom_expr" and target.children[-1].type == "trailer"
        return "pass" if sets or sign != "=" else None


class ReturnNothing(Slip):
    """``return None`` instead of a value."""

    def replacement(self, node: Any) -> str | None:
        if node.type != "return_stmt" or node.children[1].get_code(include_prefix=False) in ("None", "True", "False"):
            return None
        return "return None"


class NegateCondition(Slip):
    """``not`` before the condition of ``elif`` or of a comprehension's ``if``. (``AddNot`` does ``if`` and ``while``.)"""

    def replacement(self, node: Any) -> str | None:
        before = node.get_previous_sibling() if node.parent is not None else None
        is_condition = before is not None and (
            (before == "elif") or (before == "if" and node.parent.type in ("comp_if", "sync_comp_for"))
        )
        return f"not ({node.get_code(include_prefix=False)})" if is_condition else None


class SwapMembership(Slip):
    """``not in`` instead of ``in``, and the reverse."""

    def replacement(self, node: Any) -> str | None:
        if node.parent is None or node.parent.type != "comparison":
            return None
        if node.type == "keyword" and node.value == "in":
            return "not in"
        return "in" if node.type == "comp_op" and node.children[0].value == "not" else None


class RemoveElement:
    """A display of a list, set, tuple or dictionary without one of its elements; a call without a keyword argument."""

    def _elements(self, node: Any) -> list[Any]:
        around = node.parent
        if around is None or around.type not in ("atom", "trailer"):
            return []
        if node.type == "argument" and around.children[0] == "(" and len(node.children) == 3:
            return [node] if node.children[1] == "=" else []
        if node.type not in ("testlist_comp", "dictorsetmaker", "arglist") or (around.type == "trailer") != (
            node.type == "arglist"
        ):
            return []
        children = [child for child in node.children if child != ","]
        if node.type == "arglist":
            return [child for child in children if child.type == "argument" and child.children[1] == "="]
        if any(child.type in ("sync_comp_for", "comp_for") for child in children):
            return []
        if any(child == ":" for child in children):
            return [child for child in children[::3] if child != "**"] if "**" not in children else []
        return children if len(children) > 2 or around.children[0] != "(" else []

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        for child in self._elements(node):
            yield child.start_pos, child.end_pos

    def mutate(self, node: Any, index: int) -> Any:
        child = self._elements(node)[index]
        if child is node:
            return None
        place = next(number for number, each in enumerate(node.children) if each is child)
        stop = (
            next((n for n in range(place, len(node.children)) if node.children[n] == ","), len(node.children) - 1) + 1
        )
        if stop == len(node.children) and node.children[-1] != ",":
            place = max(0, place - 1)
        node.children[place:stop] = []
        return node


class ReplaceString(Slip):
    """An empty string instead of a text, and a text instead of an empty string."""

    def replacement(self, node: Any) -> str | None:
        if node.type != "string" or re.match(r"[rRbB]", node.value) or node.parent.type == "strings":
            return None
        return '"XX"' if node.value in ('""', "''") else '""'


class LoosenPattern:
    """A raw string, which is mostly a regular expression, without one of its quantifiers or anchors."""

    def _tokens(self, node: Any) -> list[re.Match[str]]:
        if node.type != "string" or not re.match(r"[rR][\"']", node.value):
            return []
        return [each for each in re.finditer(r"\\(.)|(?<!\()[+*?^$]", node.value) if each[1] in (None, "b", "A", "Z")]

    def mutation_positions(self, node: Any) -> Iterator[Position]:
        for each in self._tokens(node):
            at = node.start_pos[1] + each.start()
            yield (node.start_pos[0], at), (node.start_pos[0], at + len(each[0]))

    def mutate(self, node: Any, index: int) -> Any:
        token = self._tokens(node)[index]
        return _leaf(node, node.value[: token.start()] + node.value[token.end() :])


class SwapName(Slip):
    """A function instead of its opposite."""

    PAIRS: ClassVar = (
        ("min", "max"), ("any", "all"), ("lstrip", "rstrip"), ("startswith", "endswith"), ("first", "last"),
        ("removeprefix", "removesuffix"), ("find", "rfind"), ("partition", "rpartition"),
        ("bisect_left", "bisect_right"), ("union", "intersection"),
    )  # fmt: skip
    OPPOSITE: ClassVar = {**dict(PAIRS), **{second: first for first, second in PAIRS}}

    def replacement(self, node: Any) -> str | None:
        if node.type != "name" or node.value not in self.OPPOSITE:
            return None
        after = node.get_next_leaf()
        return self.OPPOSITE[node.value] if after == "(" and node.parent.type in ("trailer", "atom_expr") else None

    def mutate(self, node: Any, index: int) -> Any:
        node.value = self.OPPOSITE[node.value]
        return node


OWN = (
    RemoveStatement, ReturnNothing, NegateCondition, SwapMembership, RemoveElement, ReplaceString, LoosenPattern, SwapName,
)  # fmt: skip
