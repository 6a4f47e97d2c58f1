"""Markup that readers would see as text: warnings, because a few answers have an intended ``**``."""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Iterator

from generator.content.answers.source.marks import Scanned
from generator.content.answers.source.places import Places
from generator.model.answer import Problem

_SEAM = "\ue002"
"""Replaces a tag that no leftover crosses: a marker after it is not at the start of its line."""
_NOT_SHOWN = re.compile(
    r"(?P<none><pre[^<>]*><code[^<>]*>[^<]*</code></pre>|</?(?:p|[ou]l|li|blockquote|br|hr)\b[^<>]*>)"
    r"|<code[^<>]*>[^<]*</code>|<[^<>]*>"
)
_LEFTOVER = re.compile(
    r"""(?P<escape>\\n(?![A-Za-z]))|(?P<math>\$\$)|(?P<latex>\\[A-Za-z]{2,}|\\\(|\\\[)|(?P<fence>```)
      | (?P<bold>\*\*|(?<!\w)__(?=[^\W_]))
      | (?m:^)[ \t]*(?P<heading>(?!\#\d)\#{1,6}(?=[ \t]*\ue002?\w))
      | (?<=\n)[ \t]*(?P<list>(?:[-*+•]|\d{1,3}[.)])[ \t](?=\S))
      | (?m:^)[ \t]*(?P<item>(?:[-*]|\d{1,2}[.)])(?=\ue002?[A-Z][a-z]))
      | (?m:^)(?P<table>\|(?=.*\|[ \t]*$))|(?P<link>\]\((?=\S))""",
    re.VERBOSE | re.MULTILINE,
)
_SIGNS = "\\$*_`#|]"
_MARKER = r"(?:[-*+•]|\d{1,3}[.)])(?:[ \t]|[A-Z]|<)"
_LIST_LINES = (re.compile(rf"\n[ \t]*{_MARKER}"), re.compile(rf"<p>{_MARKER}"))
"""Every leftover has one of these signs or lines, so most answers need only this check. (One pattern would be ten times
as slow.)"""
_EDGE = re.compile(f"([\n{_SEAM}])")
_AROUND = 12
"""Characters before and after a leftover that are used to find its position."""
_ADVICE = {
    "escape": (r"stray `\n`", r"write a single \n for each line break"),
    "math": ("stray `$$`", "close the formula with $$"),
    "latex": ("LaTeX command outside a formula", "put the formula between $ and $"),
    "bold": ("stray `{}`", "bold text must not start or end with a space, or be followed by a letter"),
    "fence": ("stray ```", "put the code fence on its own line"),
    "heading": ("stray # at the start of a line", "write a space after the last #"),
    "list": ("list marker in a paragraph", "start the list at 1, or add a blank line before it"),
    "item": ("list marker without a space", "write a space after the marker"),
    "table": ("table row shown as text", "add a header row and a row of dashes"),
    "link": ("link markup shown as text", "write [text](address) without spaces in the address"),
}


def find(html: str, scanned: Scanned, in_body: bool) -> Iterator[Problem]:
    """A warning for each line of the page that shows a kind of leftover, with its position in the answer.

    ``html`` comes from the Markdown engine and has marks for formulas, so their TeX is not reported.
    """
    if not any(map(html.__contains__, _SIGNS)) and not any(pattern.search(html) for pattern in _LIST_LINES):
        return
    shown = html_text.unescape(_NOT_SHOWN.sub(lambda tag: "" if tag["none"] else _SEAM, html))
    seen: set[tuple[str, int]] = set()
    after: dict[str, int] = {}
    places = Places(f"{scanned.text}\n")
    line = counted = 0
    for match in _LEFTOVER.finditer(shown):
        kind = str(match.lastgroup)
        line += shown.count("\n", counted, match.start(kind))
        counted = match.start(kind)
        if (kind, line) in seen:
            continue
        seen.add((kind, line))
        at = _place(shown, match.start(kind), match[kind], scanned, places, after.get(kind, 0))
        after[kind] = at + 1
        message, remedy = _ADVICE[kind]
        yield Problem("QT163", message.format(match[kind]), remedy, scanned.trace.source(at), in_body)


def _place(shown: str, first: int, token: str, scanned: Scanned, places: Places, start: int) -> int:
    """The offset of the leftover in the decoded answer: found with the text around it, or else without."""
    end = first + len(token)
    before = _EDGE.split(shown[max(0, first - _AROUND) : first])[-1]
    following, edge, _ = _EDGE.split(f"{shown[end : end + _AROUND]}\n"[:_AROUND] + _SEAM, maxsplit=1)
    whole = before + token + following
    to_line_end = [(before, f"{whole}\n")] if edge == "\n" else []
    for lead, wanted in (*to_line_end, (before, whole), ("", token + following), ("", token)):
        shift = len(lead)

        def is_shown(at: int, shift: int = shift) -> bool:
            return not scanned.in_code(at + shift)

        at = places.find(wanted, max(0, start - shift), is_shown)
        if at >= 0:
            return at + shift
    return 0
