"""Limits of a file's structure, checked before any parser or converter sees it: each costs one linear scan.

A file beyond them is not converted. The largest answer of 17,180 real ones has 21 kB, the largest table 200 cells.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.content.answers.source import tables
from generator.model.finding import Finding, Place

LONGEST_FILE = 1_000_000
"""Bytes of a Markdown file."""
LONGEST_ANSWER = 200_000
"""Characters of an answer, or of the text below the front matter: 30,000 words, a small book."""
_SPLIT = "split the text into several records"


def of_file(path: str, data: bytes) -> list[Finding]:
    """Report a file that is too long to be read at all."""
    if len(data) <= LONGEST_FILE:
        return []
    message = f"the file has {len(data):,} bytes; {LONGEST_FILE:,} are allowed"
    return [Finding(path, "QT126", message, _SPLIT).at(1, 1)]


def of_record(path: str, answer: str, body: str) -> list[Finding]:
    """Report an answer and a body that are too long."""
    found = [Finding(path, "QT126", message, _SPLIT, Place(("answer",), 0)) for message in _too_long(answer)]
    return found + of_body(path, body)


def of_body(path: str, body: str) -> list[Finding]:
    """Report a text below the front matter that is too long."""
    return [Finding(path, "QT126", message, _SPLIT, Place((), 0, in_body=True)) for message in _too_long(body)]


def of_authored(path: str, body: str) -> list[Finding]:
    """Report an authored page that is too long, or whose tables are too large: MkDocs renders it as it is."""
    found = of_body(path, body)
    if not found and (at := tables.beyond(body)) >= 0:
        found.append(Finding(path, *tables.TOO_LARGE, Place((), at, in_body=True)))
    return found


def _too_long(text: str) -> Iterator[str]:
    if len(text) > LONGEST_ANSWER:
        yield f"the text has {len(text):,} characters; {LONGEST_ANSWER:,} are allowed"
