"""Lists whose items have letters: ``a)``, ``b)`` or ``(A)``, ``(B)`` at the start of lines.

Markdown does not have them and would join the lines. Each item goes through the Markdown engine with a number, and with
its letter after a mark. If the finished list does not have the same letters, the text is left unchanged.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from generator.content.answers.source.marks import LETTER

_ITEM = re.compile(r"([ \t>]*)(?:\(([A-Za-z])\)|([A-Za-z])[.)])([ \t]+)(?=\S)")
_SECOND = re.compile(r"\n[ \t>]*\(?[bB][.)][ \t]")
"""A line that every one of these lists has."""
_NUMBERED = re.compile(r"^[ \t>]*\d{1,9}\)[ \t]", re.MULTILINE)
_PART = re.compile(
    rf'<(?:(?P<list>[ou]l)(?: start="(?P<start>\d+)")?|(?P<end>/[ou]l)|li)>(?P<space>\s*(?:<p>)?)'
    rf"(?:{LETTER}(?P<letter>.)\()?"
)


@dataclass(slots=True)
class _LetteredItem:
    line: int
    start: int
    indent: str
    letter: str
    gap: str
    rest: str


@dataclass(slots=True)
class _List:
    """A list in the HTML: the index of its tag in the pieces, the number of its next item, its type (``a``, ``A`` or
    ``1``)."""

    piece: int
    next: int
    kind: str = ""


def numbered(text: str, in_code: Callable[[int], bool]) -> tuple[str, int]:
    """The text with a number and a mark for each letter, and the offset of the first one; -1 if there is none.

    ``in_code``: whether an offset of the text is in code. The mark ends with a parenthesis, so that emphasis and links
    can begin after it as at the start of a line.
    """
    items = list(_items(text.split("\n"), in_code)) if _SECOND.search(text) else []
    if not items:
        return text, -1
    lines = text.split("\n")
    sign = "." if _NUMBERED.search(text) else ")"
    for item in items:
        marker = f"{min(_place(item.letter), 9)}{sign}"  # as wide as the letter
        lines[item.line] = f"{item.indent}{marker}{item.gap}{LETTER}{item.letter}({item.rest}"
    return "\n".join(lines), items[0].start


def _items(lines: list[str], in_code: Callable[[int], bool]) -> Iterator[_LetteredItem]:
    """The items of every list that has two or more items in one style and begins with the letter a."""
    lists: dict[tuple[str, str, bool], list[_LetteredItem]] = {}
    at = 0
    for number, line in enumerate(lines):
        found = _ITEM.match(line)
        if found and not in_code(at + found.end(1)):
            letter, sign = found[2] or found[3], line[found.end(1)] + line[found.start(4) - 1]
            item = _LetteredItem(number, at, found[1], letter, found[4], line[found.end() :])
            same = lists.setdefault((found[1], sign.replace(letter, ""), letter.isupper()), [])
            if _place(letter) == 1:
                same.clear()
            if _place(letter) == len(same) + 1:
                same.append(item)
                yield from same if len(same) == 2 else same[2:][-1:]
        at += len(line) + 1


def lettered(html: str) -> str | None:
    """The engine's HTML with the types of lists; ``None`` if an item would not get its own letter."""
    pieces: list[str] = []
    lists: list[_List] = []
    copied = 0
    for part in _PART.finditer(html):
        pieces += (html[copied : part.start()], html[part.start() : part.end("space")])
        copied = part.end()
        if part["list"]:
            lists.append(_List(len(pieces) - 1, int(part["start"] or 1)))
        elif part["end"]:
            lists.pop()
        elif not _fits(lists[-1], part["letter"], pieces):
            return None
    whole = "".join(pieces) + html[copied:]
    return None if LETTER in whole else whole


def _fits(whole: _List, letter: str | None, pieces: list[str]) -> bool:
    """Whether an item has the type of its list and the expected number. The first item sets the type."""
    kind = "1" if letter is None else "A" if letter.isupper() else "a"
    if not whole.kind:
        whole.kind = kind
        if letter:
            pieces[whole.piece] = pieces[whole.piece].replace("<ol", f'<ol type="{kind}"', 1)
    whole.next += 1
    return kind == whole.kind and (letter is None or _place(letter) == whole.next - 1)


def _place(letter: str) -> int:
    return ord(letter.lower()) - ord("a") + 1
