"""Private edits: changes to answers that no other page and no other file's finding can show.

The worker that reads a file computes its face, a digest of what other pages can see of it (see ``entry.face``). While
all faces are equal, the library, the listings and MkDocs are not needed: only the edited records' own pages change.
"""

from __future__ import annotations

from dataclasses import replace

from generator.catalogue.catalogue import judged, located
from generator.catalogue.reader import Changes
from generator.catalogue.summary import Summary
from generator.config.settings import Settings
from generator.model.finding import Finding, has_errors, in_order
from generator.system.files import Stamp
from generator.system.state import State

_UNREAD = {"QT106", "QT144", "QT145", "QT146", "QT147"}
"""Findings of a run that could not read everything, and that may not hold any more."""
_FEW = 50
"""The most edits that are worth the shortcut: it takes one shard after the other, a full run shares them out."""


def summary_in(state: State, fingerprint: bytes, changes: Changes, settings: Settings) -> Summary | None:
    """The summary in a state after private edits; ``None`` if anything else has changed, such as the configuration."""
    summary = state.get("summary", Summary)
    if summary is None or not summary.holds_on(settings.today):
        return None
    is_whole_now = not changes.content.unreadable and not changes.content.obstacles
    if not is_whole_now or any(finding.code in _UNREAD for finding in summary.findings):
        return None
    if state.get("site", bytes) != fingerprint or state.get("static", dict[str, Stamp]) != changes.content.others:
        return None
    return after_edits(summary, changes, settings)


def after_edits(summary: Summary, changes: Changes, settings: Settings) -> Summary | None:
    """The summary after a few private edits (or none); ``None`` if more than these may have changed.

    Findings of the edited files are computed again or move with their lines; all others stay.
    """
    edited = changes.changed
    if changes.removed or len(edited) > _FEW or not all(map(changes.is_private, edited)):
        return None
    if not summary.copies.isdisjoint(edited):  # the other files of the article must have the same text
        return None
    crossing = [finding for finding in summary.crossing if finding.path in edited]
    if any(map(_in_answer, crossing)):
        return None
    before = [finding for finding in summary.findings if finding.path in edited]
    after = located(settings.content, judged(settings.policy, edited.values(), crossing))
    if has_errors([*before, *after]):  # a record with errors is not in the library
        return None
    kept = (finding for finding in summary.findings if finding.path not in edited)
    return replace(summary, findings=tuple(in_order([*kept, *after])))


def _in_answer(finding: Finding) -> bool:
    return finding.place.in_body or (finding.place.key == ("answer",) and finding.place.offset >= 0)
