"""One state of a site in memory, without errors: makes any of its files when a browser requests it.

Sitemap and robots.txt, which only search engines read, are not made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath

from generator.build import index
from generator.build.host import Host
from generator.build.tasks import PageRenderer
from generator.catalogue import reader
from generator.commands.serve.routes import Routes
from generator.config.settings import Settings
from generator.model.page import Page
from generator.outputs import assets, feeds, llms, schema_files
from generator.outputs.output import Catalogue
from generator.pages import markdown
from generator.pages.site import SitePages
from generator.pages.views import RecordView, TopicView
from generator.system.spool import Spool

EDIT = "__live/edit"
"""The address below which a preview opens files for editing."""


@dataclass(frozen=True)
class View:
    """One state of a site: makes any file of it. ``answers`` are those that were edited since the start."""

    settings: Settings
    pages: SitePages
    host: Host
    stage: Path
    spool: Spool
    shards: dict[str, int]
    routes: Routes
    answers: dict[str, str] = field(default_factory=dict)

    def page(self, file: str) -> str | Path | bytes | None:
        """A file of the site: a page's text, a file that MkDocs wrote, other bytes; ``None`` if there is none."""
        if file == "index.html":
            return self._text(self.host.home_page(self.pages))
        if file == "search/index.html":
            return self._text(self.pages.search())
        if file == "study/index.html":
            return self._text(self.pages.listings.flashcards.page())
        if file in self._assets:
            return self._assets[file]
        if file.startswith("search/"):
            return self._index.get(file)
        if file.startswith("study/"):
            return self._decks.get(file)
        if self._is_of_host(file):
            return self.stage / file
        if file.endswith(".md"):
            return self._markdown(file)
        page = self._made(file)
        return None if page is None else self._text(page)

    def _made(self, file: str) -> Page | None:
        return self._record_or_redirect(file) or next((p for p in self._listing(file) if p.path == file), None)

    def _markdown(self, file: str) -> bytes | None:
        """The Markdown copy of a page, if the site has it."""
        stem = file.removesuffix(".md")
        found = (self._made(name) for name in (f"{stem}/index.html", f"{stem}.html"))
        page = next((page for page in found if page is not None and page.alternates), None)
        if page is None or markdown.KIND not in self.settings.outputs:
            return None
        return self._text(page, markdown.KIND).encode("utf-8")

    def _is_of_host(self, file: str) -> bool:
        """Whether MkDocs wrote that file; browsers may request any path, also one outside the folder."""
        path = PurePath(file)
        return not path.is_absolute() and ".." not in path.parts and (self.stage / path).is_file()

    def sources(self, file: str) -> frozenset[str]:
        """The content files that a page is made from; none for listings and other pages about many files."""
        record = self.routes.by_file.get(file)
        if record is not None:
            return frozenset(copy.path for copy in self.pages.content.library.articles.files(record))
        topic = self.routes.topics.get(file)
        path = topic.path if topic else self._authored.get(file, "")
        return frozenset((path,) if path else ())

    @cached_property
    def _authored(self) -> dict[str, str]:
        return {file: path for path, file in self.pages.content.authored.items()}

    def not_found(self) -> str:
        """The 404 page."""
        return self._text(self.pages.not_found())

    def _text(self, page: Page, kind: str = "") -> str:
        return self._renderer.text(kind, page, self._answer(page))

    def _answer(self, page: Page) -> str:
        """The text of the record or topic that a page shows; empty for any other page."""
        path = ""
        if isinstance(page.view, RecordView) and not page.view.withdrawn:
            path = self.pages.content.library.by_id[page.view.id].path
        elif isinstance(page.view, TopicView):
            path = self.routes.topics[page.path].path
        if not path or path in self.answers:
            return self.answers.get(path, "")
        return (self.spool.get(f"answers {self.shards[path]}", dict[str, str]) or {})[path]

    @cached_property
    def _index(self) -> dict[str, bytes]:
        """The search index, made for the first search."""
        folder = self.settings.content
        found = list(index.items(self.pages))
        return index.in_memory(self.pages, ((one, reader.document(folder, one.path)) for one in found))

    @cached_property
    def _decks(self) -> dict[str, bytes]:
        """The decks' files, made when the study page loads the first one."""
        return dict(self.pages.listings.flashcards.files())

    @cached_property
    def _renderer(self) -> PageRenderer:
        return self.host.renderer(self.settings, self.pages.content.terms)

    @cached_property
    def _assets(self) -> dict[str, bytes]:
        content, outputs = self.pages.content, self.settings.outputs
        listed = self.pages.context.indexed_records()
        catalogue = Catalogue(
            self.settings, content.library, (), frozenset(), content.topics, listed, people=content.people
        )
        chosen = [module for name, module in (("feeds", feeds), ("llms", llms)) if name in outputs]
        return {path: data for module in (assets, schema_files, *chosen) for path, data in module.outputs(catalogue)}

    def _record_or_redirect(self, file: str) -> Page | None:
        topic = self.routes.topics.get(file)
        if topic is not None:
            found = self.pages.topics.all(topic, self.pages.content.rendered[topic.path])
            return next(page for page in found if page.path == file)
        record = self.routes.by_file.get(file)
        if record is None:
            return None
        pages = self.pages.records
        redirect = next((page for page in pages.redirects(record) if page.path == file), None)
        return redirect or pages.page(record, self.pages.content.rendered[record.path])

    def _listing(self, file: str) -> Iterable[Page]:
        """The pages of the listing that a file belongs to."""
        there = self.pages.listings.all()
        for listing in self.pages.listings.of_file(file):
            if listing in there:
                yield from self.pages.listings.pages_of(listing)
