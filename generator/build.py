"""The order of a build: load → (MkDocs renders the authored pages) → render → outputs → publish.

``mkdocs build`` and ``quicktakes build`` run these same steps; the plugin's hooks call them one by one. Nothing of the
published site is touched before the last step.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from generator import __version__, executors, files
from generator.catalogue import Loaded, Progress, load
from generator.config import Settings, refuse_overlap
from generator.diagnostics import Finding, has_errors
from generator.model import Link, Page, Site
from generator.outputs import Catalogue, assets, robots, sitemap
from generator.spool import Spool
from generator.templating import Renderer
from generator.weight import Weight
from generator.weight import of as weigh
from generator.workshop import Made, Workshop, make

MARK = f"QuickTakes Site {__version__}"
OUTPUTS = {"sitemap": sitemap, "robots": robots, "assets": assets}
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
        scheduler: str = "",
        watch: Watch = no_watch,
    ) -> None:
        self.settings = settings
        self.jobs = jobs
        self.keep_going = keep_going
        self.strict = strict
        self.clean = clean
        self.scheduler = scheduler
        self.watch = watch
        self.loaded: Loaded | None = None
        self.stage: Path | None = None
        self.spool: Spool | None = None
        self.published: files.Published | None = None
        self.page_count = 0
        self.weight = Weight()
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
        refuse_overlap(self.settings)
        try:
            self._prepare()
        except BaseException:
            self.discard()
            raise

    def _prepare(self) -> None:
        found = files.discover(self.settings.content, self.settings.exclude)
        count = len(found.markdown)
        self.spool = Spool.make(self.settings.state_dir)
        with self._executor(count) as executor, self.watch("Reading", count) as progress:
            self.loaded = load(self.settings, found, executor, self.spool, progress)
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
            stylesheets=(theme_stylesheet, style, *settings.extra_css),
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
        assert self.spool is not None, "prepare() comes first"
        self.weight = weigh("authored and static", files.sizes(self.stage))
        made = self._make_pages(Workshop(self._site, self.settings.templates, self.stage, self.spool, self.content))
        home = self._home or self._rendered(self.content.listings.home())
        own = [home, *sorted(self._authored, key=lambda page: page.path)]
        self.page_count = made.count + len(own)
        if "404.html" not in self.content.static:
            self._rendered(self.content.pages.not_found(self.content.listings.subjects))
            self.page_count += 1
        days = [self.content.library.newest, *("" for _ in self._authored)]
        indexed = [(page.canonical, day) for page, day in zip(own, days, strict=True) if page.canonical]
        catalogue = Catalogue(
            self.settings, self.content.library, self.content.listings.subjects, indexed + made.indexed,
            self.content.static, self.settings.templates,
        )  # fmt: skip
        for name, output in OUTPUTS.items():
            for path, data in output.outputs(catalogue) if name in (*self.settings.outputs, "assets") else ():
                if path not in self.content.static:  # an editor's own file wins
                    files.write(self.stage, path, data)
                    self.weight.add(name, path, len(data))
        self.weight.merge(made.weight)
        self.weight.check(self.settings.budget, len(self.content.library.listed))
        self.published = files.publish(self.stage, self.settings.site_dir)
        self.discard()
        return self.published

    def _executor(self, items: int, value: object = None) -> Executor:
        if not self.scheduler:
            return executors.executor(self.jobs, items, value)
        from generator.cluster import ClusterExecutor  # here, because Dask is an extra

        return ClusterExecutor(self.scheduler, value)

    def _rendered(self, page: Page) -> Page:
        """Write one of the few pages that no shard holds."""
        assert self._renderer is not None and self.stage is not None  # noqa: PT018
        data = self._renderer.render(page).encode("utf-8")
        files.write(self.stage, page.path, data)
        self.weight.add("listings", page.path, len(data))
        return page

    def _make_pages(self, workshop: Workshop) -> Made:
        """Map the tasks over an executor; long ones (whole listings) come first."""
        wanted = self.settings.outputs
        tasks = [
            *(self.content.listings.tasks() if "listings" in wanted else ()),
            *(range(self.content.shards) if {"pages", "redirects"} & set(wanted) else ()),
        ]
        count = len(self.content.records)
        whole = Made(0, [], Weight())
        with (
            self._executor(count, workshop) as executor,
            self.watch("Rendering", len(tasks)) as progress,
        ):
            for made in executor.map(make, tasks):
                whole.add(made)
                progress(1)
        return whole

    def discard(self) -> None:
        """Remove what the build keeps for itself; before ``finish`` this gives up, and the last good site stays."""
        if self.spool is not None:
            self.spool.remove()
        if self.stage is not None:
            files.discard(self.stage)
            self.stage = None
