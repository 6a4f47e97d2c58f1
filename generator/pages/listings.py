"""Library → the ``Page`` values of the home page, of subjects (newest records first) and of A–Z listings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from generator.library.addresses import TOPICS_A_TO_Z, subject_file
from generator.library.library import newest
from generator.model import slugs
from generator.model.page import Link, Page
from generator.model.record import Record, Subject
from generator.pages.context import SiteContext
from generator.pages.keywords import KeywordPages
from generator.pages.page_numbers import (
    LetterEntry,
    ListEntry,
    Listing,
    ListingHead,
    alphabet,
    entry,
    files_of,
    listing_page,
    parts,
)
from generator.pages.people import PeoplePages
from generator.pages.study import Flashcards
from generator.pages.topics import TopicPages
from generator.pages.views import AuthoredView, Pager

NEWEST = 10
_LEAD = "Questions are sorted by their first important word: “How do ion channels …” is under I."


@dataclass(frozen=True, slots=True)
class SubjectCard:
    """A subject on the home page."""

    link: Link
    count: int
    introduction: str
    slug: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page: the authored introduction if there is one, subjects with counts, and the newest records."""

    intro: AuthoredView | None
    heading: str
    subjects: tuple[SubjectCard, ...]
    newest: tuple[ListEntry, ...]
    total: int
    index: str
    topics: str


@dataclass(frozen=True, slots=True)
class SubjectView:
    """One page of a subject's records; ``deck`` is an Anki file, with its size as a note."""

    name: str
    introduction: str
    count: int
    entries: tuple[ListEntry, ...]
    pager: Pager
    index: str
    study: str
    topics: tuple[Link, ...]
    deck: Link | None = None


class ListingPages:
    """Makes the home page and all listings of one site. Their number grows with the records, their size does not."""

    def __init__(self, context: SiteContext, topics: TopicPages) -> None:
        self.context = context
        self.topics = topics.by_subject()
        self.keywords = KeywordPages(context)
        self.people = PeoplePages(context)
        self.by_subject = context.library.in_subject()
        subjects = (context.library.subjects[slug] for slug in self.by_subject)
        self.subjects = sorted(subjects, key=lambda subject: subject.name.casefold())
        self.flashcards = Flashcards(context, topics, self.subjects)

    def all(self) -> list[Listing]:
        """All listings of the site. The home page is not a listing."""
        of_subjects = (
            listing
            for each in self.subjects
            for listing in (Listing("subject", each.slug), Listing("subject a-z", each.slug))
        )
        return [Listing("a-z"), *of_subjects, *self.keywords.all(), *self.people.all()]

    def of_file(self, file: str) -> Sequence[Listing]:
        """The listings that may hold a file."""
        other = self.keywords.of_file(file) or self.people.of_file(file)
        if other or not file.startswith(("a-z/", "learn/")):
            return other
        folder, slug, *_ = file.split("/")
        return [Listing("a-z")] if folder == "a-z" else [Listing("subject", slug), Listing("subject a-z", slug)]

    def pages_of(self, listing: Listing) -> Iterator[Page]:
        """The pages of one listing."""
        kind, slug = listing
        if kind == "a-z":
            return self._index(self.context.library.listed, "All questions", "a-z")
        if kind == "subject":
            return self._subject(self.context.library.subjects[slug])
        if kind == "subject a-z":
            subject = self.context.library.subjects[slug]
            return self._index(self.by_subject[slug], subject.name, f"learn/{slug}/a-z", subject)
        if kind == "people":
            return self.people.pages()
        return self.keywords.pages_of(slug) if kind == "keywords" else self.keywords.a_to_z()

    def day_of(self, listing: Listing, page: Page) -> str:
        """The newest date (ISO) of a record in the listing that holds a page; empty if it is not known."""
        if listing.kind in ("keywords", "topics a-z"):
            return self.keywords.day_of(page)
        if listing.kind == "people":
            return ""
        return self._newest[listing.slug] if listing.slug else self.context.library.newest

    @cached_property
    def _newest(self) -> dict[str, str]:
        return {slug: newest(records) for slug, records in self.by_subject.items()}

    def home(self, intro: AuthoredView | None = None, title: str = "", description: str = "") -> Page:
        """The home page, below the authored introduction if there is one."""
        file, addresses, title = "index.html", self.context.addresses, title or self.context.settings.site_name
        latest = sorted(self.context.library.listed, key=lambda r: (r.date, r.id), reverse=True)[:NEWEST]
        view = HomeView(
            intro=intro,
            heading=self.context.settings.site_name,
            subjects=tuple(self._card(file, subject) for subject in self.subjects),
            newest=tuple(entry(self.context, file, record) for record in latest),
            total=len(self.context.library.listed),
            index=addresses.href(file, "a-z/index.html"),
            topics=addresses.href(file, f"{TOPICS_A_TO_Z}/index.html") if self.keywords.all() else "",
        )
        return Page(
            path=file,
            template="home.html",
            title=title,
            root="./",
            view=view,
            description=description or self.context.settings.site_description,
            canonical=addresses.canonical(file),
            json_ld=self.context.graph("WebPage", file, title),
            alternates=addresses.feeds(file, "", self.context.settings.site_name),
        )

    def _card(self, file: str, subject: Subject) -> SubjectCard:
        link = self.context.addresses.link(file, subject_file(subject), subject.name)
        return SubjectCard(link, len(self.by_subject[subject.slug]), subject.introduction, subject.slug)

    def _subject(self, subject: Subject) -> Iterator[Page]:
        addresses, records, topics = self.context.addresses, self.by_subject[subject.slug], self.topics
        files = files_of(subject_file(subject), len(records))
        about = subject.introduction or f"{subject.name}: {len(records):,} questions with answers."
        head = ListingHead("subject.html", subject.name, about, self.context.trail(subject), subject.slug)
        for file, items, pager in parts(addresses, files, records):
            view = SubjectView(
                subject.name,
                subject.introduction,
                len(records),
                tuple(entry(self.context, file, record, with_subject=False) for record in items),
                pager,
                addresses.href(file, f"learn/{subject.slug}/a-z/index.html"),
                addresses.deck_link(file, files[0], subject.name).href,
                tuple(addresses.topic_link(file, topic) for topic in topics.get(subject.slug, ()) if file == files[0]),
            )
            feeds = addresses.feeds(
                file, f"learn/{subject.slug}/", f"{self.context.settings.site_name}: {subject.name}"
            )
            page = listing_page(self.context, head, file, view, pager.number)
            yield replace(page, alternates=(*feeds, *addresses.twin(file)))

    def _index(
        self, records: Sequence[Record], name: str, folder: str, subject: Subject | None = None
    ) -> Iterator[Page]:
        def indexed(record: Record) -> LetterEntry:
            note = self.context.library.subject(record).name if subject is None else ""
            return LetterEntry(
                slugs.index_letter(record.title), self.context.linker.file_of(record), record.title, note
            )

        ordered = sorted(records, key=lambda r: (slugs.index_words(r.title), r.id))
        return alphabet(self.context, [indexed(record) for record in ordered], name, _LEAD, folder, subject)
