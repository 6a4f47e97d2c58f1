"""What the Markdown engine reads otherwise than its writer meant, without a sign of it in the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.content.answers.source.marks import Scanned
from generator.content.answers.source.tables import long_rows
from generator.model import quotes
from generator.model.answer import Problem

_FENCE = re.compile(r"(?:[ \t]|[-*+][ \t]|\d{1,9}[.)][ \t]|>)*(`{3,}|~{3,})")
_SPACED_LINK = re.compile(
    r"(?<!\\)\[[^\[\]\n]*[A-Za-z][^\[\]\n]*(\][ \t]+\()"
    r"(?:(?:https?://|/learn/|\.{0,2}/|#)[^\s()]+|[^\s()]+\.(?:md|png|jpe?g|gif|svg|webp))\)"
)


@dataclass(frozen=True, slots=True)
class Misreading(Problem):
    """A problem with the pieces of the source that put it right: where each stands, what it is, what it should be."""

    pieces: tuple[tuple[int, str, str], ...] = ()


def find(html: str, scanned: Scanned, in_body: bool) -> Iterator[Problem]:
    """A warning for each, at its place in the answer; ``html`` is the engine's."""
    text = scanned.text  # a single sign is looked for first: that is ten times as quick
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
    opening = _FENCE.match(block)
    if opening is None:
        return  # inline code
    last = block.rpartition("\n")[2].strip(" \t\r>")
    if "\n" not in block or not last.startswith(opening[1]) or last.strip(opening[1][0]):
        yield Problem(
            "QT165", "the code block is not closed: everything after it is shown as code",
            f"close it with a line that contains only {opening[1]}", scanned.trace.source(start + opening.start(1)),
            in_body,
        )  # fmt: skip


def _spaced_links(scanned: Scanned, in_body: bool) -> Iterator[Problem]:
    for found in _SPACED_LINK.finditer(scanned.text):
        if not scanned.in_code(found.start()):
            at = scanned.trace.source(found.start(1))
            pieces = ((at, found[1], "]("),)
            message = "broken link markup: there is a space between ] and ("
            yield Misreading("QT166", message, "delete the space", at, in_body, pieces)
