"""The structure of a formula: one walk over its groups, delimiter pairs, environments and rows.

Everything must be closed, which also protects the converter from input that takes exponential time. The walk collects
replacements: the text that the converter gets instead of the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from generator.content.answers.math.commands import ENVIRONMENTS, LENGTH, STARRED_MATRICES
from generator.content.answers.math.replacements import Prepared, Replacement, applied
from generator.content.answers.math.tex import FormulaError, argument, group, option, skip_space

DEEPEST = 100
"""Nested groups; the converter crashes at much deeper ones."""
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}%$√]", re.DOTALL)
_ROW_GAP = re.compile(rf"\*?(?:\s*\[\s*{LENGTH}\s*\])?")
_LAST = re.compile(r"\s*(?:\\end(?![A-Za-z])|\\right(?![A-Za-z])|\}|\Z)")
_RULES = re.compile(r"(?:\s*\\h(?:dash)?line(?![A-Za-z]))+")
_ANGLE = re.compile(r"\s*(?:([<>])|\\(lt|gt)(?![A-Za-z]))")
_NOT_COLUMNS = re.compile(r"@\{[^{}]*\}|\s")


@dataclass(slots=True)
class Group:
    """An open group: its opening token and offset, and the offset of its content."""

    opener: str
    at: int
    start: int
    environment: str = ""
    text: str = ""
    """The opening of a text group, to open it again after a formula inside; empty for math."""
    closing: str = "}"
    """The closing text."""
    is_apart: bool = False
    """Whether this text is inside math that is itself inside text."""
    rows: bool = False
    tagged: bool = False
    has_formula: bool = False


class Walk:
    """One formula, token by token; ``edits`` are its replacements."""

    handlers: ClassVar[Mapping[str, Callable[[Any, str, int], None]]] = {}
    """The action for each token; it takes the walk, the token without its star, and its offset."""

    def __init__(self, tex: str, display: bool) -> None:
        self.tex = tex
        self.display = display
        self.edits: list[Replacement] = []
        self.percents: list[int] = []
        self.groups = [Group("", 0, 0)]
        self.after = 0

    def run(self) -> Prepared:
        for token in _TOKEN.finditer(self.tex):
            if token.start() < self.after:
                continue
            name = token[0]
            handler = self.handlers.get(name)
            if handler is None and name[-1] == "*" and len(name) > 2:
                name = name[:-1]
                handler = self.handlers.get(name)
            if handler is not None:
                handler(self, name, token.start())
        if len(self.groups) > 1:
            raise self.unclosed()
        self.wrap_rows(self.groups[0], len(self.tex))
        return applied(self.tex, self.edits, self.percents)

    def replace(self, start: int, end: int, text: str) -> None:
        self.edits.append((start, end, text))
        self.after = max(self.after, end)

    def push(self, group: Group) -> None:
        self.groups.append(group)
        self.after = max(self.after, group.start)
        if len(self.groups) > DEEPEST:
            raise FormulaError(f"more than {DEEPEST} nested groups", "simplify the formula", group.at)

    def unclosed(self) -> FormulaError:
        """The error for an unclosed group: of several braces the first."""
        at = len(self.groups) - 1
        while self.groups[at].opener == self.groups[at - 1].opener == "{":
            at -= 1
        group = self.groups[at]
        closing = {"{": "}", r"\left": r"\right", r"\begin": rf"\end{{{group.environment}}}", "$": "$"}[group.opener]
        shown = rf"\begin{{{group.environment}}}" if group.opener == r"\begin" else group.opener
        return FormulaError(f"{shown} is not closed", f"add {closing}", group.at)

    def pop(self, opener: str, shown: str, at: int) -> Group:
        """Close the innermost group with a closing token at ``at``."""
        if len(self.groups) == 1:
            raise FormulaError(f"unmatched {shown}", "remove it, or add the part that it closes", at)
        if self.groups[-1].opener != opener:
            raise self.unclosed()
        return self.groups.pop()

    def open_brace(self, name: str, at: int) -> None:
        self.push(Group("{", at, at + 1, text="{" if self.groups[-1].text else ""))

    def close_brace(self, name: str, at: int) -> None:
        closed = self.pop("{", "}", at)
        self.wrap_rows(closed, at)
        if closed.has_formula:
            self.edits.append((closed.at, closed.at, "{"))
        closing = closed.closing + ("}" if closed.has_formula else "")
        if closing != "}":
            self.replace(at, at + 1, closing)

    def left(self, name: str, at: int) -> None:
        self.push(Group(name, at, self.delimiter(at + len(name))))

    def right(self, name: str, at: int) -> None:
        self.wrap_rows(self.pop(r"\left", name, at), at)
        self.after = self.delimiter(at + len(name))

    def middle(self, name: str, at: int) -> None:
        if self.groups[-1].opener != r"\left":
            raise FormulaError(r"\middle outside \left … \right", r"remove \middle", at)
        self.after = self.delimiter(at + len(name))

    def delimiter(self, at: int) -> int:
        r"""The end of the delimiter after ``\left`` or a similar command. ``<`` becomes an angle bracket."""
        angle = _ANGLE.match(self.tex, at)
        if angle:
            is_left = angle[1] == "<" or angle[2] == "lt"
            self.replace(at, angle.end(), r"\langle " if is_left else r"\rangle ")
            return angle.end()
        found = None if self.tex.startswith(("{", "}"), skip_space(self.tex, at)) else argument(self.tex, at)
        return found.after if found else at

    def begin(self, name: str, at: int) -> None:
        named = group(self.tex, at + len(name), name, at)
        environment, after = named.text.strip(), named.after
        shown = ENVIRONMENTS.get(environment, environment)
        place = option(self.tex, after)
        columns = ""
        if place and (place.text.strip() in ("t", "c", "b") or environment in STARRED_MATRICES):
            columns, after = place.text.strip(), place.after
        if environment in ("alignat", "alignat*", "alignedat"):
            after = group(self.tex, after, rf"\begin{{{environment}}}", at).after
        opening = rf"\begin{{{shown}}}"
        if environment in STARRED_MATRICES:
            opening = rf"\left{STARRED_MATRICES[environment][0]}\begin{{array}}{{{(columns or 'c') * 32}}}"
        elif environment in ("array", "darray", "subarray"):
            spec = group(self.tex, after, rf"\begin{{{environment}}}", at)
            opening, after = rf"{opening}{{{_NOT_COLUMNS.sub('', spec.text)}}}", spec.after
        if opening != self.tex[at:after]:
            self.replace(at, after, opening)
        self.push(Group(name, at, after, environment))

    def end(self, name: str, at: int) -> None:
        named = group(self.tex, at + len(name), name, at)
        environment = named.text.strip()
        closed = self.pop(r"\begin", rf"\end{{{environment}}}", at)
        if closed.environment != environment:
            message = rf"\end{{{environment}}} closes \begin{{{closed.environment}}}"
            raise FormulaError(message, rf"write \end{{{closed.environment}}}", at)
        closing = rf"\end{{{ENVIRONMENTS.get(environment, environment)}}}"
        if environment in STARRED_MATRICES:
            closing = rf"\end{{array}}\right{STARRED_MATRICES[environment][1]}"
        self.after = named.after
        if closing != self.tex[at : named.after]:
            self.replace(at, named.after, closing)

    def row(self, name: str, at: int) -> None:
        owner = self.groups[-1]
        gap = _ROW_GAP.match(self.tex, at + len(name)) if name == r"\\" else None
        after = gap.end() if gap else at + len(name)
        owner.tagged = False
        if owner.text:
            self.replace(at, after, " ")
            return
        if not owner.environment and not self.display and len(self.groups) == 1:
            remedy = r"put the formula between $$ and $$, or the rows in \begin{aligned} … \end{aligned}"
            raise FormulaError(f"row break {name} in an inline formula", remedy, at)
        if _LAST.match(self.tex, after):
            self.replace(at, after, "")
            return
        owner.rows = not owner.environment
        if after != at + 2 or name != r"\\":
            self.replace(at, after, r"\\ ")

    def wrap_rows(self, closed: Group, end: int) -> None:
        """Centre rows without an environment one below the other."""
        if closed.rows:
            self.edits += [(closed.start, closed.start, r"\begin{gathered}"), (end, end, r"\end{gathered}")]

    def rules(self, name: str, at: int) -> None:
        """Of several consecutive lines only one is drawn."""
        found = _RULES.match(self.tex, at)
        if found and found.end() > at + len(name):
            self.replace(at, found.end(), name)

    def substack(self, name: str, at: int) -> None:
        inside = group(self.tex, at + len(name), name, at)
        self.replace(at, inside.start, r"{\begin{subarray}{c}")
        self.push(Group("{", at, inside.start, "subarray", closing=r"\end{subarray}}"))


STRUCTURE: Mapping[str, Callable[[Walk, str, int], None]] = {
    "{": Walk.open_brace,
    "}": Walk.close_brace,
    r"\left": Walk.left,
    r"\right": Walk.right,
    r"\middle": Walk.middle,
    r"\begin": Walk.begin,
    r"\end": Walk.end,
    r"\\": Walk.row,
    r"\newline": Walk.row,
    r"\cr": Walk.row,
    r"\hline": Walk.rules,
    r"\hdashline": Walk.rules,
    r"\substack": Walk.substack,
}
"""The actions for the tokens that form the structure."""
