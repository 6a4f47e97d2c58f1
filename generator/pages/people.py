"""People → the ``Page`` values of what each of them wrote and reviewed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from generator.library.addresses import PEOPLE, person_file
from generator.model.page import Link, Page
from generator.model.record import Person, Record
from generator.pages.context import SiteContext
from generator.pages.page_numbers import ListEntry, Listing, ListingHead, entry, files_of, listing_page, parts
from generator.pages.views import Pager

_FIRST = f"{PEOPLE}/index.html"


@dataclass(frozen=True, slots=True)
class PeopleView:
    """All people, each with a role."""

    people: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """One page of what a person wrote and reviewed; ``topics`` are on the first page only."""

    name: str
    role: str
    url: str
    written: int
    reviewed: int
    topics: tuple[Link, ...]
    entries: tuple[ListEntry, ...]
    pager: Pager


class PeoplePages:
    """Makes the pages about the people of one site; none if ``people.yml`` names nobody."""

    def __init__(self, context: SiteContext) -> None:
        self.context = context
        self.people = context.people

    def all(self) -> list[Listing]:
        """The listing of people, if there are any."""
        return [Listing("people")] if self.people else []

    def of_file(self, file: str) -> list[Listing]:
        """The listing of people, if it holds a file."""
        return self.all() if file.startswith(f"{PEOPLE}/") else []

    def pages(self) -> Iterator[Page]:
        """The page that lists all people, and the pages about each."""
        trust = self.context.trust
        ordered = sorted(self.people.values(), key=lambda person: (person.name.casefold(), person.key))
        view = PeopleView(tuple(trust.person_link(_FIRST, person) for person in ordered))
        about = "The people who write and review the answers on this site."
        yield listing_page(
            self.context, ListingHead("people.html", "People", about, (("People", _FIRST),)), _FIRST, view
        )
        written: dict[str, list[Record]] = {}
        reviewed: dict[str, list[Record]] = {}
        for record in self.context.library.listed:
            author = self.people.named(record.author)
            if author is not None:
                written.setdefault(author.key, []).append(record)
            if trust.standing(record).reviewed:
                reviewed.setdefault(record.ledger.reviewed_by, []).append(record)
        for person in ordered:
            yield from self._person(person, written.get(person.key, ()), reviewed.get(person.key, ()))

    def _person(self, person: Person, written: Sequence[Record], reviewed: Sequence[Record]) -> Iterator[Page]:
        context, trust = self.context, self.context.trust
        found = {record.id: record for record in (*written, *reviewed)}
        records = sorted(found.values(), key=lambda record: (record.modified, record.id), reverse=True)
        files = files_of(person_file(person), len(records))
        topics = [
            topic
            for topic in context.topics.all
            if topic.ledger.reviewed_by == person.key and trust.standing(topic).reviewed
        ]
        about = f"Answers written and reviewed by {person.name} on {context.settings.site_name}."
        trail = (("People", _FIRST), (person.name, files[0]))
        head = ListingHead("person.html", person.name, about, trail, person=trust.person_node(person))
        for file, items, pager in parts(context.addresses, files, records):
            view = PersonView(
                person.name,
                person.role,
                person.url,
                len(written),
                len(reviewed),
                tuple(context.addresses.topic_link(file, topic) for topic in topics if file == files[0]),
                tuple(entry(context, file, record) for record in items),
                pager,
            )
            yield listing_page(context, head, file, view, pager.number)
