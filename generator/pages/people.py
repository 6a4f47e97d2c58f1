"""People → the ``Page`` values of what each of them wrote and reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.library.addresses import PEOPLE, person_file
from generator.model.page import Link, Page
from generator.model.record import Person, Record
from generator.pages.page_numbers import PER_PAGE, Entry, entry, files_of, listing_page, pager
from generator.pages.records import Pages
from generator.pages.topics import TopicPages
from generator.pages.views import Pager

_TASK = "@"
"""The name of these listings."""


@dataclass(frozen=True, slots=True)
class PeopleView:
    """Everybody, each with the role."""

    people: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """One page of what a person did; ``topics`` stand on the first."""

    name: str
    role: str
    url: str
    written: int
    reviewed: int
    topics: tuple[Link, ...]
    entries: tuple[Entry, ...]
    pager: Pager


class PeoplePages:
    """Makes the pages of the people of one site; none where ``people.yml`` names nobody."""

    def __init__(self, pages: Pages, topics: TopicPages) -> None:
        self.pages = pages
        self.topics = topics
        self.people = pages.trust.people

    def tasks(self) -> list[str]:
        """The name of the listing, if there is one."""
        return [_TASK] if self.people else []

    def is_task(self, name: str) -> bool:
        """Whether a listing's name is that."""
        return name == _TASK

    def task_of(self, file: str) -> str:
        """The listing that a file belongs to, if it belongs to this one."""
        return _TASK if self.people and file.startswith(f"{PEOPLE}/") else ""

    def pages_of(self) -> Iterator[Page]:
        """Everybody's page, and the one that leads to them."""
        pages, first = self.pages, f"{PEOPLE}/index.html"
        ordered = sorted(self.people.values(), key=lambda person: (person.name.casefold(), person.key))
        links = tuple(pages.trust.person_link(first, person) for person in ordered)
        title = f"People | {pages.settings.site_name}"
        view, about = PeopleView(links), "The people who write and review the answers on this site."
        yield listing_page(pages, first, "people.html", title, 1, view, about, None, (("People", first),))
        written: dict[str, list[Record]] = {}
        reviewed: dict[str, list[Record]] = {}
        for record in pages.library.listed:
            author = self.people.named(record.author)
            if author is not None:
                written.setdefault(author.key, []).append(record)
            if pages.trust.standing(record).reviewed:
                reviewed.setdefault(record.ledger.reviewed_by, []).append(record)
        for person in ordered:
            yield from self._person(person, written.get(person.key, ()), reviewed.get(person.key, ()))

    def _person(self, person: Person, written: Sequence[Record], reviewed: Sequence[Record]) -> Iterator[Page]:
        pages = self.pages
        found = {record.id: record for record in (*written, *reviewed)}
        records = sorted(found.values(), key=lambda record: (record.modified, record.id), reverse=True)
        numbered = files_of(person_file(person), len(records))
        topics = [
            topic
            for topic in self.topics.topics.all
            if topic.ledger.reviewed_by == person.key and pages.trust.standing(topic).reviewed
        ]
        trail = (("People", f"{PEOPLE}/index.html"), (person.name, numbered[0]))
        for number, file in enumerate(numbered, start=1):
            shown = records[(number - 1) * PER_PAGE : number * PER_PAGE]
            view = PersonView(
                person.name, person.role, person.url, len(written), len(reviewed),
                tuple(pages.to(file, pages.topic_file(topic), topic.title) for topic in topics) if number == 1 else (),
                tuple(entry(pages, file, record) for record in shown), pager(pages, number, numbered),
            )  # fmt: skip
            title = f"{person.name} | {pages.settings.site_name}"
            about = f"Answers written and reviewed by {person.name} on {pages.settings.site_name}."
            node = pages.trust.person_node(person)
            graph = pages.graph("ProfilePage", file, person.name, trail, [node], mainEntity={"@id": node["@id"]})
            yield listing_page(pages, file, "person.html", title, number, view, about, None, trail, graph)
