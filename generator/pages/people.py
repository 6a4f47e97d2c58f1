"""People → the ``Page`` values of what each of them wrote and reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.library.addresses import PEOPLE, person_file
from generator.model.page import Link, Page
from generator.model.record import Person, Record
from generator.pages.context import Context
from generator.pages.page_numbers import PER_PAGE, Entry, Listing, entry, files_of, listing_page, pager
from generator.pages.views import Pager


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

    def __init__(self, context: Context) -> None:
        self.context = context
        self.people = context.people

    def all(self) -> list[Listing]:
        """The listing of people, if there are any."""
        return [Listing("people")] if self.people else []

    def of_file(self, file: str) -> list[Listing]:
        """The listing of people, if it holds a file."""
        return self.all() if file.startswith(f"{PEOPLE}/") else []

    def pages(self) -> Iterator[Page]:
        """The page that lists all people, and the pages of each."""
        context, first = self.context, f"{PEOPLE}/index.html"
        ordered = sorted(self.people.values(), key=lambda person: (person.name.casefold(), person.key))
        links = tuple(context.trust.person_link(first, person) for person in ordered)
        title = f"People | {context.settings.site_name}"
        view, about = PeopleView(links), "The people who write and review the answers on this site."
        yield listing_page(context, first, "people.html", title, 1, view, about, None, (("People", first),))
        written: dict[str, list[Record]] = {}
        reviewed: dict[str, list[Record]] = {}
        for record in context.library.listed:
            author = self.people.named(record.author)
            if author is not None:
                written.setdefault(author.key, []).append(record)
            if context.trust.standing(record).reviewed:
                reviewed.setdefault(record.ledger.reviewed_by, []).append(record)
        for person in ordered:
            yield from self._person(person, written.get(person.key, ()), reviewed.get(person.key, ()))

    def _person(self, person: Person, written: Sequence[Record], reviewed: Sequence[Record]) -> Iterator[Page]:
        context = self.context
        found = {record.id: record for record in (*written, *reviewed)}
        records = sorted(found.values(), key=lambda record: (record.modified, record.id), reverse=True)
        numbered = files_of(person_file(person), len(records))
        topics = [
            topic
            for topic in context.topics.all
            if topic.ledger.reviewed_by == person.key and context.trust.standing(topic).reviewed
        ]
        trail = (("People", f"{PEOPLE}/index.html"), (person.name, numbered[0]))
        for number, file in enumerate(numbered, start=1):
            shown = records[(number - 1) * PER_PAGE : number * PER_PAGE]
            view = PersonView(
                person.name, person.role, person.url, len(written), len(reviewed),
                tuple(context.addresses.topic_link(file, topic) for topic in topics if number == 1),
                tuple(entry(context, file, record) for record in shown), pager(context, number, numbered),
            )  # fmt: skip
            title = f"{person.name} | {context.settings.site_name}"
            about = f"Answers written and reviewed by {person.name} on {context.settings.site_name}."
            node = context.trust.person_node(person)
            graph = context.graph("ProfilePage", file, person.name, trail, [node], mainEntity={"@id": node["@id"]})
            yield listing_page(context, file, "person.html", title, number, view, about, None, trail, graph)
