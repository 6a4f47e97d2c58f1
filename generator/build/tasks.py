"""The pages of one task: a listing, or a shard of records and topics. Runs in every worker process."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import orjson

from generator.build.stage import Stage
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
from generator.system import codec
from generator.system.codec import StateError
from generator.system.spool import Spool
from generator.system.state import Made
from generator.system.workers import held, processes

if TYPE_CHECKING:
    from generator.pages.html import Renderer


RECORDS = "records"
"""The kind of records' pages."""
DECKS = "decks"
"""The spool's item with links to Anki decks, by the file of the page that shows them; a link's note is the size."""


class Task(NamedTuple):
    """A listing, or a shard of records by its number and their paths."""

    listing: Listing | None = None
    shard: int = 0
    paths: tuple[str, ...] = ()


class PageItem(NamedTuple):
    """A page of the site: kind of output, value, date (see ``Made``), and the content file whose text it shows."""

    kind: str
    page: Page
    day: str | None
    path: str = ""


@dataclass(frozen=True, slots=True)
class PageRenderer:
    """Renders any page of one site as text. ``terms`` are linked in answers to their topics."""

    site: Site
    templates: tuple[Path, ...]
    terms: tuple[Term, ...]
    directory_urls: bool

    def text(self, kind: str, page: Page, answer: str = "") -> str:
        """A page, or its Markdown copy if that is the kind; ``answer`` is the text it shows, without link addresses.

        Markdown copies have no links to topics that their author did not write.
        """
        if answer:
            assert isinstance(page.view, RecordView | TopicView)
            answer = fill(answer, page.view.addresses)
            if page.view.terms and kind != markdown.KIND:
                answer = autolinker(self.terms, self.directory_urls).link(answer, page.path)
        if kind == markdown.KIND:
            return markdown.twin(self.site, page, answer)
        return renderer(self.site, self.templates).render(page, answer)


@dataclass(frozen=True, slots=True)
class PageWriter:
    """Writes pages into the stage. ``base`` is the fingerprint of everything that all pages depend on."""

    renderer: PageRenderer
    base: bytes
    stage: Stage

    def row(self, item: PageItem, value: bytes, answer: Callable[[], str] = lambda: "") -> Made:
        """The row of a page with this value (see ``views.to_json``); ``answer`` is called if it must be rendered."""
        kind, page, day, _ = item
        key = hashlib.blake2b(value, key=self.base, digest_size=16).digest()
        return self.stage.put(
            kind, file_of(kind, page), key, day, lambda: self.renderer.text(kind, page, answer()).encode()
        )


@dataclass(frozen=True, slots=True)
class Context:
    """What a worker process needs for any task; sent to it once. ``state`` is the state's folder, if there is one."""

    writer: PageWriter
    spool: Spool
    pages: SitePages
    state: Path | None

    @property
    def stage(self) -> Stage:
        """The site's new files."""
        return self.writer.stage

    @property
    def templates(self) -> tuple[Path, ...]:
        """The template folders; a project's own files come first."""
        return self.writer.renderer.templates


def make_pages(task: Task) -> list[tuple[str, Made]]:
    """Make the pages of one task that the site does not have yet; a row for every page."""
    context: Context = processes.shared()
    items = _listing_pages(context.pages, task.listing) if task.listing else _shard_pages(context.pages, task)
    decks = context.spool.get(DECKS, dict[str, Link]) or {}
    answers = cache(lambda: context.spool.get(f"answers {task.shard}", dict[str, str]) or {})
    rows, shown = [], []
    changed = False
    for bare in items:
        held.hold(bare.path or bare.page.path)
        item = bare._replace(page=with_deck(bare.page, decks.get(bare.page.path)))
        value = to_json(item.page)
        if item.kind == RECORDS:
            shown.append(value)
        file = file_of(item.kind, item.page)
        old = context.stage.old.get(file)
        row = context.writer.row(item, value, partial(_answer, context, item, answers))
        rows.append((file, row))
        changed = changed or old is None or old.key != row.key
    held.hold("")
    if changed and shown:
        context.spool.put(f"shown {task.shard}", packed(shown))
    return rows


def _answer(context: Context, item: PageItem, answers: Callable[[], dict[str, str]]) -> str:
    """The text that a page shows; rendered again if this build has not read its file."""
    view = item.page.view
    if not item.path or (isinstance(view, RecordView) and view.withdrawn):
        return ""
    assert isinstance(view, RecordView | TopicView)
    found = answers()
    if item.path not in found:
        found[item.path] = reader.answer(context.pages.content.settings.content, item.path, view.source)
    return found[item.path]


def file_of(kind: str, page: Page) -> str:
    """The file of a page, or of its Markdown copy: both have the same value."""
    return urls.twin_file(page.path) if kind == markdown.KIND else page.path


def packed(values: Iterable[bytes]) -> bytes:
    """Values of pages (see ``views.to_json``) as the state keeps them; ``shown_pages`` reverses it."""
    return zlib.compress(b"\n".join(values), 1)


def shown_pages(data: bytes) -> dict[str, bytes]:
    """Packed values by the path of their page. Raises ``StateError``."""
    try:
        return {orjson.loads(value)["path"]: value for value in codec.decompress(data).split(b"\n") if value}
    except (ValueError, TypeError, KeyError) as error:
        raise StateError(f"pages: {error}") from None


def _listing_pages(all_pages: SitePages, listing: Listing) -> Iterator[PageItem]:
    for page in all_pages.listings.pages_of(listing):
        listed = page.canonical and not page.robots
        yield PageItem("listings", page, all_pages.listings.day_of(listing, page) if listed else None)
        if "twins" in all_pages.content.settings.outputs and isinstance(page.view, SubjectView):
            yield PageItem(markdown.KIND, page, None)


def _shard_pages(all_pages: SitePages, task: Task) -> Iterator[PageItem]:
    """Each topic's page; each published record's page and redirects."""
    content = all_pages.content
    outputs = content.settings.outputs
    for path in task.paths:
        topic = content.topics.by_path.get(path)
        if topic is not None and "pages" in outputs:
            for page in all_pages.topics.all(topic, content.rendered[path]):
                day = topic.modified.isoformat() if page.canonical and not page.robots else None
                yield PageItem("topics", page, day, path if isinstance(page.view, TopicView) else "")
                if "twins" in outputs and isinstance(page.view, TopicView):
                    yield PageItem(markdown.KIND, page, None, path)
        record = content.library.by_path.get(path)
        if record is None:
            continue
        if content.library.final(record) is record and "pages" in outputs:
            page = all_pages.records.page(record, content.rendered[path])
            listed = page.canonical and not page.robots and not page.elsewhere
            yield PageItem(RECORDS, page, record.modified.isoformat() if listed else None, path)
            if page.alternates:
                yield PageItem(markdown.KIND, page, None, path)
        for redirect in all_pages.records.redirects(record) if "redirects" in outputs else ():
            yield PageItem("redirects", redirect, None)


@lru_cache(maxsize=2)
def renderer(site: Site, folders: tuple[Path, ...]) -> Renderer:
    """The renderer of this process, made once."""
    from generator.pages.html import Renderer  # imported late: a build without outdated pages does not need Jinja

    return Renderer(site, folders)
