"""One good state of a site in memory: makes any page of it when it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath

from generator.build import index
from generator.build.host import Host, site_of
from generator.build.tasks import finished
from generator.catalogue import reader
from generator.commands.serve.routes import Routes
from generator.config.settings import Settings
from generator.model.page import Page
from generator.outputs import assets, feeds, llms, schema_files
from generator.outputs.output import Catalogue
from generator.pages import markdown
from generator.pages.html import Renderer
from generator.pages.site import SitePages
from generator.pages.views import RecordView, TopicView
from generator.system.spool import Spool

EDIT = "__live/edit"
"""The address below which a preview opens files for editing."""


@dataclass(frozen=True)
class View:
    """One good state of a site: makes any page of it. ``answers`` are those that were edited since the start."""

    settings: Settings
    pages: SitePages
    host: Host
    stage: Path
    spool: Spool
    shards: dict[str, int]
    routes: Routes
    answers: dict[str, str] = field(default_factory=dict)

    def page(self, file: str) -> str | Path | bytes | None:
        """A file of the site: a page's text, a file that the host made, an asset's bytes; ``None``: there is none."""
        if file == "index.html":
            home = self.host.home
            listings = self.pages.listings
            return self._text(listings.home(home.view, home.title, home.description) if home else listings.home())
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
            return self._twin(file)
        page = self._made(file)
        return None if page is None else self._text(page)

    def _made(self, file: str) -> Page | None:
        return self._record_or_redirect(file) or next((p for p in self._listing(file) if p.path == file), None)

    def _twin(self, file: str) -> bytes | None:
        """The Markdown of the page beside which it stands, where the site has it."""
        stem = file.removesuffix(".md")
        found = (self._made(name) for name in (f"{stem}/index.html", f"{stem}.html"))
        page = next((page for page in found if page is not None and page.alternates), None)
        if page is None or markdown.KIND not in self.settings.outputs:
            return None
        return self._text(page, markdown.KIND).encode("utf-8")

    def _is_of_host(self, file: str) -> bool:
        """Whether the host made that file; a browser may ask for anything, other folders' files included."""
        path = PurePath(file)
        return not path.is_absolute() and ".." not in path.parts and (self.stage / path).is_file()

    def sources(self, file: str) -> frozenset[str]:
        """The content files that a page of the site comes from; none for listings and the like."""
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
        path = self._source_of(page)
        answer = ""
        if path:
            html = self._answers(self.shards[path], [path])[path]
            answer = finished(kind, html, page, self.pages.content.terms, self.settings.directory_urls)
        if kind == markdown.KIND:
            return markdown.twin(site_of(self.settings, self.host), page, answer)
        return self._renderer.render(page, answer)

    def _source_of(self, page: Page) -> str:
        """The file whose text a page shows, if it shows one."""
        if isinstance(page.view, RecordView) and not page.view.withdrawn:
            return self.pages.content.library.by_id[page.view.id].path
        topic = self.routes.topics.get(page.path) if isinstance(page.view, TopicView) else None
        return topic.path if topic else ""

    def _answers(self, shard: int, paths: Iterable[str]) -> dict[str, str]:
        found = self.spool.get(f"answers {shard}") or {}
        return {path: self.answers[path] if path in self.answers else found[path] for path in paths}

    @cached_property
    def _index(self) -> dict[str, bytes]:
        """The search index, made when the first search asks for it."""
        folder = self.settings.content
        found = list(index.items(self.pages))
        return index.in_memory(self.pages, ((one, reader.document(folder, one.path)) for one in found))

    @cached_property
    def _decks(self) -> dict[str, bytes]:
        """The decks' files, made when the study page first asks for one."""
        return dict(self.pages.listings.flashcards.files())

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(site_of(self.settings, self.host), self.settings.templates)

    @cached_property
    def _assets(self) -> dict[str, bytes]:
        content = self.pages.content
        catalogue = Catalogue(
            self.settings, content.library, (), frozenset(), content.topics, self.pages.context.indexed_records(),
            people=content.people,
        )  # fmt: skip
        written = {"feeds": feeds, "llms": llms}
        wanted = (assets, schema_files, *(output for name, output in written.items() if name in self.settings.outputs))
        return {path: data for output in wanted for path, data in output.outputs(catalogue)}

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
