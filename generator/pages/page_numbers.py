"""What all listings share: their entries, numbered pages, and the A–Z by letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, NamedTuple, TypeVar

from generator.library.addresses import Addresses, Steps
from generator.model import dates, urls
from generator.model.page import Link, Page
from generator.model.record import Record, Subject
from generator.pages.context import SiteContext
from generator.pages.jsonld import Node
from generator.pages.views import Pager

PER_PAGE = 50
LETTERS = "abcdefghijklmnopqrstuvwxyz"
T = TypeVar("T")


class Listing(NamedTuple):
    """Pages that one task renders.

    ``slug`` is a subject's for "subject" (by date) and "subject a-z"; for "keywords", it is the first character of the
    keywords' slugs. "topics a-z" is the A–Z of topics and keywords, with the questions that have neither.
    """

    kind: Literal["a-z", "subject", "subject a-z", "topics a-z", "keywords", "people"]
    slug: str = ""


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A record in a list: its link, description and date."""

    link: Link
    description: str
    iso_day: str
    day: str


@dataclass(frozen=True, slots=True)
class IndexView:
    """One page of an A–Z. ``letters`` link to the other pages; the first page of a long A–Z has no entries."""

    name: str
    lead: str
    letter: str
    letters: tuple[Link, ...]
    entries: tuple[Link, ...]
    pager: Pager


class LetterEntry(NamedTuple):
    """An entry of an A–Z: its letter, and the file, text and note of its link."""

    letter: str
    file: str
    text: str
    note: str


@dataclass(frozen=True, slots=True)
class ListingHead:
    """What the pages of one listing have in common.

    ``name`` is their title without page number and site name. ``person`` is the person that they are about.
    """

    template: str
    name: str
    description: str
    trail: Steps
    subject_slug: str = ""
    person: Node | None = None


class Part(NamedTuple, Generic[T]):
    """The items on one page of a listing, and the links to its other pages."""

    file: str
    items: Sequence[T]
    pager: Pager


def files_of(first: str, count: int, per_page: int = PER_PAGE) -> list[str]:
    """The files of a listing of ``count`` entries: its first page, then ``page/2/`` and so on."""
    folder = first.removesuffix("/index.html")
    last = max(1, -(-count // per_page))
    return [first, *(f"{folder}/page/{number}/index.html" for number in range(2, last + 1))]


def parts(addresses: Addresses, files: Sequence[str], items: Sequence[T], per_page: int = PER_PAGE) -> list[Part[T]]:
    """Distribute items over the ``files`` of a listing."""
    last, found = len(files), []
    for number, file in enumerate(files, start=1):
        near = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
        pager = Pager(
            number,
            last,
            addresses.href(file, files[number - 2]) if number > 1 else "",
            addresses.href(file, files[number]) if number < last else "",
            tuple(addresses.link(file, files[n - 1], str(n)) for n in near) if last > 1 else (),
        )
        found.append(Part(file, items[(number - 1) * per_page : number * per_page], pager))
    return found


def entry(context: SiteContext, file: str, record: Record, with_subject: bool = True) -> ListEntry:
    """A record in a list on the page ``file``."""
    day = dates.format_day(record.date, "D MMM YYYY")
    link = context.record_link(file, record, with_subject)
    return ListEntry(link, record.seo.description, record.date.isoformat(), day)


def listing_page(context: SiteContext, head: ListingHead, file: str, view: object, number: int = 1) -> Page:
    """One page of a listing; from the second page on, the title has the page number."""
    title = f"{head.name}, page {number}" if number > 1 else head.name
    kind = "ProfilePage" if head.person else "CollectionPage"
    return Page(
        path=file,
        template=head.template,
        title=f"{title} | {context.settings.site_name}",
        root=urls.root(file),
        view=view,
        description=head.description,
        canonical=context.addresses.canonical(file),
        breadcrumbs=context.addresses.crumbs(file, head.trail),
        json_ld=context.graph(kind, file, head.name, head.trail, head.person),
        subject_slug=head.subject_slug,
    )


def alphabet(
    context: SiteContext,
    entries: Sequence[LetterEntry],
    name: str,
    lead: str,
    folder: str,
    subject: Subject | None = None,
) -> Iterator[Page]:
    """An A–Z in ``folder``: one page if there are few entries, else a page of letters and pages by letter."""
    groups: dict[str, list[LetterEntry]] = defaultdict(list)
    for one in entries:
        groups[one.letter].append(one)
    addresses, first = context.addresses, f"{folder}/index.html"
    trail = (*context.trail(subject), ("A–Z", first))
    is_short = len(entries) <= PER_PAGE
    everything = [one for key in sorted(groups) for one in groups[key]] if is_short else []
    letters = {} if is_short else {key: f"{folder}/{key}/index.html" for key in (*LETTERS, "0-9") if key in groups}

    def pages(letter: str, files: Sequence[str], shown: Sequence[LetterEntry], head: ListingHead) -> Iterator[Page]:
        for file, items, pager in parts(addresses, files, shown):
            others = tuple(addresses.link(file, target, key.upper()) for key, target in letters.items())
            links = tuple(addresses.link(file, *one[1:]) for one in items)
            view = IndexView(name, lead, letter, others, links, pager)
            yield listing_page(context, head, file, view, pager.number)

    slug = subject.slug if subject else ""
    head = ListingHead("index.html", f"{name}: A–Z", f"{name} from A to Z.", trail, slug)
    yield from pages("", [first], everything, head)
    for letter, file in letters.items():
        upper, files = letter.upper(), files_of(file, len(groups[letter]))
        about = f"{name} under the letter {upper}."
        head = ListingHead("index.html", f"{name}: {upper}", about, (*trail, (upper, file)), slug)
        yield from pages(letter, files, groups[letter], head)
