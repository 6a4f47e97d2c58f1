"""Every file of a site, made into the stage unless the site already has it: a row for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

import orjson

from generator.build import decks, index_edits
from generator.build.host import HOST_KIND, Host, site_of
from generator.build.index import SEARCH_KIND, Index, whole_index
from generator.build.tasks import Task, Workshop, make_pages, page_key, write_page
from generator.catalogue.reader import Changes
from generator.config.settings import Settings
from generator.model.page import Page, Site
from generator.outputs import assets, feeds, llms, robots, schema_files, sitemap, study
from generator.outputs.output import Catalogue
from generator.pages.site import SitePages
from generator.pages.views import to_json
from generator.system import files
from generator.system.progress import Progress
from generator.system.spool import Spool
from generator.system.state import Made, State, StateError

OUTPUTS = {
    "sitemap": sitemap, "robots": robots, "schema": schema_files, "feeds": feeds, "llms": llms, "study": study,
    "assets": assets,
}  # fmt: skip


def base_of(fingerprint: bytes, site: Site) -> bytes:
    """What every page depends on, as a key for the keys of pages."""
    return files.digest(fingerprint + orjson.dumps(site))


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes one site. ``old`` are the files that it has already."""

    settings: Settings
    pages: SitePages
    host: Host
    stage: Path
    spool: Spool
    fingerprint: bytes
    old: Mapping[str, Made]
    changes: Changes
    state: State

    def make(
        self,
        executor: Callable[[int, object], Executor],
        watch: Callable[[str, int], AbstractContextManager[Progress]],
    ) -> tuple[dict[str, Made], dict[str, object]]:
        """All rows by path, and values for the state. Long tasks (whole listings) come first."""
        site = site_of(self.settings, self.host)
        shop = Workshop(
            site, self.settings.templates, base_of(self.fingerprint, site), self.stage, self.spool, self.pages,
            self.old, None if self.state.is_empty else self.settings.state_dir,
        )  # fmt: skip
        values: dict[str, object] = {"indexed": None, "notes": None}
        rows = dict(self._host_rows())
        tasks = list(self._tasks())
        count = len(self.pages.content.records)
        _ = self.pages.content.library.backlinks  # found here, once for all processes
        with executor(count, shop) as pool, watch("Making", len(tasks)) as progress:
            if decks.KIND in self.settings.outputs:  # first, for pages tell their sizes
                made = self._decks(shop, pool, rows)
                rows.update(made.rows)
                values["notes"] = made.notes
            for pages in pool.map(make_pages, tasks):
                rows.update(pages)
                progress(1)
            if "search" in self.settings.outputs:
                index = self._index(shop, pool)
                rows.update(index.rows)
                values |= index.values
        for page, day in self._own_pages():
            rows[page.path] = self._own(shop, page, day)
        rows.update(self._outputs(rows))
        return rows, values

    def _decks(self, shop: Workshop, pool: Executor, rows: Mapping[str, Made]) -> decks.Decks:
        try:
            known = self.state.get("notes") or {}
        except StateError:  # a torn state is as good as none
            known = {}
        return decks.make(shop, pool, self.changes.shards(), known, rows)

    def _index(self, shop: Workshop, pool: Executor) -> Index:
        try:
            there = self.state.paths(SEARCH_KIND)
            in_place = bool(there) and all(path in self.old for path in there)
            site = self.settings.site_dir
            index = index_edits.changed(shop, self.state, self.changes.shard, site) if in_place else None
            names = self.state.names("postings ")
        except StateError:  # a torn state is as good as none
            index, names = None, []
        return index or whole_index(shop, pool, self.changes.shards(), names)

    def _tasks(self) -> Iterator[Task]:
        wanted = self.settings.outputs
        if "listings" in wanted:
            yield from (Task(listing) for listing in self.pages.listings.all())
        if {"pages", "redirects"} & set(wanted):
            yield from (Task(None, shard, tuple(paths)) for shard, paths in sorted(self.changes.shards().items()))

    def _host_rows(self) -> Iterator[tuple[str, Made]]:
        """What the host has put into the stage, or what it left in the site earlier."""
        staged = list(files.walk(self.stage, hidden=True))
        if not staged:
            yield from ((path, row) for path, row in self.old.items() if row.kind == HOST_KIND)
        for path in staged:
            full = f"{self.stage}/{path}"
            key = files.digest(files.read(self.stage, path))
            old = self.old.get(path)
            day = "" if path in self.host.listed else None
            if old is not None and old.key == key:
                Path(full).unlink()
                yield path, old._replace(kind=HOST_KIND, day=day)
            else:
                yield path, Made(HOST_KIND, key, *files.stamp(full), day)

    def _own_pages(self) -> Iterator[tuple[Page, str | None]]:
        """The few pages that no task holds."""
        home, listings = self.host.home, self.pages.listings
        page = listings.home(home.view, home.title, home.description) if home else listings.home()
        yield page, self.pages.content.library.newest if page.canonical else None
        if "search" in self.settings.outputs:
            yield self.pages.search(), None
        if "study" in self.settings.outputs:
            yield listings.flashcards.page(), None
        if "404.html" not in self.pages.content.static:
            yield self.pages.not_found(), None

    def _own(self, shop: Workshop, page: Page, day: str | None) -> Made:
        key = page_key(to_json(page), shop.base)
        old = self.old.get(page.path)
        if old is not None and old.key == key:
            return old._replace(day=day)
        return write_page(shop.site, shop.templates, self.stage, page, Made("listings", key, 0, 0, day))

    def _outputs(self, rows: Mapping[str, Made]) -> Iterator[tuple[str, Made]]:
        content, canonical = self.pages.content, self.pages.context.addresses.canonical
        indexed = [(canonical(path), row.day) for path, row in sorted(rows.items()) if row.day is not None]
        catalogue = Catalogue(
            self.settings, content.library, indexed if self.settings.site_url else (), content.static, content.topics,
            self.pages.context.indexed_records(), self.pages.listings.flashcards.files(), content.people,
        )  # fmt: skip
        for name, output in OUTPUTS.items():
            for path, data in output.outputs(catalogue) if name in (*self.settings.outputs, "assets") else ():
                key = files.digest(data)
                old = self.old.get(path)
                if path in self.pages.content.static:  # an editor's own file wins
                    continue
                if old is not None and old.key == key:
                    yield path, old
                else:
                    yield path, Made(name, key, *files.write(self.stage, path, data), None)
