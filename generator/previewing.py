"""A site in memory: the library is kept, a page is made when it is asked for, an edit reads one file.

What is shown is the last good state of the content; what is wrong with the present one stands beside it. Sitemap and
robots.txt are for search engines and are not made here.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path, PurePath

from generator import (
    catalogue,
    config,
    configfile,
    diagnostics,
    executors,
    files,
    fingerprint,
    hosting,
    indexer,
    reading,
    shortcut,
)
from generator.catalogue import Loaded
from generator.config import Settings
from generator.diagnostics import Finding, has_errors
from generator.hosting import Authoring, Host, site_of
from generator.memory import Outcome
from generator.model import Page
from generator.outputs import Catalogue, assets, schema
from generator.reading import Changes, Entry
from generator.routes import Routes
from generator.spool import Spool
from generator.state import Source
from generator.templating import Renderer
from generator.views import RecordView, TopicView
from generator.workshop import finished


@dataclass(frozen=True)
class View:
    """One good state of a site: makes any page of it. ``answers`` are those that were edited since the start."""

    settings: Settings
    content: Loaded
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
            listings = self.content.listings
            return self._text(listings.home(home.view, home.title, home.description) if home else listings.home())
        if file == "search/index.html":
            return self._text(self.content.pages.search(self.content.listings.subjects))
        if file in self._assets:
            return self._assets[file]
        if file.startswith("search/"):
            return self._index.get(file)
        if self._is_of_host(file):
            return self.stage / file
        page = self._record_or_redirect(file) or next((p for p in self._listing(file) if p.path == file), None)
        return None if page is None else self._text(page)

    def _is_of_host(self, file: str) -> bool:
        """Whether the host made that file; a browser may ask for anything, other folders' files included."""
        path = PurePath(file)
        return not path.is_absolute() and ".." not in path.parts and (self.stage / path).is_file()

    def not_found(self) -> str:
        """The 404 page."""
        return self._text(self.content.pages.not_found(self.content.listings.subjects))

    def _text(self, page: Page) -> str:
        path = self._source_of(page)
        answer = ""
        if path:
            html = self._answers(self.shards[path], [path])[path]
            answer = finished(html, page, self.content.pages.terms, self.settings.directory_urls)
        return self._renderer.render(page, answer)

    def _source_of(self, page: Page) -> str:
        """The file whose text a page shows, if it shows one."""
        if isinstance(page.view, RecordView) and not page.view.withdrawn:
            return self.content.library.by_id[page.view.id].path
        topic = self.routes.topics.get(page.path) if isinstance(page.view, TopicView) else None
        return topic.path if topic else ""

    def _answers(self, shard: int, paths: Iterable[str]) -> dict[str, str]:
        found = self.spool.get(f"answers {shard}") or {}
        return {path: self.answers[path] if path in self.answers else found[path] for path in paths}

    @cached_property
    def _index(self) -> dict[str, bytes]:
        """The search index, made when the first search asks for it."""
        folder = self.settings.content
        found = list(indexer.items(self.content))
        return indexer.in_memory(self.content, ((one, reading.document(folder, one.path)) for one in found))

    @cached_property
    def _renderer(self) -> Renderer:
        return Renderer(site_of(self.settings, self.host), self.settings.templates)

    @cached_property
    def _assets(self) -> dict[str, bytes]:
        catalogue = Catalogue(self.settings, self.content.library, (), frozenset())
        return {**dict(assets.outputs(catalogue)), **dict(schema.outputs(catalogue))}

    def _record_or_redirect(self, file: str) -> Page | None:
        topic = self.routes.topics.get(file)
        if topic is not None:
            found = self.content.topics.all(topic, self.content.rendered[topic.path])
            return next(page for page in found if page.path == file)
        record = self.routes.by_file.get(file)
        if record is None:
            return None
        pages = self.content.pages
        redirect = next((page for page in pages.redirects(record) if page.path == file), None)
        return redirect or pages.record(record, self.content.rendered[record.path])

    def _listing(self, file: str) -> Iterable[Page]:
        """The pages of the listing that a file belongs to."""
        there = self.content.listings.tasks()
        for task in self.content.listings.task_of(file):
            if task in there:
                yield from self.content.listings.pages_of(task)


class _Host(Authoring):
    """Takes what MkDocs makes of authored pages and static files into a folder of its own."""

    strict = False
    findings: tuple[Finding, ...] = ()

    def __init__(self, settings: Settings, content: Loaded, stage: Path) -> None:
        super().__init__(settings)
        self._content = content
        self.stage: Path | None = stage

    @property
    def content(self) -> Loaded:
        return self._content

    def finish(self, messages: Iterable[str] = ()) -> Outcome | None:
        return None

    def discard(self) -> None:
        pass


