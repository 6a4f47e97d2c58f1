"""Who wrote a text, who reviewed it, and how to cite it: in words and in structured data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from generator.config.review import ReviewPolicy
from generator.content import works
from generator.content.people import People
from generator.library.addresses import Addresses, Steps, person_file
from generator.model import dates
from generator.model.page import Link
from generator.model.record import Ledger, Person, Record, Source, Subject, Topic
from generator.pages import jsonld
from generator.pages.views import Day, Origin

USUAL_FORMAT = "D MMMM YYYY"


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of a text's review.

    ``reviewed``: a known person reviewed it, and the date is known. ``overdue``: its next review should have happened.
    ``notice``: the page shows a notice about it. ``indexed``: search engines may index the page.
    """

    reviewed: bool
    overdue: bool
    notice: bool
    indexed: bool


def standing(ledger: Ledger, people: People, policy: ReviewPolicy, today: date) -> Standing:
    """The state of a text's review on a date. A review counts from its date on, and is overdue after ``review_due``."""
    reviewed = ledger.reviewed_by in people and ledger.last_reviewed is not None and ledger.last_reviewed <= today
    overdue = ledger.review_due is not None and ledger.review_due < today
    return Standing(
        reviewed=reviewed,
        overdue=overdue,
        notice=overdue and policy.overdue != "nothing",
        indexed=(reviewed or policy.unreviewed == "index") and not (overdue and policy.overdue == "noindex"),
    )


class Trust:
    """Authors, reviews and citations of one site's records and topics."""

    def __init__(self, addresses: Addresses, people: People) -> None:
        self.addresses = addresses
        self.settings = addresses.settings
        self.people = people
        self.publisher = jsonld.publisher(self.settings)

    def standing(self, subject: Record | Topic) -> Standing:
        """The state of a text's review; a withdrawn record gets no notice."""
        found = standing(subject.ledger, self.people, self.settings.review, self.settings.today)
        return replace(found, notice=False) if isinstance(subject, Record) and subject.withdrawn else found

    def person_link(self, file: str, person: Person) -> Link:
        """A link to a person's page, with the role as its note."""
        return self.addresses.link(file, person_file(person), person.name, person.role)

    def person_node(self, person: Person) -> jsonld.Node:
        """A person in structured data."""
        return jsonld.person(person, self.addresses.canonical(person_file(person)))

    def author(self, file: str, record: Record) -> Link:
        """The author of a record, with a link if it is a person of the site; the publisher if no author is named."""
        person = self.people.named(record.author)
        if person is not None:
            return self.person_link(file, person)
        return Link(record.author or self.settings.identity.organisation, "")

    def record_graph(self, record: Record, canonical: str, subject: Subject, standing: Standing, trail: Steps) -> str:
        """The structured data of a record's page."""
        properties, nodes = self._review(record.ledger, standing)
        author = self.people.named(record.author)
        if author is not None:
            nodes.append(self.person_node(author))
        properties["author"] = {"@id": nodes[-1]["@id"]} if author else self.publisher.author(record.author)
        properties["datePublished"] = record.date.isoformat()
        if record.modified != record.date:
            properties["dateModified"] = record.modified.isoformat()
        if not record.withdrawn:
            properties["mainEntity"] = {"@id": jsonld.QUIZ}
        unique = {node["@id"]: node for node in nodes}  # the author may be the reviewer
        kind, crumbs = _kind(subject), self.addresses.crumb_urls(trail)
        return self.publisher.graph(jsonld.WebPage(kind, canonical, "", crumbs, properties, [*unique.values()]))

    def topic_graph(
        self, topic: Topic, canonical: str, subject: Subject | None, standing: Standing, trail: Steps
    ) -> str:
        """The structured data of a topic's page; empty without a ``site_url``."""
        if not canonical:
            return ""
        properties, nodes = self._review(topic.ledger, standing)
        term = jsonld.term(topic.title, topic.definition, topic.synonyms)
        properties |= {"about": {"@id": term["@id"]}, "mainEntity": {"@id": term["@id"]}}
        properties["dateModified"] = topic.modified.isoformat()
        properties["author"] = self.publisher.author("")
        if topic.ledger.provenance.startswith("model"):
            properties["digitalSourceType"] = jsonld.MODEL_WRITTEN
        kind, crumbs = _kind(subject), self.addresses.crumb_urls(trail)
        return self.publisher.graph(jsonld.WebPage(kind, canonical, "", crumbs, properties, [term, *nodes]))

    def _review(self, ledger: Ledger, standing: Standing) -> tuple[jsonld.Node, list[jsonld.Node]]:
        """The properties of a page about its review, and the nodes that they refer to."""
        reviewer = self.person_node(self.people[ledger.reviewed_by]) if standing.reviewed else None
        return jsonld.review(ledger, reviewer), [reviewer] if reviewer else []

    def origin(self, subject: Record | Topic, standing: Standing, file: str) -> Origin:
        """The facts at the foot of the page ``file``. Reviews by unknown people or without a date are left out."""
        if isinstance(subject, Record):
            name, cited, updated = f"Record {subject.id}", self.addresses.permalink_file(subject), subject.updated
            date_format = subject.date_format
        else:
            name, cited, updated, date_format = subject.title, file, None, USUAL_FORMAT

        def shown(day: date) -> Day:
            return Day(day.isoformat(), dates.format_day(day, date_format))

        ledger = subject.ledger
        changed = ledger.last_change(subject.date, updated)
        return Origin(
            provenance=ledger.provenance,
            reviewer=self.person_link(file, self.people[ledger.reviewed_by]) if standing.reviewed else None,
            reviewed=shown(ledger.last_reviewed) if standing.reviewed and ledger.last_reviewed else None,
            due=shown(ledger.review_due) if ledger.review_due else None,
            overdue=standing.overdue,
            notice=standing.notice,
            sources=tuple(_work(source) for source in ledger.sources),
            corrections=tuple((shown(each.date), each.text) for each in ledger.corrections),
            cite=self.addresses.canonical(cited),
            changed=shown(changed) if changed != subject.date else None,
            report=self.settings.identity.report_url(name),
        )


def _kind(subject: Subject | None) -> str:
    """The schema.org type of a page in a subject."""
    return "MedicalWebPage" if subject is not None and subject.medical else "WebPage"


def _work(source: Source) -> Link:
    """The link to a source; its note is what else a reader needs to find it."""
    numbers = (f"doi:{source.doi}" if source.doi else "", f"ISBN {source.isbn}" if source.isbn else "")
    address, note = works.address(source), ". ".join(filter(None, (works.imprint(source), *numbers)))
    return Link(source.title or address or "Untitled work", address, note)
