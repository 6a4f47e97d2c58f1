"""Markup that the Markdown engine interprets differently from what its writer meant, without any sign of it on the
page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.content.answers.source.code import FENCE
from generator.content.answers.source.marks import Scanned
from generator.content.answers.source.tables import long_rows
from generator.model import quotes
from generator.model.answer import Problem

_SPACED_LINK = re.compile(
    r"(?<!\\)\[[^A-Za-z\[\]\n]*+[A-Za-z][^\[\]\n]*+(\][ \t]++\()"
    r"(?:(?:https?://|/learn/|\.{0,2}/|#)[^\s()]+|[^\s()]+\.(?:md|png|jpe?g|gif|svg|webp))\)"
)


@dataclass(frozen=True, slots=True)
class Misreading(Problem):
    """A problem with its correction: offset, old text and new text of each piece of the source."""

    pieces: tuple[tuple[int, str, str], ...] = ()


def find(html: str, scanned: Scanned, in_body: bool) -> Iterator[Problem]:
    """A warning for each, with its place in the answer. ``html`` comes from the Markdown engine."""
    text = scanned.text  # searching for a single sign first is ten times as fast
    if '"' in text and '""' in text:
        yield from _doubled_quotes(scanned, in_body)
    if "|" in text and "<table>" in html:
        yield from _long_rows(scanned, in_body)
    if scanned.code and scanned.code[-1][1] == len(text):
        yield from _open_fence(scanned, in_body)
    if "]" in text:
        yield from _spaced_links(scanned, in_body)


def _doubled_quotes(scanned: Scanned, in_body: bool) -> Iterator[Problem]:
    found = [piece for piece in quotes.doubled(scanned.text) if not scanned.in_code(piece[0])]
    if any(old == '""' for _, old, _ in found):
        pieces = tuple((scanned.trace.source(at), old, new) for at, old, new in found)
        yield Misreading("QT119", quotes.MESSAGE, quotes.REMEDY, pieces[0][0], in_body, pieces)


def _long_rows(scanned: Scanned, in_body: bool) -> Iterator[Problem]:
    for row in long_rows(scanned):
        message = f"this cell is not shown: the row has {row.cells} cells, the header {row.columns}"
        pieces = tuple((scanned.trace.source(at), "|", r"\|") for at in row.in_code)
        remedy = r"add a column to the header, or write \| for a literal |"
        yield Misreading("QT164", message, remedy, scanned.trace.source(row.at), in_body, pieces)


def _open_fence(scanned: Scanned, in_body: bool) -> Iterator[Problem]:
    start = scanned.code[-1][0]
    block = scanned.text[start:]
    opening = FENCE.match(block)
    if opening is None:
        return  # inline code
    last = block.rpartition("\n")[2].strip(" \t\r>")
    if "\n" not in block or not last.startswith(opening[1]) or last.strip(opening[1][0]):
        message = "the code block is not closed: everything after it is shown as code"
        remedy = f"close it with a line that contains only {opening[1]}"
        yield Problem("QT165", message, remedy, scanned.trace.source(start + opening.start(1)), in_body)


def _spaced_links(scanned: Scanned, in_body: bool) -> Iterator[Problem]:
    for found in _SPACED_LINK.finditer(scanned.text):
        if not scanned.in_code(found.start()):
            at = scanned.trace.source(found.start(1))
            pieces = ((at, found[1], "]("),)
            message = "broken link markup: there is a space between ] and ("
            yield Misreading("QT166", message, "delete the space", at, in_body, pieces)
