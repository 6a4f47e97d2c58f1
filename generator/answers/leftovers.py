"""What a reader would see of the markup: each a warning, because a few answers hold an honest ``**``."""

from __future__ import annotations

import html as html_text
import re
from collections.abc import Iterator

from generator.answers.scan import Scanned
from generator.model import Problem

_NOT_SHOWN = re.compile(r"<pre.*?</pre>|<code.*?</code>|<math.*?</math>|<[^>]*>", re.DOTALL)
_LEFTOVER = re.compile(
    r"""(?P<escape>\\n(?![A-Za-z]))|(?P<math>\$\$)|(?P<latex>\\[A-Za-z]{2,}|\\\(|\\\[)|(?P<bold>\*\*|__(?=\w))|(?P<fence>```)
      | (?m:^)[ \t]*(?P<heading>\#{1,6}(?=[ \t]*\w))|(?<=\n)[ \t]*(?P<list>(?:[-*+•]|\d{1,3}[.)])[ \t](?=\S))
      | (?m:^)(?P<table>\|(?=.*\|[ \t]*$))|(?P<link>\]\((?=\S))""",
    re.VERBOSE | re.MULTILINE,
)
_ADVICE = {
    "escape": (r"a literal \n is shown", r"write one \n for a line break"),
    "math": ("$$ is shown: a formula that is not closed", "close it with $$"),
    "latex": ("a raw LaTeX command is shown", "put the formula between $ and $"),
    "bold": ("** is shown", "let no space stand inside the two pairs of **, and no letter directly after a closing **"),
    "fence": ("``` is shown", "put the fence on a line of its own"),
    "heading": ("# is shown at the start of a line", "write a space after the last #"),
    "list": ("a list's marker is shown in a paragraph", "begin the list at 1, or leave a blank line before it"),
    "table": ("a table's row is shown as text", "give the table a header row and a row of dashes"),
    "link": ("a link's markup is shown", "write [text](address) without spaces in the address"),
}


def find(html: str, scanned: Scanned, in_body: bool) -> Iterator[Problem]:
    """A warning for each kind of leftover that the page would show, at its first place in the answer."""
    if "\\" not in html and not re.search(r"\$\$|\*\*|__|```|#|\||\]\(|\n[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]", html):
        return
    shown = html_text.unescape(_NOT_SHOWN.sub("", html))
    seen = set()
    for match in _LEFTOVER.finditer(shown):
        kind = str(match.lastgroup)
        if kind in seen:
            continue
        seen.add(kind)
        message, remedy = _ADVICE[kind]
        offset = _place(shown[match.start(kind) : match.end() + 12], match[kind], scanned)
        yield Problem("QT163", message, remedy, offset, in_body)


def _place(context: str, token: str, scanned: Scanned) -> int:
    """Where the leftover stands in the answer: found by the words after it, else by itself."""
    line = context.split("\n", 1)[0]
    for wanted in (line, token):
        at = scanned.text.find(wanted)
        while at >= 0 and any(start <= at < end for start, end in scanned.code):
            at = scanned.text.find(wanted, at + 1)
        if at >= 0:
            return scanned.trace.source(at)
    return 0
