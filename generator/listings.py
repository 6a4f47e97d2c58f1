"""Library → the ``Page`` values of listings: home, subjects (newest first, by 50) and A–Z indexes by letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from generator import dates, slugs, structured, urls
from generator.library import Subject
from generator.model import Link, Page, Record
from generator.pages import Pages
from generator.views import AuthoredView

PER_PAGE = 50
NEWEST = 10
EVERYTHING, BY_DATE, BY_LETTER = "*", ">", "#"
"""What names of listings begin with; a subject's slug follows the last two."""
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Entry:
    """A record in a list: its link, its description and its day."""

    link: Link
    description: str
    iso_day: str
    day: str


@dataclass(frozen=True, slots=True)
class Pager:
    """Where a page of a listing stands among the others; an empty address means: there is none."""

    number: int
    last: int
    previous: str
    following: str
    pages: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SubjectCard:
    """A subject on the home page."""

    link: Link
    count: int
    introduction: str
    slug: str


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page: the authored text if there is one, subjects with counts, the newest records."""

    intro: AuthoredView | None
    heading: str
    subjects: tuple[SubjectCard, ...]
    newest: tuple[Entry, ...]
    total: int
    index: str


@dataclass(frozen=True, slots=True)
class SubjectView:
    """One page of a subject's records."""

    name: str
    introduction: str
    count: int
    entries: tuple[Entry, ...]
    pager: Pager
    index: str
    topics: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class IndexView:
    """One page of an A–Z: ``letters`` lead to the others; without entries it is the way in."""

    name: str
    letter: str
    letters: tuple[Link, ...]
    entries: tuple[Link, ...]
    pager: Pager


