r"""The structure of a formula: one walk over its groups, pairs, environments and rows.

All of them must close, which also keeps the converter from what takes it exponential time. On the way the walk gathers
edits: what stands in the formula for the converter instead of what was written, with the way back to each place.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from generator.content.answers.math.commands import ENVIRONMENTS, LENGTH, STARRED_MATRICES
from generator.content.answers.math.tex import FormulaError, argument, group, option, skip_space

DEEPEST = 100
"""Nested groups; far deeper ones crash the converter's process."""
_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|[{}%$√]", re.DOTALL)
_ROW_GAP = re.compile(rf"\*?(?:\s*\[\s*{LENGTH}\s*\])?")
_LAST = re.compile(r"\s*(?:\\end(?![A-Za-z])|\\right(?![A-Za-z])|\}|\Z)")
_RULES = re.compile(r"(?:\s*\\h(?:dash)?line(?![A-Za-z]))+")
_ANGLE = re.compile(r"\s*(?:([<>])|\\(lt|gt)(?![A-Za-z]))")
_NOT_COLUMNS = re.compile(r"@\{[^{}]*\}|\s")


@dataclass(frozen=True, slots=True)
class Prepared:
    """TeX for the converter, and the percent signs that were read as ``\\%`` (offsets in the source).

    ``stretches`` are (offset in the TeX, offset in the source, whether it is the source's text).
    """

    tex: str
    percents: tuple[int, ...]
    stretches: tuple[tuple[int, int, bool], ...]

    def source(self, offset: int) -> int:
        """Where in the source an offset of the TeX comes from."""
        at = max(bisect_right(self.stretches, (offset, float("inf"))) - 1, 0)
        start, source, copied = self.stretches[at]
        return source + (offset - start if copied else 0)


@dataclass(slots=True)
class Group:
    """What is open: what its beginning is called and where it is, and where its content begins."""

    opener: str
    at: int
    start: int
    environment: str = ""
    text: str = ""
    """How the group begins where it is text, to begin it again behind a formula."""
    closing: str = "}"
    """What stands at its end."""
    is_apart: bool = False
    """Whether it is text in something of mathematics that itself stands in text."""
    rows: bool = False
    tagged: bool = False
    has_formula: bool = False


class Walk:
    """One formula, token by token; ``edits`` are (start, end, what stands there instead)."""

    handlers: ClassVar[Mapping[str, Callable[[Any, str, int], None]]] = {}
    """What each token does: (walk, the token without its star, its offset)."""

    def __init__(self, tex: str, display: bool) -> None:
        self.tex = tex
        self.display = display
        self.edits: list[tuple[int, int, str]] = []
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
        return self.written()

    def written(self) -> Prepared:
        if not self.edits:
            return Prepared(self.tex, (), ((0, 0, True),))
        out: list[str] = []
        stretches = []
        length = copied = 0
        order = sorted(
            range(len(self.edits)), key=lambda n: (self.edits[n][0], self.edits[n][1] > self.edits[n][0], -n)
        )
        for start, end, text in map(self.edits.__getitem__, order):
            stretches += [(length, copied, True), (length + start - copied, start, False)]
            out += (self.tex[copied:start], text)
            length += start - copied + len(text)
            copied = end
        stretches.append((length, copied, True))
        return Prepared("".join((*out, self.tex[copied:])), tuple(self.percents), tuple(stretches))

    def replace(self, start: int, end: int, text: str) -> None:
        self.edits.append((start, end, text))
        self.after = max(self.after, end)

    def push(self, group: Group) -> None:
        self.groups.append(group)
        self.after = max(self.after, group.start)
        if len(self.groups) > DEEPEST:
            raise FormulaError(f"more than {DEEPEST} nested groups", "simplify the formula", group.at)

    def unclosed(self) -> FormulaError:
        """What is not closed: of several braces the first."""
        at = len(self.groups) - 1
        while self.groups[at].opener == self.groups[at - 1].opener == "{":
            at -= 1
        group = self.groups[at]
        closing = {"{": "}", r"\left": r"\right", r"\begin": rf"\end{{{group.environment}}}", "$": "$"}[group.opener]
        shown = rf"\begin{{{group.environment}}}" if group.opener == r"\begin" else group.opener
        return FormulaError(f"{shown} is not closed", f"add {closing}", group.at)

    def pop(self, opener: str, shown: str, at: int) -> Group:
        """The group that a closing sign at ``at`` closes."""
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
        """Where the sign after ``\\left`` and the like ends; angles written as ``<`` become brackets."""
        angle = _ANGLE.match(self.tex, at)
        if angle:
            is_left = angle[1] == "<" or angle[2] == "lt"
            self.replace(at, angle.end(), r"\langle " if is_left else r"\rangle ")
            return angle.end()
        found = argument(self.tex, at) if self.tex[skip_space(self.tex, at) :][:1] not in ("{", "}") else None
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
            raise FormulaError(
                rf"\end{{{environment}}} closes \begin{{{closed.environment}}}",
                rf"write \end{{{closed.environment}}}", at,
            )  # fmt: skip
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
            raise FormulaError(
                rf"row break {name} in an inline formula",
                r"put the formula between $$ and $$, or the rows in \begin{aligned} … \end{aligned}", at,
            )  # fmt: skip
        if _LAST.match(self.tex, after):
            self.replace(at, after, "")
            return
        owner.rows = not owner.environment
        if after != at + 2 or name != r"\\":
            self.replace(at, after, r"\\ ")

    def wrap_rows(self, closed: Group, end: int) -> None:
        """Rows that stand in no environment are centred one below the other."""
        if closed.rows:
            self.edits += [(closed.start, closed.start, r"\begin{gathered}"), (end, end, r"\end{gathered}")]

    def rules(self, name: str, at: int) -> None:
        """Of several lines below one another one is drawn."""
        found = _RULES.match(self.tex, at)
        if found and found.end() > at + len(name):
            self.replace(at, found.end(), name)

    def substack(self, name: str, at: int) -> None:
        inside = group(self.tex, at + len(name), name, at)
        self.replace(at, inside.start, r"{\begin{subarray}{c}")
        self.push(Group("{", at, inside.start, "subarray", closing=r"\end{subarray}}"))


STRUCTURE: Mapping[str, Callable[[Walk, str, int], None]] = {
    "{": Walk.open_brace, "}": Walk.close_brace, r"\left": Walk.left, r"\right": Walk.right, r"\middle": Walk.middle,
    r"\begin": Walk.begin, r"\end": Walk.end, r"\\": Walk.row, r"\newline": Walk.row, r"\cr": Walk.row,
    r"\hline": Walk.rules, r"\hdashline": Walk.rules, r"\substack": Walk.substack,
}  # fmt: skip
"""The tokens that make a formula's structure."""
