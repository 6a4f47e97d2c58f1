"""The pages of edited answers, rebuilt without the library."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path

from generator.build import tasks
from generator.build.weight import Weight
from generator.catalogue.reader import Changes
from generator.config.settings import Settings
from generator.model import urls
from generator.model.page import Site
from generator.pages import markdown, views
from generator.system.spool import Spool
from generator.system.state import Made, State


def remake(
    settings: Settings, changes: Changes, state: State, spool: Spool, site: Site, base: bytes, stage: Path
) -> dict[str, tuple[Made | None, Made | None]]:
    """Make the pages of edited answers: old and new row of each by path. The state's values go into the spool."""
    rows: dict[str, tuple[Made | None, Made | None]] = {}
    terms = state.get("terms") or ()
    for shard in sorted({changes.shard(path) for path in changes.changed}):
        packed = state.get(f"shown {shard}")
        shown = tasks.shown_pages(packed) if packed else {}
        answers = spool.get(f"answers {shard}")
        for path, entry in changes.changed.items():
            record, rendered = entry.record, entry.rendered
            assert record is not None and rendered is not None  # noqa: PT018 - applies() has seen to it
            file = urls.record_file(record.url, settings.directory_urls)
            old = state.made([file]).get(file) if changes.shard(path) == shard else None
            if old is None or old.kind != tasks.RECORDS:  # no page of its own: a draft, a repetition
                continue
            page = views.with_new_answer(views.record_page_from_json(shown[file]), record, rendered)
            shown[file] = views.to_json(page)
            twin = urls.twin_file(file) if markdown.KIND in settings.outputs else file
            for name, made in state.made([file, twin]).items():
                new = made._replace(key=tasks.page_key(shown[file], base))
                html = "" if record.withdrawn else answers[path]
                html = html and tasks.finished(new.kind, html, page, terms, settings.directory_urls)
                rows[name] = made, tasks.write_page(site, settings.templates, stage, page, new, html)
        spool.put(f"shown {shard}", tasks.packed(shown.values()))
    return rows


def reweigh(weight: Weight, rows: Mapping[str, tuple[Made | None, Made | None]], state: State) -> Weight:
    """The site's weight after that."""
    weight = deepcopy(weight)
    if all(weight.exchange(path, old, new) for path, (old, new) in rows.items()):
        return weight
    now = {**state.made(), **{path: new for path, (_, new) in rows.items()}}
    return Weight.of({path: row for path, row in now.items() if row is not None})
