"""Where pages are made: what runs in each process, given a task and what was sent there once."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson

from generator.catalogue import reader
from generator.content.answers.render import fill
from generator.library.autolink import Term, autolinker
from generator.model import urls
from generator.model.page import Link, Page, Site
from generator.pages import markdown
from generator.pages.listings import SubjectView
from generator.pages.page_numbers import Listing
from generator.pages.site import SitePages
from generator.pages.views import RecordView, TopicView, to_json, with_deck
from generator.system import files, processes
from generator.system.spool import Spool
from generator.system.state import Made

if TYPE_CHECKING:
    from generator.pages.html import Renderer


RECORDS = "records"
"""The kind of records' pages."""
DECKS = "decks"
"""The spool's item that tells pages of their Anki decks: by the page's file, a link whose note is the deck's size."""


class Task(NamedTuple):
    """A listing, or a shard of records by its number and their paths."""

    listing: Listing | None = None
    shard: int = 0
    paths: tuple[str, ...] = ()


class Item(NamedTuple):
    """A page that is wanted: kind of output, value, day (see ``Made``), and the file whose text it shows."""

    kind: str
    page: Page
    day: str | None
    path: str = ""


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a process needs to make any page: sent once, used for every task.

    ``base`` is the fingerprint of all that every page depends on; ``old`` are the files that the site already has;
    ``state`` is the folder of the state, if there is one.
    """

    site: Site
    templates: tuple[Path, ...]
    base: bytes
    stage: Path
    spool: Spool
    pages: SitePages
    old: Mapping[str, Made]
    state: Path | None


def make_pages(task: Task) -> list[tuple[str, Made]]:
    """Make the pages of one task, those that the site already has left out; a row for every one of them."""
    workshop: Workshop = processes.shared()
    items = _listing_pages(workshop.pages, task.listing) if task.listing else _shard_pages(workshop.pages, task)
    rows, shown = [], []
    answers: dict[str, str] | None = None
    changed = False
    leading: Mapping[str, Link] = workshop.spool.get(DECKS) or {}
    for kind, bare, day, path in items:
        page = with_deck(bare, leading.get(bare.path))
        value = to_json(page)
        if kind == RECORDS:
            shown.append(value)
        key = page_key(value, workshop.base)
        file = file_of(kind, page)
        old = workshop.old.get(file)
        if old is not None and old.key == key:
            rows.append((file, old._replace(kind=kind, day=day)))
            continue
        changed = True
        html = ""
        if path:
            if answers is None:
                answers = workshop.spool.get(f"answers {task.shard}") or {}
            html = _answer(workshop, kind, page, path, answers)
        row = Made(kind, key, 0, 0, day)
        rows.append((file, write_page(workshop.site, workshop.templates, workshop.stage, page, row, html)))
    if changed and shown:
        workshop.spool.put(f"shown {task.shard}", packed(shown))
    return rows


def file_of(kind: str, page: Page) -> str:
    """The file of a page, or of its Markdown twin: the same value gives both."""
    return urls.twin_file(page.path) if kind == markdown.KIND else page.path


def page_key(value: bytes, base: bytes) -> bytes:
    """What a page of this value is known by: same key, same bytes. ``base``: what every page depends on."""
    return hashlib.blake2b(value, key=base, digest_size=16).digest()


def write_page(site: Site, templates: tuple[Path, ...], stage: Path, page: Page, row: Made, answer: str = "") -> Made:
    """Render one page, or its twin if the row is of that kind, into the stage; the row with its stamp."""
    text = (
        markdown.twin(site, page, answer)
        if row.kind == markdown.KIND
        else renderer(site, templates).render(page, answer)
    )
    stamp = files.write(stage, file_of(row.kind, page), text.encode("utf-8"))
    return row._replace(size=stamp.size, mtime_ns=stamp.mtime_ns)


def packed(values: Iterable[bytes]) -> bytes:
    """Values of pages (see ``views.to_json``) as the state keeps them; ``shown_pages`` is the way back."""
    return zlib.compress(b"\n".join(values), 1)


def shown_pages(data: bytes) -> dict[str, bytes]:
    """Packed values by the path of their page."""
    return {orjson.loads(value)["path"]: value for value in zlib.decompress(data).split(b"\n") if value}


def _listing_pages(all_pages: SitePages, listing: Listing) -> Iterator[Item]:
    for page in all_pages.listings.pages_of(listing):
        listed = page.canonical and not page.robots
        yield Item("listings", page, all_pages.listings.day_of(listing, page) if listed else None)
        if "twins" in all_pages.content.settings.outputs and isinstance(page.view, SubjectView):
            yield Item(markdown.KIND, page, None)


def _shard_pages(all_pages: SitePages, task: Task) -> Iterator[Item]:
    """Each topic's page; each published record's page and redirects."""
    outputs = all_pages.content.settings.outputs
    for path in task.paths:
        topic = all_pages.content.topics.by_path.get(path)
        if topic is not None and "pages" in outputs:
            for page in all_pages.topics.all(topic, all_pages.content.rendered[path]):
                day = topic.modified.isoformat() if page.canonical and not page.robots else None
                yield Item("topics", page, day, path if isinstance(page.view, TopicView) else "")
                if "twins" in outputs and isinstance(page.view, TopicView):
                    yield Item(markdown.KIND, page, None, path)
        record = all_pages.content.library.by_path.get(path)
        if record is None:
            continue
        if all_pages.content.library.final(record) is record and "pages" in outputs:
            page = all_pages.records.page(record, all_pages.content.rendered[path])
            listed = page.canonical and not page.robots and not page.elsewhere
            yield Item(RECORDS, page, record.modified.isoformat() if listed else None, path)
            if page.alternates:
                yield Item(markdown.KIND, page, None, path)
        for redirect in all_pages.records.redirects(record) if "redirects" in outputs else ():
            yield Item("redirects", redirect, None)


def _answer(workshop: Workshop, kind: str, page: Page, path: str, answers: dict[str, str]) -> str:
    """The text with its links filled in; rendered anew when this build has not read the file."""
    assert isinstance(page.view, RecordView | TopicView)
    if isinstance(page.view, RecordView) and page.view.withdrawn:
        return ""
    html = answers.get(path)
    pages = workshop.pages.context
    if html is None:
        html = answers[path] = reader.answer(pages.settings.content, path, page.view.source)
    return finished(kind, html, page, pages.terms, pages.settings.directory_urls)


def finished(kind: str, html: str, page: Page, terms: tuple[Term, ...], directory_urls: bool) -> str:
    """A rendered text with its links filled in, and with links to topics where the page wants them; a twin is as its
    writer left it."""
    assert isinstance(page.view, RecordView | TopicView)
    filled = fill(html, page.view.addresses)
    if kind == markdown.KIND or not page.view.terms:
        return filled
    return autolinker(terms, directory_urls).link(filled, page.path)


@lru_cache(maxsize=2)
def renderer(site: Site, folders: tuple[Path, ...]) -> Renderer:
    """A process's renderer, made once."""
    from generator.pages.html import Renderer  # here, because a build that finds nothing stale does without

    return Renderer(site, folders)
