"""The files that private edits change, made without the library: the edited records' pages and the search index."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

from generator.build import index_edits, tasks
from generator.build.outcome import SiteFiles
from generator.build.stage import Stage
from generator.build.tasks import PageItem, PageRenderer, PageWriter
from generator.build.weight import Weight
from generator.catalogue.reader import Changes
from generator.config.settings import Settings
from generator.model import urls
from generator.model.page import Page
from generator.pages import markdown, views
from generator.system.codec import StateError
from generator.system.spool import Spool
from generator.system.state import Made, State

_Rows = dict[str, tuple[Made | None, Made | None]]
"""Old and new row of each file, by path."""


def make(
    settings: Settings, changes: Changes, state: State, spool: Spool, renderer: PageRenderer, base: bytes, stage: Path
) -> SiteFiles:
    """Make the files of private edits (or of none); ``base`` as ``PageWriter`` has it."""
    known = state.get("weight", tuple[Weight, int])
    if known is None:
        raise StateError(f"{state.path}: no weight")
    weight, pages = known
    rows: _Rows = {}
    values: dict[str, object] = {}
    if changes.changed:
        rows = _pages(settings, changes, state, spool, PageWriter(renderer, base, Stage(stage, {})))
        if "search" in settings.outputs:
            found, values = index_edits.edited(settings.site_dir, changes, state, spool, stage)
            rows |= found
        weight = _reweighed(weight, rows, state)
    new = {path: row for path, (_, row) in rows.items() if row is not None}
    return SiteFiles(new, rows.keys() - new.keys(), len(new), pages, weight, values)


def _pages(settings: Settings, changes: Changes, state: State, spool: Spool, writer: PageWriter) -> _Rows:
    """Make the pages of edited answers. The values of these pages go into the spool, for the state."""
    rows: _Rows = {}
    for shard in sorted({changes.shard(path) for path in changes.changed}):
        packed = state.get(f"shown {shard}", bytes)
        shown = tasks.shown_pages(packed) if packed else {}
        answers = spool.get(f"answers {shard}", dict[str, str]) or {}
        for path, entry in changes.changed.items():
            record, rendered = entry.record, entry.rendered
            if changes.shard(path) != shard or record is None or rendered is None:
                continue
            file = urls.record_file(record.url, settings.directory_urls)
            old = state.made([file]).get(file)
            if old is None or old.kind != tasks.RECORDS:  # no page of its own: a draft, a copy
                continue
            page = views.with_new_answer(views.record_page_from_json(shown[file]), record, rendered)
            shown[file] = views.to_json(page)
            answer = "" if record.withdrawn else answers[path]
            twin = urls.twin_file(file) if markdown.KIND in settings.outputs else file
            rows |= _rewritten(state.made([file, twin]), page, shown[file], answer, writer)
        spool.put(f"shown {shard}", tasks.packed(shown.values()))
    return rows


def _rewritten(old: Mapping[str, Made], page: Page, value: bytes, answer: str, writer: PageWriter) -> _Rows:
    """Write a page and its Markdown copy."""
    items = {path: PageItem(row.kind, page, row.day) for path, row in old.items()}
    return {path: (old[path], writer.row(item, value, lambda: answer)) for path, item in items.items()}


def _reweighed(weight: Weight, rows: Mapping[str, tuple[Made | None, Made | None]], state: State) -> Weight:
    """The site's weight with new rows instead of old ones."""
    weight = deepcopy(weight)
    if all(weight.exchange(path, old, new) for path, (old, new) in rows.items()):
        return weight
    now = {**state.made(), **{path: new for path, (_, new) in rows.items()}}
    return Weight.of({path: row for path, row in now.items() if row is not None})
