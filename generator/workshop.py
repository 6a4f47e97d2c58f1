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

from generator import executors, files, reading
from generator.answers import fill
from generator.autolink import Term, autolinker
from generator.catalogue import Loaded
from generator.model import Page, Site
from generator.spool import Spool
from generator.state import Made
from generator.views import RecordView, TopicView, to_json

if TYPE_CHECKING:
    from generator.templating import Renderer


RECORDS = "records"
"""The kind of records' pages."""


class Task(NamedTuple):
    """A listing by its name, or a shard of records by its number and their paths."""

    name: str = ""
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
    content: Loaded
    old: Mapping[str, Made]
    state: Path | None


def make(task: Task) -> list[tuple[str, Made]]:
    """Make the pages of one task, those that the site already has left out; a row for every one of them."""
    workshop: Workshop = executors.shared()
    items = _shard_pages(workshop.content, task) if task.paths else _listing_pages(workshop.content, task)
    rows, shown = [], []
    answers: Mapping[str, str] | None = None
    changed = False
    for kind, page, day, path in items:
        value = to_json(page)
        if kind == RECORDS:
            shown.append(value)
        key = key_of(value, workshop.base)
        old = workshop.old.get(page.path)
        if old is not None and old.key == key:
            rows.append((page.path, old._replace(kind=kind, day=day)))
            continue
        changed = True
        html = ""
        if path:
            if answers is None:
                answers = workshop.spool.get(f"answers {task.shard}") or {}
            html = _answer(workshop, page, path, answers)
        row = Made(kind, key, 0, 0, day)
        rows.append((page.path, write(workshop.site, workshop.templates, workshop.stage, page, row, html)))
    if changed and shown:
        workshop.spool.put(f"shown {task.shard}", packed(shown))
    return rows


def key_of(value: bytes, base: bytes) -> bytes:
    """What a page of this value is known by: same key, same bytes. ``base``: what every page depends on."""
    return hashlib.blake2b(value, key=base, digest_size=16).digest()


def write(site: Site, templates: tuple[Path, ...], stage: Path, page: Page, row: Made, answer: str = "") -> Made:
    """Render one page into the stage; the row with its stamp."""
    html = renderer(site, templates).render(page, answer)
    stamp = files.write(stage, page.path, html.encode("utf-8"))
    return row._replace(size=stamp.size, mtime_ns=stamp.mtime_ns)


def packed(values: Iterable[bytes]) -> bytes:
    """Values of pages (see ``views.to_json``) as the state keeps them; ``shown_pages`` is the way back."""
    return zlib.compress(b"\n".join(values), 1)


def shown_pages(data: bytes) -> dict[str, bytes]:
    """Packed values by the path of their page."""
    return {orjson.loads(value)["path"]: value for value in zlib.decompress(data).split(b"\n") if value}


def _listing_pages(content: Loaded, task: Task) -> Iterator[Item]:
    for page in content.listings.pages_of(task.name):
        yield Item("listings", page, content.library.newest if page.canonical and not page.robots else None)


def _shard_pages(content: Loaded, task: Task) -> Iterator[Item]:
    """Each topic's page; each published record's page and redirects."""
    outputs = content.pages.settings.outputs
    for path in task.paths:
        topic = content.topics.topics.by_path.get(path)
        if topic is not None and "pages" in outputs:
            for page in content.topics.all(topic, content.rendered[path]):
                day = topic.modified.isoformat() if page.canonical else None
                yield Item("topics", page, day, path if isinstance(page.view, TopicView) else "")
        record = content.library.by_path.get(path)
        if record is None:
            continue
        if content.library.final(record) is record and "pages" in outputs:
            page = content.pages.record(record, content.rendered[path])
            listed = page.canonical and not page.robots
            yield Item(RECORDS, page, record.modified.isoformat() if listed else None, path)
        for redirect in content.pages.redirects(record) if "redirects" in outputs else ():
            yield Item("redirects", redirect, None)


def _answer(workshop: Workshop, page: Page, path: str, answers: Mapping[str, str]) -> str:
    """The text with its links filled in; rendered anew when this build has not read the file."""
    assert isinstance(page.view, RecordView | TopicView)
    if isinstance(page.view, RecordView) and page.view.withdrawn:
        return ""
    html = answers.get(path)
    if html is None:
        html = reading.answer(workshop.content.pages.settings.content, path, page.view.source)
    pages = workshop.content.pages
    return finished(html, page, pages.terms, pages.settings.directory_urls)


def finished(html: str, page: Page, terms: tuple[Term, ...], directory_urls: bool) -> str:
    """A rendered text with its links filled in, and with links to topics where the page wants them."""
    assert isinstance(page.view, RecordView | TopicView)
    filled = fill(html, page.view.addresses)
    return autolinker(terms, directory_urls).link(filled, page.path) if page.view.terms else filled


@lru_cache(maxsize=2)
def renderer(site: Site, folders: tuple[Path, ...]) -> Renderer:
    """A process's renderer, made once."""
    from generator.templating import Renderer  # here, because a build that finds nothing stale does without

    return Renderer(site, folders)
