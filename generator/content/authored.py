"""Links and anchors of authored pages, which the host renders.

The Markdown is not parsed. Anything outside code and comments that looks like a link counts as one, and anchors are
compared loosely because extensions of the host create them. So a broken link may be missed, but a correct one is never
reported.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator

from generator.content.answers.source.code import runs_of_backticks
from generator.model.answer import Target

_HREF = re.compile(
    r"(?<!\\)\]\(\s*(?:<(?P<angled>[^<>\n]+)>|(?P<inline>[^\s<>()]+(?:\([^\s<>()]*\)[^\s<>()]*)*))"
    r"""|^ {0,3}\[(?!\^)[^\]\n]+\]:\s*<?(?P<definition>[^\s<>]+)>?[ \t]*(?=$|["'(])""",
    re.MULTILINE,
)
_NOT_TEXT = re.compile(r"^ {0,3}(?P<fence>`{3,}|~{3,})|(?P<ticks>`+)|<!--", re.MULTILINE)
"""The start of a fenced block, of code in a line, or of a comment."""
_FENCES = {sign: re.compile(rf"^ {{0,3}}({sign}{{3,}})", re.MULTILINE) for sign in "`~"}
_HEADING = re.compile(r"^[ \t>*+-]*#{1,6}[ \t]*(?P<marked>.+)$|^(?P<lined>.+)\n[ \t]*(?:=+|-+)[ \t]*$", re.MULTILINE)
_ID = re.compile(r"""\{:?[^{}\n]*#(?P<attr>[^\s}]+)|\b(?:id|name)\s*=\s*["']?(?P<html>[^\s"'>]+)""")
_ATTRIBUTES = re.compile(r"\{:?[^{}\n]*\}[ \t#]*$")
_ADDRESS = r"\([^()]*(?:\([^()]*\)[^()]*)*\)"
_LABEL = re.compile(rf"\[([^\[\]]*)\](?:{_ADDRESS}|\[[^\[\]]*\])")
_NO_NAME = re.compile(rf"<[^<>]*>|&\w+;|&#\w+;|!\[[^\[\]]*\]{_ADDRESS}")
_NUMBER = re.compile(r"[_-]\d+$")
_OF_EXTENSIONS = ("fn:", "fnref:", "__", ":~:")
"""Prefixes of the ids of footnotes and tabs, and of text fragments."""


def links(text: str) -> list[Target]:
    """The links and images of a page; offsets count characters of the text."""
    spans = list(_not_text(text))
    found = [(match.start(match.lastgroup or 0), match[match.lastgroup or 0]) for match in _HREF.finditer(text)]
    return [
        Target(href, at, False, in_body=True)
        for at, href in found
        if not (before := bisect_right(spans, (at, len(text)))) or at >= spans[before - 1][1]
    ]


def _not_text(text: str) -> Iterator[tuple[int, int]]:
    """The first and last offset of code and comments. A block or comment without an end reaches to the end."""
    runs, at = runs_of_backticks(text), 0
    while found := _NOT_TEXT.search(text, at):
        at = found.end()
        if found["ticks"]:
            same = runs[len(found["ticks"])]
            following = bisect_left(same, at)
            if following == len(same):
                continue
            at = same[following] + len(found["ticks"])
        elif found["fence"]:
            closing = _closing(found["fence"], text, at)
            at = len(text) if closing is None else closing.end()
        else:
            end = text.find("-->", at)
            at = len(text) if end < 0 else end + 3
        yield found.start(), at


def _closing(fence: str, text: str, at: int) -> re.Match[str] | None:
    return next((found for found in _FENCES[fence[0]].finditer(text, at) if len(found[1]) >= len(fence)), None)


def anchors(text: str) -> tuple[str, ...]:
    """The anchors of a page, for ``has``: its headings and all explicit ids."""
    headings = (match["marked"] or match["lined"] for match in _HEADING.finditer(text))
    plain = (_LABEL.sub(r"\1", _NO_NAME.sub("", _ATTRIBUTES.sub("", heading))) for heading in headings)
    ids = (match["attr"] or match["html"] for match in _ID.finditer(text))
    return tuple(dict.fromkeys(map(_loose, (*plain, *ids))))


def has(known: Collection[str], anchor: str) -> bool:
    """Whether a page with these ``anchors`` may have this one. Only ASCII letters and digits are compared."""
    wanted = (_loose(anchor), _loose(_NUMBER.sub("", anchor)))  # repeated headings are numbered
    return anchor.startswith(_OF_EXTENSIONS) or any(not one or one in known for one in wanted)


def _loose(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return "".join(filter(str.isalnum, plain))
