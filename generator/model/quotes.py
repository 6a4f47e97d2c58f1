"""Find quotation marks that a CSV export has doubled."""

from __future__ import annotations

import re
from collections.abc import Iterator

MESSAGE, REMEDY = '"" is shown, because CSV doubled the quotation marks', 'write a single "'
_PAIR = re.compile(r'(?<!")""(?=[^\s"])([^"\n]{1,200})(?<=\S)""(?!")')
_WORD = re.compile(r"\w")


def doubled(text: str) -> Iterator[tuple[int, str, str]]:
    """Find doubled quotation marks: the offset, the text there, and its replacement.

    If the whole text is in quotation marks and contains no other single one, the outer pair is removed too.
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
