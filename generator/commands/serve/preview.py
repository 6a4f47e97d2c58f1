"""The preview's site in memory. The library is kept, pages are made on request, and an edit reads one file.

Pages show the last state of the content without errors; the findings are those of the current state.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from generator.build.host import HostTask, host_key
from generator.build.tasks import renderer
from generator.catalogue import catalogue, fingerprint, reader
from generator.catalogue.catalogue import Loaded
from generator.catalogue.edits import after_edits
from generator.catalogue.entry import Entry, Wanted
from generator.catalogue.reader import Changes
from generator.catalogue.summary import Summary, summary_of
from generator.commands.serve.routes import Routes
from generator.commands.serve.view import EDIT, View
from generator.config.file import find_config
from generator.config.settings import Settings, read_settings
from generator.model.finding import Finding, as_text, has_errors
from generator.pages.site import SitePages
from generator.system import files
from generator.system.spool import Spool
from generator.system.state import SourceRow


class Preview:
    """The last state of a site without errors, and the findings of the current one. ``version`` counts such states.

    "Edit this page" links to ``EDIT`` with the file's path.
    """

    def __init__(self, config_file: Path | None, content: Path | None, url: str) -> None:
        self.config_file = config_file
        self.content = content
        self.url = url
        self.folder = Path(tempfile.mkdtemp(prefix="quicktakes-serve-"))
        self.settings = self.load()
        self.view: View | None = None
        self.version = 0
        self.problem = ""
        self.findings: tuple[Finding, ...] = ()
        self._spool = Spool.make(self.folder)
        self._sources: dict[str, SourceRow] = {}
        self._entries: dict[str, Entry] = {}
        self._answers: dict[str, str] = {}
        self._found: files.Content | None = None
        self._summary = Summary.nothing(self.settings.today)
        self._linked: set[str] = set()
        self._host_key: bytes | None = None
        self._made_from: tuple[bytes, Mapping[str, files.Stamp], date] | None = None

    def load(self) -> Settings:
        """The current settings."""
        found = find_config(self.config_file, self.content)
        settings = read_settings(found, content=self.content, site_url=self.url, preview=True)
        return replace(settings, site_dir=self.folder / "site", edit_url=f"/{EDIT}/")

    def is_content(self, path: str) -> bool:
        """Whether a path in the content folder is a file that pages are made from."""
        return self._found is not None and path in self._found.markdown

    def findings_for(self, files: Iterable[str]) -> str:
        """The findings in the files that a page is made from, as text; it is the first existing one of ``files``."""
        sources = next((sources for file in files if self.view and (sources := self.view.sources(file))), frozenset())
        found = [finding for finding in self.findings if finding.path in sources]
        return as_text(found, f"{self.settings.content.name}/")

    def refresh(self, paths: Collection[Path] = ()) -> None:
        """Read what has changed: ``paths`` if they are content files, else all files are compared.

        If there are errors, the view stays, and ``problem`` has the errors.
        """
        settings = self.load()
        found = self._discover(settings, paths)
        changes = reader.compare(found, self._sources)
        self._read(settings, changes)
        self._found = found
        site = fingerprint.of_site(settings)
        if self._made_from is None or site != self._made_from[0]:
            renderer.cache_clear()  # templates may have changed
        made_from = (site, found.others, settings.today)
        content = self._edited(changes, settings) if made_from == self._made_from else None
        if content is None:
            entries = [self._entries[path] for path in sorted(self._entries)]
            content = catalogue.index(settings, found, entries)
            self._summary = summary_of(content, entries, settings.today)
        self.findings = content.findings
        if has_errors(content.findings):
            errors = [finding for finding in content.findings if finding.severity == "error"]
            self.problem = as_text(errors, f"{settings.content.name}/")
            return
        old = self.view.pages if self.view is not None else None
        if old is None or content.library is not old.content.library:
            relations = catalogue.relate(content, None if old is None else old.context.relations.nearest)
            all_pages = SitePages.of(content, relations)
        else:
            all_pages = replace(old, content=content)
        self._show(settings, found, site, all_pages)
        self.problem = ""
        self.version += 1

    def _discover(self, settings: Settings, paths: Collection[Path]) -> files.Content:
        names = {path.relative_to(settings.content).as_posix() for path in paths if settings.content in path.parents}
        if self._found is not None and len(names) == len(paths) > 0 and names <= self._found.markdown.keys():
            stamps = {name: files.stamp(f"{settings.content}/{name}") for name in names | self._linked}
            if all(stamp.size >= 0 for stamp in stamps.values()):
                return replace(self._found, markdown={**self._found.markdown, **stamps})
        found = files.discover(settings.content, settings.exclude)
        self._linked = {path for path in found.markdown if (settings.content / path).is_symlink()}
        return found

    def _read(self, settings: Settings, changes: Changes) -> None:
        first = not self._sources
        policy = settings.policy
        wanted = Wanted(features=True, style=policy.needs_style, grade=policy.needs_grade)
        reader.look(changes, settings, wanted, self._spool if first else None)
        rows = {**self._sources, **changes.sources}
        self._sources = {path: row for path, row in rows.items() if row is not None}
        self._entries.update(changes.changed)
        for path in changes.removed:
            del self._entries[path]
        for path, entry in changes.changed.items() if not first else ():
            if entry.rendered is not None:
                self._answers[path] = reader.answer(settings.content, path, entry.rendered.source)

    def _edited(self, changes: Changes, settings: Settings) -> Loaded | None:
        """The content of the view with edited answers; ``None`` if anything else has changed."""
        if self.view is None or self.problem:
            return None
        summary = after_edits(self._summary, changes, settings)
        if summary is None:
            return None
        self._summary, old = summary, self.view.pages.content
        new = {path: entry.rendered for path, entry in changes.changed.items() if entry.rendered is not None}
        return replace(old, rendered={**old.rendered, **new}, findings=summary.findings)

    def _show(self, settings: Settings, found: files.Content, site: bytes, all_pages: SitePages) -> None:
        from generator.build import mkdocs  # imported late: it takes as long as a small build

        key = host_key(site, settings, found, lambda path: self._sources[path].digest, all_pages.content)
        old = self.view
        if old is None or key is None or key != self._host_key:
            stage = Path(tempfile.mkdtemp(dir=self.folder))
            host = mkdocs.render(HostTask(all_pages, stage, strict=False))
        else:
            host, stage = old.host, old.stage
        shards = {path: row.shard for path, row in self._sources.items()}
        routes = old.routes if old and old.pages.content.library is all_pages.content.library else Routes(all_pages)
        self.view = View(settings, all_pages, host, stage, self._spool, shards, routes, dict(self._answers))
        self._host_key, self._made_from, self.settings = key, (site, found.others, settings.today), settings
        if old is not None and old.stage != stage:
            shutil.rmtree(old.stage, ignore_errors=True)

    def close(self) -> None:
        """Remove the preview's temporary folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
