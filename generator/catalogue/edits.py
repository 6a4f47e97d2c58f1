"""A rebuild when nothing but the text of answers has changed: neither the library nor MkDocs is entered.

What any other page shows of a record is compared field by field with what the state has of it; on any difference there
is no short cut, and the build goes its whole way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from generator.catalogue.catalogue import judged, located
from generator.catalogue.entry import Entry
from generator.catalogue.reader import Changes
from generator.catalogue.summary import Summary
from generator.config.settings import Settings
from generator.config.severity import Policy
from generator.model.codes import CODES
from generator.model.finding import Finding, in_order
from generator.system.state import State

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
