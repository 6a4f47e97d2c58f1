"""Tables by the rules of GitHub: rows with more cells than columns, which are not shown, and too large tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from generator.content.answers.source.marks import Scanned

MOST_CELLS = 20_000
"""Cells of all tables of a text. A short row gets as many as the header has, so that they grow with its square."""
TOO_LARGE = ("QT126", f"tables with more than {MOST_CELLS:,} cells", "split the text into several records")
"""The code of the finding, its message and its remedy."""
_BLOCK = re.compile(r"(?:^[ \t>]*+[^ \t>\n][^\n]*+(?:\n|\Z))++", re.MULTILINE)
"""Lines without an empty one, which ends a table."""
_DELIMITERS = re.compile(r"^[ \t>]*+\|?[ \t]*+:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+\|?[ \t]*+$", re.MULTILINE)
_ENDS_TABLE = re.compile(r"[ \t>]*(?:$|#{1,6}[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t]|```|~~~)")
_PIPE = re.compile(r"\\.|(\|)")
_LEADING = re.compile(r"[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")


class LongRow(NamedTuple):
    """A row with more cells than its table has columns. ``at`` is the offset of the first extra cell.

    ``in_code`` are the offsets of the pipes in code, if the row would fit without them.
    """

    cells: int
    columns: int
    at: int
    in_code: tuple[int, ...]


def beyond(text: str) -> int:
    """The offset of the lines in which a text may come to have more than ``MOST_CELLS`` cells; -1 if it has fewer.

    Counts all lines after the first row of delimiters as rows, each with as many cells as the longest of these rows.
    """
    if "|" not in text:
        return -1
    text, cells = text.replace("\r", "\n"), 0  # a single \r ends a line of Markdown, too
    for block in _BLOCK.finditer(text):
        delimiters = list(_DELIMITERS.finditer(text, *block.span()))
        columns = max((len(_cells(found[0])) for found in delimiters), default=1)
        if columns > 1:
            cells += columns * (text.count("\n", delimiters[0].end(), block.end()) + 1)
        if cells > MOST_CELLS:
            return delimiters[0].start()
    return -1


def long_rows(scanned: Scanned) -> Iterator[LongRow]:
    """Every row that loses a cell with text."""
    text = scanned.text
    at = 0
    for found in _DELIMITERS.finditer(text):
        if found.start() < at:
            continue  # a row of the table above
        start = text.rfind("\n", 0, found.start() - 1) + 1 if found.start() else 0
        columns = len(_cells(found[0]))
        if "|" not in found[0] or scanned.in_code(found.start()):
            continue
        if start == found.start() or len(_cells(text[start : found.start() - 1])) != columns:
            continue
        at = found.end() + 1
        while at < len(text):
            end = text.find("\n", at)
            line = text[at : end if end >= 0 else len(text)]
            if _ENDS_TABLE.match(line):
                break
            yield from _long(scanned, line, at, columns)
            at += len(line) + 1


def _long(scanned: Scanned, line: str, at: int, columns: int) -> Iterator[LongRow]:
    starts = _cells(line)
    if len(starts) <= columns or not line[starts[columns] :].strip(" \t|"):
        return
    in_code = tuple(
        at + pipe.start() for pipe in _PIPE.finditer(line) if pipe[1] and scanned.in_code(at + pipe.start())
    )
    fits = len(starts) - len(in_code) == columns
    lost = line[starts[columns] :]
    yield LongRow(len(starts), columns, at + starts[columns] + len(lost) - len(lost.lstrip()), in_code if fits else ())


def _cells(line: str) -> list[int]:
    """The offsets of the cells of a row. The pipes at its two ends do not count."""
    bare = line.rstrip()
    first = _LEADING.match(bare)
    begin = first.end() if first else 0
    pipes = [found.start() for found in _PIPE.finditer(bare, begin) if found[1]]
    if pipes and pipes[0] == begin:
        begin = pipes.pop(0) + 1
    if pipes and pipes[-1] == len(bare) - 1:
        pipes.pop()
    return [begin, *(pipe + 1 for pipe in pipes)]
