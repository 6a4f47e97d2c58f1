"""What a reader would see of the markup: each a warning, because a few answers hold an honest ``**``."""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Iterator

from generator.answers.marks import Scanned
from generator.model import Problem

_NOT_SHOWN = re.compile(r"<pre.*?</pre>|<code.*?</code>|<[^>]*>", re.DOTALL)
_LEFTOVER = re.compile(
    r"""(?P<escape>\\n(?![A-Za-z]))|(?P<math>\$\$)|(?P<latex>\\[A-Za-z]{2,}|\\\(|\\\[)|(?P<bold>\*\*|__(?=\w))|(?P<fence>```)
      | (?m:^)[ \t]*(?P<heading>\#{1,6}(?=[ \t]*\w))|(?<=\n)[ \t]*(?P<list>(?:[-*+•]|\d{1,3}[.)])[ \t](?=\S))
      | (?m:^)[ \t]*(?P<item>(?:[-*]|\d{1,2}[.)])(?=[A-Z][a-z]))
      | (?m:^)(?P<table>\|(?=.*\|[ \t]*$))|(?P<link>\]\((?=\S))""",
    re.VERBOSE | re.MULTILINE,
)
_SIGNS = "\\$*_`#|]"
_MARKER = r"(?:[-*+•]|\d{1,3}[.)])(?:[ \t]|[A-Z])"
_LIST_LINES = (re.compile(rf"\n[ \t]*{_MARKER}"), re.compile(rf"<p>{_MARKER}"))
"""One of these is in every leftover: most answers are done after this one look. (Two patterns, because one that begins
with a fixed text is ten times as quick.)"""
_ADVICE = {
    "escape": (r"a literal \n is shown", r"write one \n for a line break"),
    "math": ("$$ is shown: a formula that is not closed", "close it with $$"),
    "latex": ("a raw LaTeX command is shown", "put the formula between $ and $"),
    "bold": ("** is shown", "let no space stand inside the two pairs of **, and no letter directly after a closing **"),
    "fence": ("``` is shown", "put the fence on a line of its own"),
    "heading": ("# is shown at the start of a line", "write a space after the last #"),
    "list": ("a list's marker is shown in a paragraph", "begin the list at 1, or leave a blank line before it"),
    "item": ("a list's marker is shown", "write a space after the marker"),
    "table": ("a table's row is shown as text", "give the table a header row and a row of dashes"),
    "link": ("a link's markup is shown", "write [text](address) without spaces in the address"),
}


def find(html: str, scanned: Scanned, in_body: bool) -> Iterator[Problem]:
    """A warning for each line of the page on which a kind of leftover would show, at its place in the answer.

    ``html`` is the engine's, with marks where formulas will stand: their TeX is no leftover.
    """
    if not any(map(html.__contains__, _SIGNS)) and not any(pattern.search(html) for pattern in _LIST_LINES):
        return
    shown = html_text.unescape(_NOT_SHOWN.sub("", html))
    seen: set[tuple[str, int]] = set()
    after: dict[str, int] = {}
    for match in _LEFTOVER.finditer(shown):
        kind = str(match.lastgroup)
        line = shown.count("\n", 0, match.start(kind))
        if (kind, line) in seen:
            continue
        seen.add((kind, line))
        at = _place(shown[match.start(kind) : match.end() + 12], match[kind], scanned, after.get(kind, 0))
        after[kind] = at + 1
        message, remedy = _ADVICE[kind]
        yield Problem("QT163", message, remedy, scanned.trace.source(at), in_body)


def _place(context: str, token: str, scanned: Scanned, start: int) -> int:
    """Where the leftover stands in the decoded answer: found by the words after it, else by itself."""
    for wanted in (context.split("\n", 1)[0], token):
        at = scanned.text.find(wanted, start)
        while at >= 0 and any(first <= at < end for first, end in scanned.code):
            at = scanned.text.find(wanted, at + 1)
        if at >= 0:
            return at
    return 0
