"""Records, topics, subjects, keywords and people, as their files define them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any, NamedTuple

from generator.model.slotted import Slotted


class Seo(NamedTuple):
    """The ``seo`` block of a record. ``keywords`` are stripped, unique (ignoring case) and in file order."""

    title: str = ""
    description: str = ""
    keywords: tuple[str, ...] = ()


_NO_SEO = Seo()


class Related(NamedTuple):
    """One ``related_articleN`` entry as written: a possibly outdated copy of the target's values.

    ``key`` is the entry's own key. ``id`` is ``None`` if the entry has no numeric id.
    """

    key: str
    id: int | None
    title: str
    subject: str
    url: str


@dataclass(frozen=True, slots=True)
class Source:
    """One entry of ``sources``: a work that the text is based on."""

    title: str
    publisher: str = ""
    year: str = ""
    url: str = ""
    doi: str = ""
    isbn: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """One entry of ``corrections``: what was corrected, and when."""

    date: datetime.date
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """One person in ``people.yml``: key, name, profession or post, and web address."""

    key: str
    name: str
    role: str = ""
    url: str = ""

    @property
    def slug(self) -> str:
        """The last segment of the address of the person's page."""
        return self.key.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Ledger(Slotted):
    """The origin of a text, its reviews, sources and corrections.

    ``provenance`` is ``human``, ``model``, ``model-reviewed`` or empty. ``reviewed_by`` is a key of ``people.yml``.
    """

    provenance: str = ""
    reviewed_by: str = ""
    last_reviewed: datetime.date | None = None
    review_due: datetime.date | None = None
    sources: tuple[Source, ...] = ()
    corrections: tuple[Correction, ...] = ()

    def last_change(self, *dates: datetime.date | None) -> datetime.date:
        """The latest of the given dates and of the corrections' dates. At least one given date must not be ``None``."""
        return max(day for day in (*dates, *(c.date for c in self.corrections)) if day is not None)

    def __reduce__(self) -> Any:  # all texts without these keys share one object, also after unpickling
        return "NO_LEDGER" if self is NO_LEDGER else super(Ledger, self).__reduce__()


NO_LEDGER = Ledger()


@dataclass(frozen=True, slots=True)
class Record(Slotted):
    """One question and its answer, as the file defines them. ``path`` is relative to the content folder.

    ``answer`` is still encoded (with its ``\\n`` escapes). ``url`` begins with a slash and does not end with one.
    ``canonical`` is an absolute address or empty. ``primary`` marks the copy of an article that has the page.
    ``check_ignore`` holds the codes of findings to suppress.
    """

    path: str
    id: int
    date: datetime.date
    title: str
    question: str
    answer: str
    subject: str
    url: str
    schema: str = "default"
    article_title: str = ""
    date_format: str = "MMM DD, YYYY"
    post_on_text: str = "Posted on"
    seo: Seo = _NO_SEO
    author: str = "QuickTakes"
    file_name: str = ""
    score: float | None = None
    related: tuple[Related, ...] = ()
    body: str = ""
    updated: datetime.date | None = None
    aliases: tuple[str, ...] = ()
    same_as: int | None = None
    draft: bool = False
    publish_on: datetime.date | None = None
    withdrawn: str = ""
    autolink: bool = True
    primary: bool = False
    no_index: bool = False
    canonical: str = ""
    ledger: Ledger = NO_LEDGER
    check_ignore: tuple[str, ...] = ()

    @property
    def modified(self) -> datetime.date:
        """The latest of ``date``, ``updated``, ``last_reviewed`` and the corrections' dates."""
        return self.ledger.last_change(self.date, self.updated, self.ledger.last_reviewed)


@dataclass(frozen=True, slots=True)
class Topic(Slotted):
    """A concept, as its file defines it. ``requires`` names the topics to read first; ``url`` is like a record's."""

    path: str
    title: str
    definition: str
    subject: str
    url: str
    date: datetime.date
    focus_phrase: str = ""
    synonyms: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    source_note: str = ""
    autolink: bool = True
    ledger: Ledger = NO_LEDGER
    check_ignore: tuple[str, ...] = ()

    @property
    def modified(self) -> datetime.date:
        """The latest of ``date``, ``last_reviewed`` and the corrections' dates."""
        return self.ledger.last_change(self.date, self.ledger.last_reviewed)


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject as the site shows it: one slug and one page for all spellings in the records.

    ``medical`` marks its pages up as medical ones.
    """

    name: str
    slug: str
    colour: str = ""
    introduction: str = ""
    medical: bool = False


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword and its records, in order of id. ``name`` is the most common spelling.

    ``slug`` comes from the record with the lowest id, so that the address stays the same when other records join.
    """

    name: str
    slug: str
    records: tuple[Record, ...]


def as_record(topic: Topic) -> Record:
    """Represent a topic as a record, to resolve the links in its text."""
    return Record(topic.path, 0, topic.date, topic.title, topic.title, "", topic.subject, topic.url)
