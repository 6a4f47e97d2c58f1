"""A check of a content folder, which reads only files that have changed since the last check.

Checks have a state of their own, below that of builds, because builds do not run the rules of style. Its result is that
of a check without a state.
"""

from __future__ import annotations

import errno
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from generator.catalogue import catalogue, fingerprint, reader
from generator.catalogue.edits import summary_in
from generator.catalogue.entry import Entry, Wanted
from generator.catalogue.summary import Summary, keep, summary_of
from generator.config.settings import Settings
from generator.model.finding import Finding
from generator.system.codec import StateError
from generator.system.files import make_private
from generator.system.progress import Watch, no_watch
from generator.system.spool import Spool
from generator.system.state import State
from generator.system.workers import processes

_UNWRITABLE = {
    errno.EACCES, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ENOSPC, errno.ENOTDIR, errno.EPERM, errno.EROFS,
}  # fmt: skip
"""Errors of a state folder that is full, read-only, or not a folder."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The findings of a check, located and in order; the paths of all records; all entries if requested."""

    findings: tuple[Finding, ...]
    records: Sequence[str]
    entries: Sequence[Entry] = ()


def check(settings: Settings, *, jobs: int = 0, watch: Watch = no_watch, whole: bool = False) -> Checked:
    """Check the content; ``whole`` requests all entries.

    The state is in ``settings.state_dir``. It is not used if another check holds it, or if it cannot be written.
    """
    folder, code = folder_of(settings.state_dir), fingerprint.of_code()
    run = partial(_check, settings, code, jobs, watch, whole)
    try:
        with ExitStack() as resources:
            make_private(folder)
            resources.enter_context(FileLock(folder / "lock", mode=0o600).acquire(blocking=False))
            state, spool = saved_state(settings.state_dir, code, settings.policy.needs_grade), Spool.make(folder)
            resources.callback(spool.remove)
            resources.callback(state.close)
            try:
                return run(state, spool)
            except StateError:
                state.close()
                return run(state, spool)
    except Timeout:
        return run(State(folder), None)
    except OSError as error:
        if error.errno not in _UNWRITABLE:
            raise
        return run(State(folder), None)


def folder_of(state_dir: Path) -> Path:
    """The folder of the checks' state."""
    return state_dir / "check"


def codes(code: bytes) -> tuple[bytes, bytes]:
    """The fingerprints in states of checks by this program: without reading grades, and with them."""
    return code, code + b"grade"


def saved_state(state_dir: Path, code: bytes, graded: bool = False) -> State:
    """The state of an earlier check, with or without reading grades unless it must be ``graded``; else an empty one."""
    states = (State.load(folder_of(state_dir), known) for known in codes(code)[graded:])
    return next((state for state in states if not state.is_empty), State(folder_of(state_dir)))


def _check(
    settings: Settings, code: bytes, jobs: int, watch: Watch, whole: bool, state: State, spool: Spool | None
) -> Checked:
    """Check with a state, which may be empty. Without a spool, no state is saved."""
    graded = settings.policy.needs_grade or state.get("code", bytes) == codes(code)[True]
    wanted = Wanted(answers=False, style=True, grade=graded)
    changes = reader.read(settings, state, wanted, spool, partial(processes.executor, jobs), watch)
    key = fingerprint.of_settings(settings)
    entries: Sequence[Entry] = ()
    summary = None if whole else summary_in(state, key, changes, settings)
    if summary is not None:
        others = state.get("others", frozenset[str]) or frozenset()
    else:
        old = state.get("summary", Summary)
        known = [finding for finding in (old.findings if old else ()) if finding.path not in changes.changed]
        entries = reader.entries(changes, state)
        loaded = catalogue.index(settings, changes.content, entries, known)
        summary = summary_of(loaded, entries, settings.today)
        others = frozenset(loaded.authored.keys() | loaded.topics.by_path.keys())
    if spool is not None and (changes.sources or entries):
        values = {"summary": summary, "others": others, "static": changes.content.others, "site": key}
        keep(state, changes, spool, {**values, "code": codes(code)[graded]}, {})
    return Checked(summary.findings, [path for path in changes.content.markdown if path not in others], entries)
