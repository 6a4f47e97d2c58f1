"""The order of a build: load → (MkDocs renders the authored pages) → render → outputs → publish.

``mkdocs build`` and ``quicktakes build`` run these same steps; the plugin's hooks call them one by one. Nothing of the
published site is touched before the last step.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from itertools import chain
from pathlib import Path

from generator import __version__, executors, files
from generator.catalogue import Loaded, Progress, load
from generator.config import Settings
from generator.diagnostics import Finding, has_errors
from generator.model import Link, Page, Site
from generator.outputs import Catalogue, assets, robots, sitemap
from generator.templating import Renderer

MARK = f"QuickTakes Site {__version__}"
OUTPUTS = (sitemap, robots, assets)
Watch = Callable[[str, int], AbstractContextManager[Progress]]
"""Given what is being done and how many items there are: a context that counts them on a terminal."""


def no_watch(label: str, length: int) -> AbstractContextManager[Progress]:
    """Counts in silence."""
    return nullcontext(lambda done: None)


class Refused(Exception):
    """Errors were found and nothing was published; the findings are the build's ``findings``."""


class Build:
    """One build of one site. Call ``prepare``, then ``start``, any number of ``authored``, then ``finish``."""

    def __init__(
        self,
        settings: Settings,
        *,
        jobs: int = 0,
        keep_going: bool = False,
        strict: bool = False,
        clean: bool = False,
        watch: Watch = no_watch,
    ) -> None:
        self.settings = settings
        self.jobs = jobs
        self.keep_going = keep_going
        self.strict = strict
        self.clean = clean
        self.watch = watch
        self.loaded: Loaded | None = None
        self.stage: Path | None = None
        self.published: files.Published | None = None
        self.page_count = 0
        self._authored: list[Page] = []
        self._home: Page | None = None
        self._renderer: Renderer | None = None
        self._site: Site | None = None

    @property
    def content(self) -> Loaded:
        """What ``prepare`` read."""
        assert self.loaded is not None, "prepare() comes first"
        return self.loaded

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything found, located and in order."""
        return self.content.findings

    def prepare(self) -> None:
        """Read and check everything; raise ``Refused`` if it must not be published; make the stage."""
        paths = files.discover(self.settings.content).markdown
        with executors.executor(self.jobs, len(paths)) as executor, self.watch("Reading", len(paths)) as progress:
            self.loaded = load(self.settings, executor, progress)
        failing = has_errors(self.findings) or (self.strict and bool(self.findings))
        if failing and not self.keep_going:
            raise Refused
        if not self.clean:
            files.check_site_folder(self.settings.site_dir, "QuickTakes Site ")
        self.stage = files.make_stage(self.settings.site_dir)

    def start(self, nav: Sequence[Link], more: Sequence[Link], theme_stylesheet: str) -> None:
        """Take over what the host of the authored pages knows: its navigation and the theme's stylesheet.

        ``nav`` is the navigation's top level, ``more`` every further page in it.
        """
        settings, content = self.settings, self.content
        style, _ = assets.stylesheet(settings.templates, content.listings.subjects)
        script, _ = assets.script(settings.templates)
        self._site = Site(
            name=settings.site_name,
            language=settings.language,
            description=settings.site_description,
            url=settings.site_url,
            stylesheets=(theme_stylesheet, style),
            script=script,
            nav=tuple(nav),
            more=tuple(more),
            disclaimer=settings.disclaimer,
            generator=MARK,
            index="a-z/" if settings.directory_urls else "a-z/index.html",
        )
        self._renderer = Renderer(self._site, settings.templates)

    def authored(self, path: str, file: str, title: str, description: str, html: str) -> str:
        """An authored page that the host rendered, as the whole page that is published."""
        assert self._renderer is not None, "start() comes first"
        view = self.content.pages.authored_view(path, title, html)
        if file == "index.html":
            page = self._home = self.content.listings.home(view, title, description)
        else:
            page = self.content.pages.authored(file, title, description, view)
            self._authored.append(page)
        return self._renderer.render(page)

    def finish(self) -> files.Published:
        """Render records and listings, write the outputs beside them, and publish the stage."""
        assert self.stage is not None, "prepare() comes first"
        assert self._site is not None, "start() comes first"
        content = self.content
        indexed = list(self._indexed())
        pages = [page for page, _ in indexed if page not in self._authored and page is not self._home]
        if self._home is None:
            pages.append(content.listings.home())
        pages += (page for page in self._records() if page.robots)
        pages += chain(content.pages.redirects(), [content.pages.not_found(content.listings.subjects)])
        self._render(pages)
        catalogue = Catalogue(
            self.settings, content.library, content.listings.subjects, indexed, content.static, self.settings.templates
        )
        for output in OUTPUTS:
            for path, data in output.outputs(catalogue):
                files.write(self.stage, path, data)
        self.page_count = len(pages) + len(self._authored) + (self._home is not None)
        self.published = files.publish(self.stage, self.settings.site_dir)
        self.stage = None
        return self.published

    def _render(self, pages: Sequence[Page]) -> None:
        parts = list(executors.shards(pages))
        folders = tuple(self.settings.templates)
        with executors.executor(self.jobs, len(pages)) as executor, self.watch("Rendering", len(pages)) as progress:
            count = len(parts)
            jobs = ([self._site] * count, [folders] * count, [self.stage] * count, parts)
            for done in executor.map(_render_shard, *jobs):
                progress(done)

    def _records(self) -> Iterator[Page]:
        content = self.content
        for record in content.library.published:
            if content.library.final(record) is record:
                yield content.pages.record(record, content.rendered[record.path])

    def _indexed(self) -> Iterator[tuple[Page, str]]:
        """The pages that search engines may list, each with the day it last changed."""
        content = self.content
        days = {content.pages.linker.file_of(record): record.modified for record in content.library.listed}
        newest = max(days.values()).isoformat() if days else ""
        yield self._home or content.listings.home(), newest
        for page in sorted(self._authored, key=lambda page: page.path):
            yield page, ""
        for page in content.listings.all():
            yield page, newest
        for page in self._records():
            if not page.robots:
                yield page, days[page.path].isoformat()

    def discard(self) -> None:
        """Give up: remove the stage; the last good site stays as it is."""
        if self.stage is not None:
            files.discard(self.stage)
            self.stage = None


@lru_cache(maxsize=2)
def _renderer(site: Site, folders: tuple[Path, ...]) -> Renderer:
    """A worker's renderer, made once."""
    return Renderer(site, folders)


def _render_shard(site: Site, folders: tuple[Path, ...], stage: Path, pages: Sequence[Page]) -> int:
    renderer = _renderer(site, folders)
    for page in pages:
        files.write(stage, page.path, renderer.render(page).encode("utf-8"))
    return len(pages)
