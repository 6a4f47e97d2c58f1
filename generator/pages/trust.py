"""What pages tell of where their text comes from and who stands for it, in words and in structured data."""

from __future__ import annotations

from collections.abc import Callable
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
    """Whether a text was reviewed, by a known person on a known day; whether its next review is overdue; whether search
    engines may list it."""

    reviewed: bool
    overdue: bool
    notice: bool
    indexed: bool


def standing(ledger: Ledger, people: People, policy: ReviewPolicy, today: date) -> Standing:
    """Where a text stands on a day. A review counts from its day on, and is overdue after ``review_due``."""
    reviewed = ledger.reviewed_by in people and ledger.last_reviewed is not None and ledger.last_reviewed <= today
    overdue = ledger.review_due is not None and ledger.review_due < today
    return Standing(
        reviewed=reviewed,
        overdue=overdue,
        notice=overdue and policy.overdue != "nothing",
        indexed=(reviewed or policy.unreviewed == "index") and not (overdue and policy.overdue == "noindex"),
    )


class Trust:
    """Tells of one site's records and topics who wrote them, who stands for them, and how to cite them."""

    def __init__(self, addresses: Addresses, people: People) -> None:
        self.addresses = addresses
        self.settings = addresses.settings
        self.people = people
        self.publisher = jsonld.publisher(self.settings)

    def standing(self, subject: Record | Topic) -> Standing:
        """Where a text stands between its last review and the next; what was withdrawn awaits none."""
        found = standing(subject.ledger, self.people, self.settings.review, self.settings.today)
        return replace(found, notice=False) if isinstance(subject, Record) and subject.withdrawn else found

    def graph_kind(self, subject: Subject | None) -> str:
        """The type of a page on a subject."""
        return "MedicalWebPage" if subject is not None and subject.medical else "WebPage"

    def reviewed_graph(self, ledger: Ledger, standing: Standing) -> tuple[jsonld.Node, list[jsonld.Node]]:
        """What the structured data of a page says of its review, and the nodes that this needs."""
        reviewer = self.person_node(self.people[ledger.reviewed_by]) if standing.reviewed else None
        return jsonld.review(ledger, reviewer), [reviewer] if reviewer else []

    def person_node(self, person: Person) -> jsonld.Node:
        """A person in structured data."""
        return jsonld.person(person, self.addresses.canonical(person_file(person)))

    def record_graph(self, record: Record, canonical: str, subject: Subject, standing: Standing, trail: Steps) -> str:
        """The structured data of a record's page."""
        said, nodes = self.reviewed_graph(record.ledger, standing)
        author = self.people.named(record.author)
        if author is not None:
            nodes.append(self.person_node(author))
        said["author"] = {"@id": nodes[-1]["@id"]} if author else self.publisher.author(record.author)
        said["datePublished"] = record.date.isoformat()
        if record.modified != record.date:
            said["dateModified"] = record.modified.isoformat()
        if not record.withdrawn:
            said["mainEntity"] = {"@id": jsonld.QUIZ}
        unique = {node["@id"]: node for node in nodes}
        return jsonld.page(
            self.publisher, self.graph_kind(subject), canonical, "", self.addresses.crumb_urls(trail), said,
            unique.values(),
        )  # fmt: skip

    def origin(
        self,
        subject: Record | Topic,
        standing: Standing,
        file: str,
        question: str,
        cite: str,
        date_format: str = USUAL_FORMAT,
    ) -> Origin:
        """What the foot of a page tells."""
        number = subject.id if isinstance(subject, Record) else 0
        changed = subject.ledger.changed(subject.date, subject.updated if isinstance(subject, Record) else None)
        return origin(
            subject.ledger, standing, self.people, lambda person: self.person_link(file, person), date_format,
            cite=cite, changed=changed if changed != subject.date else None,
            report=self.settings.identity.report_url(f"Record {number}" if number else question),
        )  # fmt: skip

    def person_link(self, file: str, person: Person) -> Link:
        """A link to a person's page, with the role."""
        return self.addresses.link(file, person_file(person), person.name, person.role)

    def author(self, file: str, record: Record) -> Link:
        """Who wrote a record, with a link where it is a person of the site; the publisher where nobody is named."""
        person = self.people.named(record.author)
        nobody = self.settings.identity.organisation
        return self.person_link(file, person) if person is not None else Link(record.author or nobody, "")

    def topic_graph(
        self, topic: Topic, canonical: str, subject: Subject | None, standing: Standing, trail: Steps
    ) -> str:
        """The structured data of a topic's page; empty without the site's address."""
        if not canonical:
            return ""
        said, nodes = self.reviewed_graph(topic.ledger, standing)
        term = jsonld.term(topic.title, topic.definition, topic.synonyms)
        said |= {"about": {"@id": term["@id"]}, "mainEntity": {"@id": term["@id"]}}
        said["dateModified"] = topic.modified.isoformat()
        said["author"] = self.publisher.author("")
        if topic.ledger.provenance.startswith("model"):
            said["digitalSourceType"] = jsonld.MODEL_WRITTEN
        kind, crumbs = self.graph_kind(subject), self.addresses.crumb_urls(trail)
        return jsonld.page(self.publisher, kind, canonical, "", crumbs, said, [term, *nodes])


def origin(
    ledger: Ledger,
    standing: Standing,
    people: People,
    link: Callable[[Person], Link],
    date_format: str = USUAL_FORMAT,
    cite: str = "",
    changed: date | None = None,
    report: str = "",
) -> Origin:
    """What a page tells; ``link`` leads to a person's page, ``cite`` is the address to cite, ``report`` the one to tell
    of an error. A review by nobody that is known, or of no day, is not told."""

    def shown(day: date) -> Day:
        return Day(day.isoformat(), dates.format_day(day, date_format))

    return Origin(
        provenance=ledger.provenance,
        reviewer=link(people[ledger.reviewed_by]) if standing.reviewed else None,
        reviewed=shown(ledger.last_reviewed) if standing.reviewed and ledger.last_reviewed else None,
        due=shown(ledger.review_due) if ledger.review_due else None,
        overdue=standing.overdue,
        notice=standing.notice,
        sources=tuple(_work(source) for source in ledger.sources),
        corrections=tuple((shown(each.date), each.text) for each in ledger.corrections),
        cite=cite,
        changed=shown(changed) if changed else None,
        report=report,
    )


def _work(source: Source) -> Link:
    """A source's title, where it can be read, and the rest that a reader needs to find it."""
    numbers = (f"doi:{source.doi}" if source.doi else "", f"ISBN {source.isbn}" if source.isbn else "")
    address, note = works.address(source), ". ".join(filter(None, (works.imprint(source), *numbers)))
    return Link(source.title or address or "Untitled work", address, note)