class Listings:
    """Makes the listing pages of one library; cost and number of pages grow with the records, no page does.

    ``topics`` are the title and file of each topic by its subject's slug, in the order of learning.
    """

    def __init__(self, pages: Pages, topics: Mapping[str, Sequence[tuple[str, str]]]) -> None:
        self.pages = pages
        self.topics = topics
        self.settings = pages.settings
        self.by_subject = pages.library.in_subject()
        self.subjects = sorted(
            (pages.library.subjects[slug] for slug in self.by_subject), key=lambda s: s.name.casefold()
        )

    def files(self) -> list[str]:
        """The first page of every listing, for links from answers."""
        return ["index.html", "a-z/index.html", *(self.pages.subject_file(s) for s in self.subjects)]

    def tasks(self) -> list[str]:
        """Names of the listings (all but the home page): each can be made by itself with ``pages_of``."""
        return [EVERYTHING, *(f"{kind}{s.slug}" for s in self.subjects for kind in (BY_DATE, BY_LETTER))]

    def pages_of(self, task: str) -> Iterator[Page]:
        """The pages of one listing."""
        if task == EVERYTHING:
            everything = [record for records in self.by_subject.values() for record in records]
            yield from self._index(everything, "All questions", "a-z", None)
            return
        subject = self.pages.library.subjects[task[1:]]
        if task.startswith(BY_DATE):
            yield from self._subject(subject)
        else:
            yield from self._index(self.by_subject[subject.slug], subject.name, f"learn/{subject.slug}/a-z", subject)

    def home(self, intro: AuthoredView | None = None, title: str = "", description: str = "") -> Page:
        """The home page, below the authored introduction where there is one."""
        file = "index.html"
        newest = sorted(self.pages.library.listed, key=lambda r: (r.date, r.id), reverse=True)[:NEWEST]
        view = HomeView(
            intro=intro,
            heading=self.settings.site_name,
            subjects=tuple(self._card(file, subject) for subject in self.subjects),
            newest=tuple(self._entry(file, record) for record in newest),
            total=len(self.pages.library.listed),
            index=self.pages.to(file, "a-z/index.html", "").href,
        )  # fmt: skip
        return Page(
            path=file,
            template="home.html",
            title=title or self.settings.site_name,
            root="./",
            view=view,
            description=description or self.settings.site_description,
            canonical=self.pages.canonical(file),
        )

    def _card(self, file: str, subject: Subject) -> SubjectCard:
        link = self.pages.to(file, self.pages.subject_file(subject), subject.name)
        return SubjectCard(link, len(self.by_subject[subject.slug]), subject.introduction, subject.slug)

    def _subject(self, subject: Subject) -> Iterator[Page]:
        records = self.by_subject[subject.slug]
        first = self.pages.subject_file(subject)
        topics = self.topics.get(subject.slug, ())
        numbered = _files(first, len(records))
        for number, file in enumerate(numbered, start=1):
            entries = (self._entry(file, r, named=False) for r in records[(number - 1) * PER_PAGE : number * PER_PAGE])
            view = SubjectView(
                subject.name, subject.introduction, len(records), tuple(entries), self._pager(number, numbered),
                self.pages.to(file, f"learn/{subject.slug}/a-z/index.html", "").href,
                tuple(self.pages.to(file, target, title) for title, target in topics) if number == 1 else (),
            )  # fmt: skip
            description = subject.introduction or f"{subject.name}: {len(records):,} questions with answers."
            title = f"{subject.name} | {self.settings.site_name}"
            yield self._listing(
                file, "subject.html", title, number, view, description, subject, ((subject.name, first),)
            )

    def _index(self, records: Sequence[Record], name: str, folder: str, subject: Subject | None) -> Iterator[Page]:
        groups: dict[str, list[Record]] = defaultdict(list)
        for record in sorted(records, key=lambda r: (slugs.index_words(r.title), r.id)):
            groups[slugs.index_letter(record.title)].append(record)
        way_in = f"{folder}/index.html"
        trail = (*(((subject.name, self.pages.subject_file(subject)),) if subject else ()), ("A–Z", way_in))
        title = f"A–Z of {name} | {self.settings.site_name}"
        short = len(records) <= PER_PAGE
        letters = {} if short else {key: f"{folder}/{key}/index.html" for key in (*LETTERS, "0-9") if key in groups}
        entries = [record for key in sorted(groups) for record in groups[key]] if short else []
        view = self._index_view(way_in, name, "", letters, entries, 1, [way_in], subject is None)
        yield self._listing(way_in, "index.html", title, 1, view, f"{name} from A to Z.", subject, trail)
        for letter, first in letters.items():
            numbered = _files(first, len(groups[letter]))
            for number, file in enumerate(numbered, start=1):
                part = groups[letter][(number - 1) * PER_PAGE : number * PER_PAGE]
                view = self._index_view(file, name, letter, letters, part, number, numbered, subject is None)
                title = f"{name}: {letter.upper()} | {self.settings.site_name}"
                steps = (*trail, (letter.upper(), first))
                yield self._listing(
                    file, "index.html", title, number, view, f"{name} under {letter.upper()}.", subject, steps
                )

    def _index_view(
        self, file: str, name: str, letter: str, letters: dict[str, str], records: Sequence[Record], number: int,
        numbered: Sequence[str], named: bool,
    ) -> IndexView:  # fmt: skip
        return IndexView(
            name,
            letter,
            tuple(self.pages.to(file, target, key.upper()) for key, target in letters.items()),
            tuple(self._title_link(file, record, named) for record in records),
            self._pager(number, numbered),
        )

    def _listing(
        self, file: str, template: str, title: str, number: int, view: object, description: str,
        subject: Subject | None, trail: tuple[tuple[str, str], ...],
    ) -> Page:  # fmt: skip
        return Page(
            path=file,
            template=template,
            title=title if number == 1 else title.replace(" | ", f", page {number} | ", 1),
            root=urls.root(file),
            view=view,
            description=description,
            canonical=self.pages.canonical(file),
            breadcrumbs=self.pages.crumbs(file, *trail),
            json_ld=structured.listing_page(self.pages.crumb_urls(*trail)) if self.settings.site_url else "",
            subject_slug=subject.slug if subject else "",
        )

    def _entry(self, file: str, record: Record, named: bool = True) -> Entry:
        day = dates.format_day(record.date, "D MMM YYYY")
        return Entry(self._title_link(file, record, named), record.seo.description, record.date.isoformat(), day)

    def _title_link(self, file: str, record: Record, named: bool = True) -> Link:
        """A link to a record; ``named`` adds the subject's name."""
        link = self.pages.to(file, self.pages.linker.file_of(record), record.title)
        return Link(link.text, link.href, self.pages.library.subject(record).name if named else "")

    def _pager(self, number: int, numbered: Sequence[str]) -> Pager:
        file = numbered[number - 1]
        last = len(numbered)
        near = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
        return Pager(
            number,
            len(numbered),
            self.pages.to(file, numbered[number - 2], "").href if number > 1 else "",
            self.pages.to(file, numbered[number], "").href if number < len(numbered) else "",
            tuple(self.pages.to(file, numbered[n - 1], str(n)) for n in near) if len(numbered) > 1 else (),
        )


def _files(first: str, count: int) -> list[str]:
    """The files of a listing of ``count`` records: its folder, then ``page/2/`` and so on."""
    folder = first.removesuffix("/index.html")
    last = max(1, -(-count // PER_PAGE))
    return [first, *(f"{folder}/page/{number}/index.html" for number in range(2, last + 1))]
