"""What all listings have in common: entries, pages of 50, the way from one to the next, the A–Z by letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from generator.library.addresses import Steps, subject_file
from generator.model import dates, urls
from generator.model.page import Link, Page
from generator.model.record import Record, Subject
from generator.pages.context import Context
from generator.pages.views import Pager

PER_PAGE = 50
LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Listing(NamedTuple):
    """Pages that are made in one go.

    ``slug`` is a subject's for "subject" (by date) and "subject a-z"; for "keywords" the character that their slugs
    begin with. "topics a-z" is the A–Z of topics and keywords, with the questions that have neither.
    """

    kind: Literal["a-z", "subject", "subject a-z", "topics a-z", "keywords", "people"]
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record in a list: its link, its description and its day."""

    link: Link
    description: str
    iso_day: str
    day: str


@dataclass(frozen=True, slots=True)
class IndexView:
    """One page of an A–Z: ``letters`` lead to the others; without entries it is the way in."""

    name: str
    lead: str
    letter: str
    letters: tuple[Link, ...]
    entries: tuple[Link, ...]
    pager: Pager


@dataclass(frozen=True, slots=True)
class Indexed:
    """What an A–Z lists: ``words`` order it, ``letter`` is where it stands; ``link`` is given the page's file."""

    words: str
    letter: str
    link: Callable[[str], Link]


def files_of(first: str, count: int, per_page: int = PER_PAGE) -> list[str]:
    """The files of a listing of ``count`` entries: its folder, then ``page/2/`` and so on."""
    folder = first.removesuffix("/index.html")
    last = max(1, -(-count // per_page))
    return [first, *(f"{folder}/page/{number}/index.html" for number in range(2, last + 1))]


def pager(context: Context, number: int, numbered: Sequence[str]) -> Pager:
    """Where page ``number`` (from 1) stands among the files ``numbered``."""
    file = numbered[number - 1]
    last = len(numbered)
    near = sorted({1, last, *range(max(1, number - 2), min(last, number + 2) + 1)})
    return Pager(
        number,
        last,
        context.addresses.href(file, numbered[number - 2]) if number > 1 else "",
        context.addresses.href(file, numbered[number]) if number < last else "",
        tuple(context.addresses.link(file, numbered[n - 1], str(n)) for n in near) if last > 1 else (),
    )


def entry(context: Context, file: str, record: Record, named: bool = True) -> Entry:
    """A record in a list on the page ``file``."""
    day = dates.format_day(record.date, "D MMM YYYY")
    return Entry(context.record_link(file, record, named), record.seo.description, record.date.isoformat(), day)


def listing_page(
    context: Context, file: str, template: str, title: str, number: int, view: object, description: str,
    subject: Subject | None, trail: Steps, graph: str | None = None,
) -> Page:  # fmt: skip
    """One page of a listing; its number joins the title from the second on. ``graph`` is structured data of its own."""
    return Page(
        path=file,
        template=template,
        title=title if number == 1 else title.replace(" | ", f", page {number} | ", 1),
        root=urls.root(file),
        view=view,
        description=description,
        canonical=context.addresses.canonical(file),
        breadcrumbs=context.addresses.crumbs(file, trail),
        json_ld=context.graph("CollectionPage", file, title.split(" | ")[0], trail) if graph is None else graph,
        subject_slug=subject.slug if subject else "",
    )


def alphabet(
    context: Context, entries: Sequence[Indexed], name: str, lead: str, folder: str, subject: Subject | None
) -> Iterator[Page]:
    """An A–Z in ``folder``: one page for few entries, else a way in and pages by letter."""
    groups: dict[str, list[Indexed]] = defaultdict(list)
    for one in entries:
        groups[one.letter].append(one)
    way_in = f"{folder}/index.html"
    trail = (*(((subject.name, subject_file(subject)),) if subject else ()), ("A–Z", way_in))
    site = context.settings.site_name
    short = len(entries) <= PER_PAGE
    letters = {} if short else {key: f"{folder}/{key}/index.html" for key in (*LETTERS, "0-9") if key in groups}

    def view(file: str, letter: str, shown: Sequence[Indexed], number: int, numbered: Sequence[str]) -> IndexView:
        return IndexView(
            name, lead, letter,
            tuple(context.addresses.link(file, target, key.upper()) for key, target in letters.items()),
            tuple(one.link(file) for one in shown),
            pager(context, number, numbered),
        )  # fmt: skip

    everything = [one for key in sorted(groups) for one in groups[key]] if short else []
    yield listing_page(
        context, way_in, "index.html", f"{name}: A–Z | {site}", 1, view(way_in, "", everything, 1, [way_in]),
        f"{name} from A to Z.", subject, trail,
    )  # fmt: skip
    for letter, first in letters.items():
        numbered = files_of(first, len(groups[letter]))
        title, steps = f"{name}: {letter.upper()} | {site}", (*trail, (letter.upper(), first))
        for number, file in enumerate(numbered, start=1):
            part = groups[letter][(number - 1) * PER_PAGE : number * PER_PAGE]
            shown = view(file, letter, part, number, numbered)
            description = f"{name} under the letter {letter.upper()}."
            yield listing_page(context, file, "index.html", title, number, shown, description, subject, steps)
