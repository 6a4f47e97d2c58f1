"""Decks to study: the questions of each subject and of each topic in learning order.

``study/DECK/deck.json`` has the title of a deck and lists its parts; ``study/DECK/DIGEST.json`` is one part:
``[id, question, url]`` of each card. An empty url means the usual one (``shards.usual_url``). A part is named after its
content, and a card's id alone decides whether a part ends after it, so that a new question changes one part only.
Answers are not in these files; the study page reads them from the pages of the records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import orjson

from generator.library.addresses import STUDY, subject_file
from generator.model import urls
from generator.model.page import Link, Page
from generator.model.record import Record, Subject, Topic
from generator.pages.context import SiteContext
from generator.pages.topics import TopicPages
from generator.search import shards
from generator.system import files

_BITS = 6
"""A part ends after one card in ``2 ** _BITS`` on average."""


@dataclass(frozen=True, slots=True)
class StudyDeck:
    """The cards of one subject, or of a ``topic``; ``file`` is the page of the subject or topic."""

    name: str
    title: str
    subject: str
    file: str
    cards: Sequence[Record]
    topic: Topic | None = None


@dataclass(frozen=True, slots=True)
class StudyView:
    """The study page, which a script fills: the subjects' decks, and subjects for readers without JavaScript."""

    decks: tuple[Link, ...]
    subjects: tuple[Link, ...]


class Flashcards:
    """The decks of one site; ``subjects`` are those with a page, in the order in which the page lists them."""

    def __init__(self, context: SiteContext, topics: TopicPages, subjects: Sequence[Subject]) -> None:
        self.context = context
        self.topics = topics
        self.subjects = subjects

    def page(self) -> Page:
        """The study page."""
        file, addresses, site_name = f"{STUDY}/index.html", self.context.addresses, self.context.settings.site_name
        targets = [(subject_file(subject), subject.name) for subject in self.subjects]
        return Page(
            path=file,
            template="study.html",
            title=f"Study | {site_name}",
            root=urls.root(file),
            view=StudyView(
                tuple(addresses.deck_link(file, *target) for target in targets),
                tuple(addresses.link(file, *target) for target in targets),
            ),
            description=f"Study the questions on {site_name} as flashcards with spaced repetition.",
            robots="noindex",
        )

    def all(self) -> Iterator[StudyDeck]:
        """Every deck: subjects, then topics in learning order."""
        addresses, ordered = self.context.addresses, self.context.topics.in_order()
        for subject in self.subjects:
            file, cards = subject_file(subject), self._of_subject(subject, ordered)
            yield StudyDeck(addresses.deck_name(file), subject.name, subject.name, file, cards)
        for topic in ordered:
            questions = self.topics.questions(topic)
            if questions:
                own, file = self.context.library.subject_named(topic.subject), addresses.topic_file(topic)
                name = own.name if own else ""
                yield StudyDeck(addresses.deck_name(file), topic.title, name, file, questions, topic)

    def _of_subject(self, subject: Subject, ordered: Sequence[Topic]) -> list[Record]:
        """The questions of a subject's topics, topic by topic; then the questions without topic, by id."""
        library = self.context.library
        own = [topic for topic in ordered if library.subject_named(topic.subject) == subject]
        asked = (record for topic in own for record in self.topics.questions(topic))
        cards = {record.id: record for record in asked if subject in library.subjects_of(record)}
        others = (record for record in self._by_subject[subject.slug] if record.id not in cards)
        return [*cards.values(), *sorted(others, key=lambda record: record.id)]

    @cached_property
    def _by_subject(self) -> Mapping[str, Sequence[Record]]:
        return self.context.library.in_subject()

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of every deck's files."""
        directory_urls = self.context.settings.directory_urls
        for deck in self.all():
            parts = [orjson.dumps([self._card(deck, record) for record in part]) for part in _parts(deck.cards)]
            named = {files.digest(part).hex()[:12]: part for part in parts}
            about = {
                "title": deck.title,
                "subject": deck.subject,
                "page": urls.link("", deck.file, directory_urls),
                "suffix": "/" if directory_urls else ".html",
                "count": len(deck.cards),
                "parts": [*named],
            }
            yield f"{STUDY}/{deck.name}/deck.json", orjson.dumps(about)
            yield from ((f"{STUDY}/{deck.name}/{digest}.json", part) for digest, part in named.items())

    def _card(self, deck: StudyDeck, record: Record) -> tuple[int, str, str]:
        return record.id, record.question, "" if self._usual.get(record.id) == deck.subject else record.url

    @cached_property
    def _usual(self) -> Mapping[int, str]:
        """The primary subject's name of each record that has the usual url, by id."""
        library = self.context.library
        found = ((record, library.subject(record).name) for record in library.listed)
        return {r.id: name for r, name in found if r.url == shards.usual_url(name, r.question)}


def _parts(cards: Sequence[Record]) -> Iterator[list[Record]]:
    part: list[Record] = []
    for record in cards:
        part.append(record)
        if shards.doc_bucket(record.id, _BITS) == 0:
            yield part
            part = []
    if part:
        yield part
