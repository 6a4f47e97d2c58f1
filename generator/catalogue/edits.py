"""A rebuild when nothing but the text of answers has changed: neither the library nor MkDocs is entered.

What any other page shows of a record is compared field by field with what the state has of it; on any difference there
is no short cut, and the build goes its whole way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import replace
from pathlib import Path

from generator import workshop
from generator.catalogue.catalogue import judged, located
from generator.catalogue.entry import Entry
from generator.catalogue.reader import Changes
from generator.catalogue.summary import Summary
from generator.config.settings import Settings
from generator.config.severity import Policy
from generator.model import urls
from generator.model.codes import CODES
from generator.model.finding import Finding, in_order
from generator.model.page import Site
from generator.pages import markdown, views
from generator.system.spool import Spool
from generator.system.state import Made, State
from generator.weight import Weight

_FEW = 50
"""Edits from which the whole way, shared among processes, is quicker than one shard of the state after the other."""


def applies(changes: Changes, state: State, summary: Summary, policy: Policy) -> bool:
    """Whether the changes are nothing but a few edits of answers that no other page can tell (or none at all)."""
    if changes.gone or len(changes.changed) > _FEW or any(path not in changes.known for path in changes.changed):
        return False
    if any(f.path in changes.changed and _in_answer(f) for f in summary.crossing):
        return False
    if not summary.copies.isdisjoint(changes.changed):  # the other files of the article must say the same
        return False
    return all(same_to_others(_before(changes, state, path), entry, policy) for path, entry in changes.changed.items())


def is_enough(changes: Changes, state: State, summary: Summary, settings: Settings) -> bool:
    """Whether the changes concern nothing but the pages of the edited: decks hold answers too, and pages tell how large
    their decks are."""
    in_decks = bool(changes.changed) and "anki" in settings.outputs
    return not in_decks and applies(changes, state, summary, settings.policy)


def _before(changes: Changes, state: State, path: str) -> Entry:
    entries: list[Entry] = state.get(f"entries {changes.shard(path)}")
    return next(entry for entry in entries if entry.path == path)


def same_to_others(before: Entry | None, after: Entry, policy: Policy) -> bool:
    """Whether no other page shows what has changed of a record: the text of its answer, and nothing else."""
    if (
        before is None
        or after.record is None
        or before.rendered is None
        or after.rendered is None
        or before.record != after.record
        or before.features != after.features
    ):
        return False
    codes = {finding.code for finding in (*before.findings, *after.findings)}
    if any("error" in (CODES[code][0], policy.severity(code)) for code in codes):
        return False
    links = [[(t.href, t.image, t.in_body) for t in e.targets] for e in (before.rendered, after.rendered)]
    anchors = [[heading.anchor for heading in e.headings] for e in (before.rendered, after.rendered)]
    return links[0] == links[1] and anchors[0] == anchors[1]


def _in_answer(finding: Finding) -> bool:
    return finding.place.in_body or (finding.place.key == ("answer",) and finding.place.offset >= 0)


def renew(summary: Summary, changes: Changes, settings: Settings) -> Summary:
    """The summary after edits."""
    return replace(summary, findings=findings_after(summary.findings, summary.crossing, changes.changed, settings))


def findings_after(
    findings: Iterable[Finding], crossing: Iterable[Finding], edited: Mapping[str, Entry], settings: Settings
) -> tuple[Finding, ...]:
    """The findings after edits of answers: those of edited files are found anew, or have moved with their lines."""
    concerned = (finding for finding in crossing if finding.path in edited)
    new = located(settings.content, judged(settings.policy, edited.values(), concerned))
    return tuple(in_order([*(finding for finding in findings if finding.path not in edited), *new]))


def remake(
    settings: Settings, changes: Changes, state: State, spool: Spool, site: Site, base: bytes, stage: Path
) -> dict[str, tuple[Made | None, Made | None]]:
    """Make the pages of edited answers: old and new row of each by path. The state's values go into the spool."""
    rows: dict[str, tuple[Made | None, Made | None]] = {}
    terms = state.get("terms") or ()
    for shard in sorted({changes.shard(path) for path in changes.changed}):
        packed = state.get(f"shown {shard}")
        shown = workshop.shown_pages(packed) if packed else {}
        answers = spool.get(f"answers {shard}")
        for path, entry in changes.changed.items():
            record, rendered = entry.record, entry.rendered
            assert record is not None and rendered is not None  # noqa: PT018 - applies() has seen to it
            file = urls.record_file(record.url, settings.directory_urls)
            old = state.made([file]).get(file) if changes.shard(path) == shard else None
            if old is None or old.kind != workshop.RECORDS:  # no page of its own: a draft, a repetition
                continue
            page = views.with_new_answer(views.record_page_from_json(shown[file]), record, rendered)
            shown[file] = views.to_json(page)
            twin = urls.twin_file(file) if markdown.KIND in settings.outputs else file
            for name, made in state.made([file, twin]).items():
                new = made._replace(key=workshop.key_of(shown[file], base))
                html = "" if record.withdrawn else answers[path]
                html = html and workshop.finished(new.kind, html, page, terms, settings.directory_urls)
                rows[name] = made, workshop.write(site, settings.templates, stage, page, new, html)
        spool.put(f"shown {shard}", workshop.packed(shown.values()))
    return rows


def reweigh(weight: Weight, rows: Mapping[str, tuple[Made | None, Made | None]], state: State) -> Weight:
    """The site's weight after that."""
    weight = deepcopy(weight)
    if all(weight.exchange(path, old, new) for path, (old, new) in rows.items()):
        return weight
    now = {**state.made(), **{path: new for path, (_, new) in rows.items()}}
    return Weight.of({path: row for path, row in now.items() if row is not None})
