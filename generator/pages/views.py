"""What pages show, as values; and pages of records as JSON, by which they are compared and kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypedDict

import orjson

from generator.model.answer import Heading, Rendered
from generator.model.page import Link, Page
from generator.model.record import Record

WORDS_A_MINUTE = 200
"""A student reading to understand; the lower end of what adults read silently."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A related question that the site found; ``why`` names what both are about, and may be empty."""

    link: Link
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A day as machines and as people read it."""

    iso: str
    shown: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a page's text comes from, and who stands for it.

    ``reviewer`` (its note is the person's role) and ``reviewed`` are there together or not at all; ``notice``: the page
    says at its head that the review is ``overdue``. The note of a source is what stands behind its title; its address
    may be empty. ``cite`` is the page's lasting address, ``changed`` the day of its last change if that is not
    the first day; ``report`` is where to tell of an error. Any may be empty.
    """

    provenance: str
    reviewer: Link | None
    reviewed: Day | None
    due: Day | None
    overdue: bool
    notice: bool
    sources: tuple[Link, ...]
    corrections: tuple[tuple[Day, str], ...]
    cite: str
    changed: Day | None
    report: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """What a record's page shows besides the head; every link is relative to that page.

    ``subjects`` are all that it is filed under, its primary's first.
    The answer itself is not in it: ``source`` (the digest of its file) stands for it, ``addresses`` fill its links,
    ``terms`` (the digest of all topics' names, or empty) stands for the links to topics.
    """

    id: int
    question: str
    posted_on: str
    day: str
    iso_day: str
    author: Link
    subjects: tuple[Link, ...]
    minutes: int
    headings: tuple[Heading, ...]
    source: str
    terms: str
    addresses: tuple[str, ...]
    related: tuple[Link, ...]
    suggested: tuple[Suggestion, ...]
    unresolved: tuple[str, ...]
    referenced: tuple[Link, ...]
    referenced_count: int
    keywords: tuple[Link, ...]
    decks: tuple[Link, ...]
    permalink: str
    edit: str
    withdrawn: str
    listed: bool
    draft: bool
    origin: Origin


@dataclass(frozen=True, slots=True)
class RedirectView:
    """A page that only leads on: relative for the browser."""

    target: Link


@dataclass(frozen=True, slots=True)
class AuthoredView:
    """A page that an editor wrote in Markdown and MkDocs rendered; ``html`` is its trusted output.

    ``heading`` is shown above it when the text brings no first-level heading of its own.
    """

    html: str
    heading: str
    edit: str


@dataclass(frozen=True, slots=True)
class NotFoundView:
    """The 404 page: ways on, absolute within the host because the page is served at any depth."""

    subjects: tuple[Link, ...]
    index: str


@dataclass(frozen=True, slots=True)
class SearchView:
    """The page of all results: ways on for a reader who finds nothing, or whose browser runs no script."""

    index: str
    subjects: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a page of a listing stands among the others; an empty address means: there is none."""

    number: int
    last: int
    previous: str
    following: str
    pages: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class TopicView:
    """What a topic's page shows besides the head; its text is filled in as an answer is (see ``RecordView``).

    ``groups`` are questions by the name of their subject; ``deck`` is a file for Anki, its size as a note.
    """

    title: str
    definition: str
    synonyms: tuple[str, ...]
    minutes: int
    headings: tuple[Heading, ...]
    source: str
    terms: str
    addresses: tuple[str, ...]
    read_first: tuple[Link, ...]
    leads_to: tuple[Link, ...]
    near: tuple[Link, ...]
    groups: tuple[tuple[str, tuple[Link, ...]], ...]
    question_count: int
    pager: Pager
    study: str
    source_note: str
    author: str
    iso_day: str
    edit: str
    origin: Origin
    deck: Link | None = None


@dataclass(frozen=True, slots=True)
class TopicQuestionsView:
    """A page that goes on with the questions of a topic."""

    topic: Link
    question_count: int
    groups: tuple[tuple[str, tuple[Link, ...]], ...]
    pager: Pager


class AnswerFacts(TypedDict):
    """What a record's page shows of its answer besides the text."""

    minutes: int
    headings: tuple[Heading, ...]
    source: str


def answer_minutes(rendered: Rendered) -> int:
    """How long a text takes to read, at least one minute."""
    return max(1, round(rendered.words / WORDS_A_MINUTE))


def answer_facts(record: Record, rendered: Rendered) -> AnswerFacts:
    """These facts of one answer."""
    return {
        "minutes": answer_minutes(rendered),
        "headings": rendered.headings if len(rendered.headings) > 1 and not record.withdrawn else (),
        "source": rendered.source,
    }


def with_new_answer(page: Page, record: Record, rendered: Rendered) -> Page:
    """A record's page after an edit that changed nothing of the record but its answer's text."""
    assert isinstance(page.view, RecordView)
    return replace(page, view=replace(page.view, **answer_facts(record, rendered)))


def with_deck(page: Page, deck: Link | None) -> Page:
    """The first page of a subject or a topic with a link to its Anki deck, if there is one."""
    return replace(page, view=replace(page.view, deck=deck)) if deck else page  # type: ignore[type-var]


def to_json(page: Page) -> bytes:
    """A page's whole value: equal values give equal bytes."""
    return orjson.dumps(page)


def _origin(told: dict[str, Any]) -> Origin:
    days = {key: Day(**told[key]) if told[key] else None for key in ("reviewed", "due", "changed")}
    sources = tuple(Link(**source) for source in told["sources"])
    corrections = tuple((Day(**day), text) for day, text in told["corrections"])
    reviewer = Link(**told["reviewer"]) if told["reviewer"] else None
    return Origin(**{**told, **days, "sources": sources, "corrections": corrections, "reviewer": reviewer})


def record_page_from_json(data: bytes) -> Page:
    """The way back from ``to_json``, for pages of records."""
    page = orjson.loads(data)
    view = page["view"]
    for name in ("subjects", "related", "referenced", "keywords", "decks"):
        view[name] = tuple(Link(**link) for link in view[name])
    view["suggested"] = tuple(Suggestion(Link(**one["link"]), tuple(one["why"])) for one in view["suggested"])
    for name in ("unresolved", "addresses"):
        view[name] = tuple(view[name])
    view["author"] = Link(**view["author"])
    view["headings"] = tuple(Heading(**heading) for heading in view["headings"])
    view["origin"] = _origin(view["origin"])
    for name in ("breadcrumbs", "alternates"):
        page[name] = tuple(Link(**link) for link in page[name])
    return Page(**{**page, "view": RecordView(**view)})
