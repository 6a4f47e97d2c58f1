"""Where pages are made: what runs in each process, given a task and what was sent there once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from generator import executors, files
from generator.catalogue import Loaded
from generator.model import Page, Site
from generator.spool import Spool
from generator.templating import Renderer
from generator.weight import Weight


@dataclass(frozen=True, slots=True)
class Workshop:
    """What a process needs to make any page: sent once, used for every task."""

    site: Site
    templates: tuple[Path, ...]
    stage: Path
    spool: Spool
    content: Loaded


@dataclass(slots=True)
class Made:
    """How many pages a task wrote, those of them that search engines may list (each with its day), what all weigh."""

    count: int
    indexed: list[tuple[str, str]]
    weight: Weight

    def add(self, other: Made) -> None:
        """Count another task's pages too."""
        self.count += other.count
        self.indexed += other.indexed
        self.weight.merge(other.weight)


def make(task: str | int) -> Made:
    """Make the pages of one task: a listing by its name, or a shard of records by its number."""
    workshop: Workshop = executors.shared()
    renderer = _renderer(workshop.site, workshop.templates)
    content = workshop.content
    made = Made(0, [], Weight())
    pages: Iterator[tuple[str, Page, str]]
    if isinstance(task, str):
        pages = (("listings", page, content.library.newest) for page in content.listings.pages_of(task))
    else:
        pages = _shard_pages(content, workshop.spool.get(task), content.pages.settings.outputs)
    for kind, page, day in pages:
        data = renderer.render(page).encode("utf-8")
        files.write(workshop.stage, page.path, data)
        made.count += 1
        made.weight.add(kind, page.path, len(data))
        if page.canonical and not page.robots:
            made.indexed.append((page.canonical, day))
    return made


def _shard_pages(
    content: Loaded, answers: Mapping[str, str], outputs: Sequence[str]
) -> Iterator[tuple[str, Page, str]]:
    """Each published record's page and redirects: its kind, the page, the day it last changed."""
    for path, html in answers.items():
        record = content.library.by_path.get(path)
        if record is None:
            continue
        if content.library.final(record) is record and "pages" in outputs:
            rendered = replace(content.rendered[path], html=html)
            yield "records", content.pages.record(record, rendered), record.modified.isoformat()
        for page in content.pages.redirects(record) if "redirects" in outputs else ():
            yield "redirects", page, ""


@lru_cache(maxsize=2)
def _renderer(site: Site, folders: tuple[Path, ...]) -> Renderer:
    """A process's renderer, made once."""
    return Renderer(site, folders)
