"""Every file of a site, made into the stage unless the site already has it: a row for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

import orjson

from generator.build import decks, index_edits
from generator.build.host import HOST_KIND, Host
from generator.build.index import SEARCH_KIND, IndexFiles, whole_index
from generator.build.tasks import Context, PageItem, Task, make_pages
from generator.catalogue.reader import Changes
from generator.model.page import Page, Site
from generator.outputs import assets, feeds, llms, robots, schema_files, sitemap, study
from generator.outputs.output import Catalogue
from generator.pages.views import to_json
from generator.system import files
from generator.system.codec import StateError
from generator.system.progress import Watch
from generator.system.state import Made, State

_OUTPUTS = (
    ("sitemap", sitemap),
    ("robots", robots),
    ("schema", schema_files),
    ("feeds", feeds),
    ("llms", llms),
    ("study", study),
    ("assets", assets),
)


def base_of(fingerprint: bytes, site: Site) -> bytes:
    """The fingerprint of everything that all pages depend on."""
    return files.digest(fingerprint + orjson.dumps(site))


@dataclass(frozen=True, slots=True)
class SiteMaker:
    """Makes all files of one site."""

    context: Context
    host: Host
    changes: Changes
    state: State

    def make(
        self, executor: Callable[[int, object], Executor], watch: Watch
    ) -> tuple[dict[str, Made], dict[str, object]]:
        """All rows by path, and values for the state. Long tasks (whole listings) come first."""
        context, content = self.context, self.context.pages.content
        outputs = content.settings.outputs
        values: dict[str, object] = {"indexed": None, "notes": None}
        rows = dict(self._host_rows())
        tasks = list(self._tasks())
        _ = content.library.backlinks  # computed here, once for all processes
        with executor(len(content.records), context) as pool, watch("Making", len(tasks)) as progress:
            if decks.KIND in outputs:  # first: pages show the decks' sizes
                made = decks.make(context, pool, self.changes.shards(), self._notes(), rows)
                rows.update(made.rows)
                values["notes"] = made.notes
            for pages in pool.map(make_pages, tasks):
                rows.update(pages)
                progress(1)
            if "search" in outputs:
                index = self._index(pool)
                rows.update(index.rows)
                values |= index.values
        for page, day in self._own_pages():
            rows[page.path] = context.writer.row(PageItem("listings", page, day), to_json(page))
        rows.update(self._outputs(rows))
        return rows, values

    def _notes(self) -> Mapping[int, bytes]:
        try:
            return self.state.get("notes", dict[int, bytes]) or {}
        except StateError:  # a broken state is the same as none
            return {}

    def _index(self, pool: Executor) -> IndexFiles:
        context = self.context
        site = context.pages.content.settings.site_dir
        try:
            paths = self.state.paths(SEARCH_KIND)
            in_place = bool(paths) and all(path in context.stage.old for path in paths)
            index = index_edits.changed(context, self.state, self.changes.shard, site) if in_place else None
            names = self.state.names("postings ")
        except StateError:  # a broken state is the same as none
            index, names = None, []
        return index or whole_index(context, pool, self.changes.shards(), names)

    def _tasks(self) -> Iterator[Task]:
        outputs = self.context.pages.content.settings.outputs
        if "listings" in outputs:
            yield from (Task(listing) for listing in self.context.pages.listings.all())
        if {"pages", "redirects"} & set(outputs):
            yield from (Task(None, shard, tuple(paths)) for shard, paths in sorted(self.changes.shards().items()))

    def _host_rows(self) -> Iterator[tuple[str, Made]]:
        """The files that MkDocs wrote into the stage, or else those that it wrote in an earlier build."""
        stage = self.context.stage
        staged = list(files.walk(stage.folder, hidden=True))
        if not staged:
            yield from ((path, row) for path, row in stage.old.items() if row.kind == HOST_KIND)
        for path in staged:
            full = f"{stage.folder}/{path}"
            key = files.digest(files.read(stage.folder, path))
            old = stage.old.get(path)
            day = "" if path in self.host.listed else None
            if old is not None and old.key == key:
                Path(full).unlink()
                yield path, old._replace(kind=HOST_KIND, day=day)
            else:
                yield path, Made(HOST_KIND, key, *files.stamp(full), day)

    def _own_pages(self) -> Iterator[tuple[Page, str | None]]:
        """The few pages that belong to no task."""
        pages = self.context.pages
        listings, outputs = pages.listings, pages.content.settings.outputs
        page = self.host.home_page(pages)
        yield page, pages.content.library.newest if page.canonical else None
        if "search" in outputs:
            yield pages.search(), None
        if "study" in outputs:
            yield listings.flashcards.page(), None
        if "404.html" not in pages.content.static:
            yield pages.not_found(), None

    def _outputs(self, rows: Mapping[str, Made]) -> Iterator[tuple[str, Made]]:
        pages, content = self.context.pages, self.context.pages.content
        settings, canonical = content.settings, pages.context.addresses.canonical
        indexed = [(canonical(path), row.day) for path, row in sorted(rows.items()) if row.day is not None]
        catalogue = Catalogue(
            settings,
            content.library,
            indexed if settings.site_url else (),
            content.static,
            content.topics,
            pages.context.indexed_records(),
            pages.listings.flashcards.files(),
            content.people,
        )
        for name, output in _OUTPUTS:
            for path, data in output.outputs(catalogue) if name in (*settings.outputs, "assets") else ():
                if path not in content.static:  # an editor's own file wins
                    yield path, self.context.stage.put_bytes(name, path, data)
