"""What readers can study: the questions of each subject and of each topic, in an order to learn them.

``study/<deck>/deck.json`` is what a deck is called and which parts it has; ``study/<deck>/<digest>.json`` is one part:
``[id, question, url]`` of each card, an empty url meaning the one that most records have (``shards.usual_url``). A part
is called by its content, and ends where its last card's own number says: a question more or less changes one part. The
answers stand in the pages of the records, and nowhere else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import orjson

from generator.library.addresses import STUDY, subject_file
from generator.model import urls
from generator.model.page import Link, Page
from generator.model.record import Record, Subject, Topic
from generator.pages.context import Context
from generator.pages.topics import TopicPages
from generator.search import shards
from generator.system import files

_BITS = 6
"""Every ``2 ** _BITS``-th card ends its part, on average."""


@dataclass(frozen=True, slots=True)
class Deck:
    """The cards of one subject, or of a ``topic``; ``file`` is the page that they are about."""

    name: str
    title: str
    subject: str
    file: str
    cards: Sequence[Record]
    topic: Topic | None = None


@dataclass(frozen=True, slots=True)
class StudyView:
    """The study page, which a script fills: the subjects' decks, and the subjects for readers without scripts."""

    decks: tuple[Link, ...]
    subjects: tuple[Link, ...]


class Flashcards:
    """The decks of one site; ``subjects`` are those that have a page, in the order in which they are shown."""

    def __init__(self, context: Context, topics: TopicPages, subjects: Sequence[Subject]) -> None:
        self.context = context
        self.topics = topics
        self.subjects = subjects

    def page(self) -> Page:
        """The study page."""
        file, context = f"{STUDY}/index.html", self.context
        return Page(
            path=file,
            template="study.html",
            title=f"Study | {context.settings.site_name}",
            root=urls.root(file),
            view=StudyView(
                tuple(context.addresses.deck_link(file, subject_file(s), s.name) for s in self.subjects),
                tuple(context.addresses.link(file, subject_file(s), s.name) for s in self.subjects),
            ),
            description=f"Study the questions on {context.settings.site_name} as flashcards with spaced repetition.",
            robots="noindex",
        )

    def all(self) -> Iterator[Deck]:
        """Every deck: subjects, then topics in an order in which they can be learnt."""
        ordered = self.context.topics.in_order()
        for subject in self.subjects:
            file = subject_file(subject)
            yield self._deck(file, subject.name, subject, self._of_subject(subject, ordered))
        for topic in ordered:
            cards = self.topics.questions(topic)
            if cards:
                own = self.context.library.subject_named(topic.subject)
                yield self._deck(self.context.addresses.topic_file(topic), topic.title, own, cards, topic)

    def _deck(
        self, file: str, title: str, subject: Subject | None, cards: Sequence[Record], topic: Topic | None = None
    ) -> Deck:
        return Deck(self.context.addresses.deck_name(file), title, subject.name if subject else "", file, cards, topic)

    def _of_subject(self, subject: Subject, ordered: Sequence[Topic]) -> list[Record]:
        """The questions of a subject's topics, in the order of the topics; then those that are on none, by id."""
        library = self.context.library
        own = [topic for topic in ordered if library.subject_named(topic.subject) == subject]
        asked = (record for topic in own for record in self.topics.questions(topic))
        cards = {record.id: record for record in asked if subject in library.subjects_of(record)}
        return [*cards.values(), *(record for record in self._by_subject[subject.slug] if record.id not in cards)]

    @cached_property
    def _by_subject(self) -> Mapping[str, Sequence[Record]]:
        """The listed records of each subject, by id."""
        found: dict[str, list[Record]] = defaultdict(list)
        for record in self.context.library.listed:
            for subject in self.context.library.subjects_of(record):
                found[subject.slug].append(record)
        return found

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Path and bytes of every deck's files."""
        for deck in self.all():
            parts = [orjson.dumps([self._card(deck, record) for record in part]) for part in _parts(deck.cards)]
            digests = [files.digest(part).hex()[:12] for part in parts]
            directory_urls = self.context.settings.directory_urls
            told = {
                "title": deck.title, "subject": deck.subject, "page": urls.link("", deck.file, directory_urls),
                "suffix": "/" if directory_urls else ".html", "count": len(deck.cards), "parts": digests,
            }  # fmt: skip
            yield f"{STUDY}/{deck.name}/deck.json", orjson.dumps(told)
            yield from (
                (f"{STUDY}/{deck.name}/{digest}.json", part) for digest, part in zip(digests, parts, strict=True)
            )

    def _card(self, deck: Deck, record: Record) -> tuple[int, str, str]:
        return record.id, record.question, "" if self._usual.get(record.id) == deck.subject else record.url

    @cached_property
    def _usual(self) -> Mapping[int, str]:
        """The primary subjects of the records that have the address that most have."""
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
