"""Quotation marks that a program doubled when it wrote a table, and that were never put back."""

from __future__ import annotations

import re
from collections.abc import Iterator

MESSAGE, REMEDY = '"" is shown, because CSV doubled the quotation marks', 'write a single "'
_PAIR = re.compile(r'(?<!")""(?=[^\s"])([^"\n]{1,200})(?<=\S)""(?!")')
_WORD = re.compile(r"\w")


def doubled(text: str) -> Iterator[tuple[int, str, str]]:
    """The marks to put right: where each stands, what stands there, and what should.

    In a text that stands whole between two marks, with no other single one in it, those two go too.
    """
    whole = text.strip()
    inside = whole[1:-1]
    if whole.startswith('"') and whole.endswith('"') and '""' in inside and '"' not in inside.replace('""', ""):
        first = text.index('"')
        yield first, '"', ""
        for found in re.finditer('""', inside):
            yield first + 1 + found.start(), '""', '"'
        yield first + len(whole) - 1, '"', ""
        return
    for pair in _PAIR.finditer(text):
        if _WORD.search(pair[1]) and _WORD.match(pair[1].lstrip("*_([")):
            yield pair.start(), '""', '"'
            yield pair.end() - 2, '""', '"'
