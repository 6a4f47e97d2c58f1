"""Rules about good front matter, on one record; each yields findings. The last three yield infos."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from generator.checks.rules.style import MOST_KEYWORDS, unencrypted
from generator.content.fields import PROVENANCES
from generator.model.answer import Rendered
from generator.model.finding import Finding, Place, counted
from generator.model.record import Record

SHORTEST_DESCRIPTION, LONGEST_DESCRIPTION = 50, 320
"""Characters: less says nothing, more is cut by every search engine."""
SHORTEST_TITLE, LONGEST_TITLE = 10, 150
"""Characters: a question of one word is none; a longer one fits into no list."""
_ENTITY = re.compile(r"&(?:[A-Za-z]\w*|#\d+|#[xX][0-9a-fA-F]+);")
NOTES = ("QT202", "QT230", "QT231", "QT232")
"""Codes that nearly every record has: made from its values when they are asked for, not kept."""


def front_matter(record: Record) -> Iterator[Finding]:
    """All warnings about one record's front matter."""
    yield from description_length(record)
    yield from title_length(record)
    yield from too_many_keywords(record)
    yield from entities(record)
    for number, source in enumerate(record.ledger.sources):
        yield from unencrypted(record.path, source.url, Place(("sources", number, "url"), 0))


def description_length(record: Record) -> Iterator[Finding]:
    """A description that says too little, or is cut where it is shown."""
    length = len(record.seo.description)
    if 0 < length < SHORTEST_DESCRIPTION or length > LONGEST_DESCRIPTION:
        yield Finding(
            record.path, "QT201", f"the description has {counted(length, 'character')}",
            f"sum up the answer in {SHORTEST_DESCRIPTION} to {LONGEST_DESCRIPTION} characters",
            Place(("seo", "page_description"), 0),
        )  # fmt: skip


def title_length(record: Record) -> Iterator[Finding]:
    """A question or a title too short to ask anything, or too long for a heading and a list."""
    for text, key in {record.question: "question", record.title: "title"}.items():
        if text and not SHORTEST_TITLE <= len(text) <= LONGEST_TITLE:
            yield Finding(
                record.path, "QT203", f"the {key} has {counted(len(text), 'character')}",
                f"use {SHORTEST_TITLE} to {LONGEST_TITLE}; details belong in the answer",
                Place((key,), 0),
            )  # fmt: skip


def entities(record: Record) -> Iterator[Finding]:
    """HTML in a title, which is plain text: readers see ``&amp;`` as it is written."""
    for text, key in {record.question: "question", record.title: "title"}.items():
        found = _ENTITY.search(text) if "&" in text else None
        if found and unescape(found[0]) != found[0]:
            yield Finding(
                record.path, "QT217", f"HTML entity {found[0]} in the {key}", f"write {unescape(found[0])!r}",
                Place((key,), found.start()),
            )  # fmt: skip


def too_many_keywords(record: Record) -> Iterator[Finding]:
    """A list of keywords so long that it tells nothing."""
    count = len(record.seo.keywords)
    if count > MOST_KEYWORDS:
        yield Finding(
            record.path, "QT204", f"there are {count} keywords", f"keep at most {MOST_KEYWORDS}",
            Place(("seo", "page_keywords"), 0),
        )  # fmt: skip


def notes(record: Record, rendered: Rendered) -> Iterator[Finding]:
    """All of ``NOTES`` about one record."""
    if record.withdrawn or record.same_as is not None:
        return
    yield from missing_description(record)
    yield from reading_grade(record, rendered)
    yield from provenance(record)
    yield from review(record)


def missing_description(record: Record) -> Iterator[Finding]:
    """No description at all: search engines choose a piece of the answer."""
    if not record.seo.description:
        yield _whole(record, "QT202", "the description is missing", "add `page_description` below `seo`")


def provenance(record: Record) -> Iterator[Finding]:
    """A record that does not say who wrote it."""
    if not record.ledger.provenance:
        remedy = f"add `provenance` with one of {', '.join(PROVENANCES)}"
        yield _whole(record, "QT231", "`provenance` is missing", remedy)


def review(record: Record) -> Iterator[Finding]:
    """A record that nobody is said to have reviewed."""
    if not record.ledger.reviewed_by or record.ledger.last_reviewed is None:
        remedy = "have the answer reviewed, and add `reviewed_by` and `last_reviewed`"
        yield _whole(record, "QT232", "no review is recorded", remedy)


def reading_grade(record: Record, rendered: Rendered) -> Iterator[Finding]:
    """How hard the answer is to read."""
    if rendered.grade is not None:
        yield _whole(
            record, "QT230", f"the answer has reading grade {rendered.grade:.1f}",
            "use shorter sentences and words; aim for 6 to 7 in texts for patients",
        )  # fmt: skip


def _whole(record: Record, code: str, message: str, remedy: str) -> Finding:
    """A finding about a record as a whole needs no place, and so no second look into its file."""
    return Finding(record.path, code, message, remedy).at(1, 1)
