"""The style sheets, ``style`` attributes and other values of SVG files: nothing that loads a file.

Safety does not depend on how a browser splits a text into rules: whatever is kept has no escape, no comment, no markup,
and only functions and at-rules of a list. So no address can be written other than ``url(#…)``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_FUNCTION = re.compile(r"([\w-]*+)\s*+(\(?)")
_TOKEN = re.compile(r""""[^"\n]*+"|'[^'\n]*+'|[^"'{};()]++|.""", re.DOTALL)
_REFERENCE = re.compile(r"""\s*+(?:"#[^"'()\s]*+"|'#[^"'()\s]*+'|#[^"'()\s]*+)\s*+\)""")
_STRINGS = re.compile(r""""[^"\n]*+"|'[^'\n]*+'""")
_SAFE = frozenset(
    """calc clamp max min var rgb rgba hsl hsla hwb lab lch oklab oklch color light-dark matrix matrix3d perspective
    rotate rotate3d rotatex rotatey rotatez scale scale3d scalex scaley scalez skew skewx skewy translate
    translate3d translatex translatey translatez cubic-bezier steps linear blur brightness contrast drop-shadow
    grayscale hue-rotate invert opacity saturate sepia circle ellipse inset path polygon rect not is where
    nth-child nth-last-child nth-of-type nth-last-of-type and or""".split()
)
"""Functions of values and selectors, and words before a parenthesis in ``@media``."""
_DEEPEST = 3
_GROUPS = ("@media", "@supports", "@keyframes", "@-webkit-keyframes")
"""At-rules that contain rules."""


class Sheet(NamedTuple):
    """What is kept of a style sheet or of a ``style`` attribute, and the beginnings of what is not.

    ``is_same`` is whether the text had no comment either, so that it can stay as it is.
    """

    text: str
    dropped: tuple[str, ...]
    is_same: bool


def is_safe(value: str) -> bool:
    """Whether a value, a declaration or a selector loads nothing and cannot end before its end."""
    if any(sign in value for sign in "\\<@") or "/*" in value:
        return False
    if any(quote in _STRINGS.sub("", value) for quote in "\"'"):
        return False
    for found in _FUNCTION.finditer(value) if "(" in value else ():
        name = found[1].lower()
        if found[2] and name and name not in _SAFE and not (name == "url" and _REFERENCE.match(value, found.end())):
            return False
    return True


def sheet(css: str) -> Sheet:
    """Clean the text of a ``style`` element."""
    return _SheetCleaner([]).clean(css)


def declarations(css: str) -> Sheet:
    """Clean the value of a ``style`` attribute."""
    return _SheetCleaner(["declarations"]).clean(css)


class _SheetCleaner:
    """Takes a text apart at its braces and semicolons, and keeps the safe statements.

    ``blocks`` are the open ones, each of ``rules`` or of ``declarations``.
    """

    def __init__(self, blocks: list[str]) -> None:
        self.blocks, self.outermost = blocks, len(blocks)
        self.kept: list[str] = []
        self.dropped: list[str] = []

    def clean(self, css: str) -> Sheet:
        """Clean a text."""
        text = _without_comments(css)
        held: list[str] = []
        parens = skipped = 0
        for found in _TOKEN.finditer(text):
            token = found[0]
            if skipped:
                skipped += (token == "{") - (token == "}")
            elif token in "{}" or (token == ";" and not parens):
                statement, held, parens = "".join(held).strip(), [], 0
                skipped = self._end(statement, token)
            else:
                parens = max(0, parens + (token == "(") - (token == ")"))
                held.append(token)
        self._end("".join(held).strip(), ";")
        self.kept += ["}"] * (len(self.blocks) - self.outermost)
        return Sheet("".join(self.kept), tuple(self.dropped), text == css)

    def _end(self, statement: str, sign: str) -> bool:
        """Keep or drop what stands before a sign; whether the block that begins here must be skipped."""
        if sign == "{":
            kind = self._kind(statement)
            if kind:
                self.kept.append(f"{statement}{{")
                self.blocks.append(kind)
            else:
                self.dropped.append(statement)
            return not kind
        if statement:
            if self.blocks[-1:] == ["declarations"] and is_safe(statement):
                self.kept.append(f"{statement};")
            else:
                self.dropped.append(statement)
        if sign == "}":
            if len(self.blocks) > self.outermost:
                self.kept.append("}")
                self.blocks.pop()
            else:
                self.dropped.append(sign)
        return False

    def _kind(self, head: str) -> str:
        """What is in the block after a selector or an at-rule; empty if it must be dropped."""
        if self.blocks[-1:] == ["declarations"] or len(self.blocks) > _DEEPEST:
            return ""
        if not head.startswith("@"):
            return "declarations" if is_safe(head) else ""
        name = re.split(r"[\s(]", head, maxsplit=1)[0]
        return "rules" if name in _GROUPS and is_safe(head[len(name) :]) else ""


def _without_comments(css: str) -> str:
    if "/*" not in css:
        return css
    before, *rest = css.split("/*")
    return " ".join([before, *(part.partition("*/")[2] for part in rest)])
