"""A check of a content folder: what is wrong with it now, with as little reading as may be.

What earlier checks read stands in a state of its own below the build's (a build does not run the rules of style). With
it a check reads only files whose stamp has changed, and tells what a check without it would tell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from filelock import FileLock, Timeout

from generator.catalogue import catalogue, fingerprint, reader
from generator.catalogue.edits import after_edits
from generator.catalogue.entry import Entry, Wanted
from generator.catalogue.reader import Changes
from generator.catalogue.summary import Summary, keep, summary_of
from generator.config.settings import Settings
from generator.model.finding import Finding
from generator.system import processes
from generator.system.progress import Watch, no_watch
from generator.system.spool import Spool
from generator.system.state import State, StateError


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, located and in order; the paths of all records; all entries, if they were asked for."""

    findings: tuple[Finding, ...]
    records: Sequence[str]
    entries: Sequence[Entry] = ()


def check(settings: Settings, *, jobs: int = 0, watch: Watch = no_watch, whole: bool = False) -> Checked:
    """Check the content; ``whole``: give all entries.

    What was learnt is kept in ``settings.state_dir``, unless another check is at it, or it cannot be written: then this
    one goes without.
    """
    folder = folder_of(settings.state_dir)
    lock = FileLock(folder / "lock")
    run = _Check(settings, jobs, watch, whole, fingerprint.of_code())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except (Timeout, OSError):
        return run.run(State(folder), None)
    try:
        state, spool = run.load(folder), Spool.make(folder)
        try:
            return run.run(state, spool)
        except StateError:
            return run.run(State(folder), spool)
        finally:
            state.close()
            spool.remove()
    finally:
        lock.release()


def folder_of(state_dir: Path) -> Path:
    """Where checks keep what they learn."""
    return state_dir / "check"


def codes(code: bytes) -> tuple[bytes, bytes]:
    """What stands in a check's state for this program's code: without reading grades, and with them."""
    return code, code + b"grade"


def remembered(state_dir: Path, code: bytes) -> State:
    """The state that an earlier check left, whatever it was asked for; an empty one where there is none of use."""
    for known in codes(code):
        state = State.load(folder_of(state_dir), known)
        if not state.is_empty:
            break
    return state


class _Check:
    """One check, with a state (empty, where there is none) and, where something may be kept, a spool."""

    def __init__(self, settings: Settings, jobs: int, watch: Watch, whole: bool, code: bytes) -> None:
        self.code = code
        self.wanted = Wanted(answers=False, style=True, grade=settings.policy.wants_grade)
        self.settings = settings
        self.jobs = jobs
        self.watch = watch
        self.whole = whole
        self.key = fingerprint.of_settings(settings)

    def load(self, folder: Path) -> State:
        """The state that an earlier check left; one that knows of grades serves a check that does not ask for them."""
        for grade in (self.wanted.grade, True):
            self.wanted = self.wanted._replace(grade=grade)
            state = State.load(folder, codes(self.code)[grade])
            if not state.is_empty:
                return state
        self.wanted = self.wanted._replace(grade=self.settings.policy.wants_grade)
        return state

    def run(self, state: State, spool: Spool | None) -> Checked:
        settings = self.settings
        executor = partial(processes.executor, self.jobs)
        changes = reader.read(settings, state, self.wanted, spool, executor, self.watch)
        found = changes.content
        entries: Sequence[Entry] = ()
        old: Summary | None = state.get("summary")
        summary = None if old is None or self.whole else self._after_edits(old, changes, state)
        if summary is not None:
            others = state.get("others")
        else:
            known = [finding for finding in (old.findings if old else ()) if finding.path not in changes.changed]
            entries = reader.entries(changes, state)
            loaded = catalogue.index(settings, found, entries, known)
            summary = summary_of(loaded, entries, settings.today)
            others = loaded.authored.keys() | loaded.topics.by_path.keys()
        if spool is not None and (changes.sources or entries):
            values = {"summary": summary, "others": frozenset(others), "static": found.others, "key": self.key}
            keep(state, changes, spool, {**values, "code": codes(self.code)[self.wanted.grade]}, {})
        return Checked(summary.findings, [path for path in found.markdown if path not in others], entries)

    def _after_edits(self, summary: Summary, changes: Changes, state: State) -> Summary | None:
        """The summary if only answers have changed that no other file depends on (or nothing has)."""
        is_same = (
            state.get("key") == self.key
            and state.get("static") == changes.content.others
            and not changes.content.unreadable
            and summary.holds_on(self.settings.today)
        )
        return after_edits(summary, changes, self.settings) if is_same else None