class Preview:
    """The site as it last was good, and what is wrong with the content now. ``version`` counts good states."""

    def __init__(self, config_file: Path | None, content: Path | None, url: str) -> None:
        self.config_file = config_file
        self.content = content
        self.url = url
        self.folder = Path(tempfile.mkdtemp(prefix="quicktakes-serve-"))
        self.settings = self.load()
        self.view: View | None = None
        self.version = 0
        self.problem = ""
        self._spool = Spool.make(self.folder)
        self._sources: dict[str, Source] = {}
        self._entries: dict[str, Entry] = {}
        self._answers: dict[str, str] = {}
        self._found: files.Content | None = None
        self._host_key: bytes | None = None
        self._made_from: tuple[bytes, Mapping[str, files.Stamp]] | None = None

    def load(self) -> Settings:
        """The settings as the files say now."""
        found = configfile.find_config(self.config_file, self.content)
        settings = config.load(found, content=self.content, site_url=self.url, preview=True)
        return config.at_site_dir(settings, self.folder / "site")

    def refresh(self, paths: Collection[Path] = ()) -> None:
        """Read what has changed: ``paths`` if they are known, else everything is looked through.

        On errors the last good view stays, and ``problem`` tells them.
        """
        settings = self.load()
        found = self._discover(settings, paths)
        changes = reading.compare(found, self._sources)
        before = {path: self._entries.get(path) for paths in changes.suspects.values() for path in paths}
        self._read(settings, found, changes)
        self._found = found
        site = fingerprint.of_site(settings)
        content = self._edited(changes, before, settings) if (site, found.static) == self._made_from else None
        if content is None:
            content = catalogue.index(settings, found, [self._entries[path] for path in sorted(self._entries)])
        if has_errors(content.findings):
            errors = [finding for finding in content.findings if finding.severity == "error"]
            self.problem = diagnostics.as_text(errors, f"{settings.content.name}/")
            return
        if self.view is None or content.library is not self.view.content.library:
            kept = self.view.content.pages.relations.nearest if self.view is not None else None
            catalogue.relate(content, kept)
        self._show(settings, found, site, content)
        self.problem = ""
        self.version += 1

    def _discover(self, settings: Settings, paths: Collection[Path]) -> files.Content:
        names = {path.relative_to(settings.content).as_posix() for path in paths if settings.content in path.parents}
        if self._found is not None and len(names) == len(paths) > 0 and names <= self._sources.keys():
            stamps = {name: files.stamp(f"{settings.content}/{name}") for name in names}
            if all(stamp.size >= 0 for stamp in stamps.values()):
                return replace(self._found, markdown={**self._found.markdown, **stamps})
        return files.discover(settings.content, settings.exclude)

    def _read(self, settings: Settings, found: files.Content, changes: Changes) -> None:
        first = not self._sources
        count = sum(map(len, changes.suspects.values()))
        with executors.executor(0, count) as executor:
            reading.look(changes, settings.content, found, executor, self._spool if first else None, relating=True)
        for path, row in changes.sources.items():
            if row is None:
                del self._sources[path], self._entries[path]
            else:
                self._sources[path] = row
        self._entries.update(changes.changed)
        for path, entry in changes.changed.items() if not first else ():
            if entry.rendered is not None:
                self._answers[path] = reading.answer(settings.content, path, entry.rendered.source)

    def _edited(self, changes: Changes, before: Mapping[str, Entry | None], settings: Settings) -> Loaded | None:
        """The shown content with edited answers, if nothing else about it has changed."""
        if self.view is None or self.problem or changes.gone:
            return None
        old = self.view.content
        if not all(shortcut.same_to_others(before[path], entry) for path, entry in changes.changed.items()):
            return None
        findings = shortcut.findings_after(old.findings, old.crossing, changes.changed, settings.content)
        new = {path: entry.rendered for path, entry in changes.changed.items() if entry.rendered is not None}
        return replace(old, rendered={**old.rendered, **new}, findings=findings)

    def _show(self, settings: Settings, found: files.Content, site: bytes, content: Loaded) -> None:
        from generator import plugin  # here, because importing MkDocs takes as long as a small build

        key = hosting.key(site, settings, found, lambda path: self._sources[path].digest, content)
        old = self.view
        if old is None or key is None or key != self._host_key:
            run = _Host(settings, content, Path(tempfile.mkdtemp(dir=self.folder)))
            plugin.run(run)
            assert run.host is not None and run.stage is not None  # noqa: PT018 - MkDocs has started it
            host, stage = run.host, run.stage
        else:
            host, stage = old.host, old.stage
        shards = {path: row.shard for path, row in self._sources.items()}
        routes = old.routes if old and old.content.library is content.library else Routes(content)
        self.view = View(settings, content, host, stage, self._spool, shards, routes, dict(self._answers))
        self._host_key, self._made_from, self.settings = key, (site, found.static), settings
        if old is not None and old.stage != stage:
            shutil.rmtree(old.stage, ignore_errors=True)

    def close(self) -> None:
        """Remove the preview's folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
