"""Limits of a file's structure, checked before any parser or converter sees it: each costs one linear scan.

A file beyond them is not converted. The largest answer of 17,180 real ones has 21 kB, the largest table 200 cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.model.finding import Finding, Place

LONGEST_FILE = 1_000_000
"""Bytes of a Markdown file."""
LONGEST_ANSWER = 200_000
"""Characters of an answer, or of the text below the front matter: 30,000 words, a small book."""
MOST_CELLS = 20_000
"""Cells of all tables of a text. A short row gets as many as the header has, so that they grow with its square."""
_DELIMITERS = re.compile(r"^[ \t>]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$", re.MULTILINE)
_SPLIT = "split it into several records"


def of_file(path: str, data: bytes) -> list[Finding]:
    """Report a file that is too long to be read at all."""
    if len(data) <= LONGEST_FILE:
        return []
    message = f"the file has {len(data):,} bytes; {LONGEST_FILE:,} are allowed"
    return [Finding(path, "QT126", message, _SPLIT).at(1, 1)]


def of_record(path: str, answer: str, body: str) -> list[Finding]:
    r"""Report an answer and a body that are too long, or whose tables are too large.

    The answer may be encoded, with ``\n`` for line breaks.
    """
    found = [Finding(path, "QT126", message, _SPLIT, Place(("answer",), at)) for at, message in _of_text(answer)]
    return found + of_body(path, body)


def of_body(path: str, body: str) -> list[Finding]:
    """Report a text below the front matter that is too long, or whose tables are too large."""
    return [Finding(path, "QT126", message, _SPLIT, Place((), at, in_body=True)) for at, message in _of_text(body)]


def _of_text(text: str) -> Iterator[tuple[int, str]]:
    if len(text) > LONGEST_ANSWER:
        yield 0, f"the text has {len(text):,} characters; {LONGEST_ANSWER:,} are allowed"
        return
    if "|" not in text:
        return
    lines = text.replace("\\n", " \n")  # of the same length
    cells = 0
    for found in _DELIMITERS.finditer(lines):
        columns = found[0].count("|") + 1
        end = _END.search(lines, found.end())
        rows = lines.count("\n", found.end(), end.start() if end else len(lines)) + 1
        cells += columns * rows
        if cells > MOST_CELLS:
            yield found.start(), f"tables with more than {MOST_CELLS:,} cells"
            return


_END = re.compile(r"\n[ \t>]*(?:\n|\Z)")
"""The end of a table at the latest: an empty line."""
