"""Write and remove several content files in one transaction: stage, write a journal, rename.

Order: all new files are written to a stage folder inside the content folder (its name starts with a dot, so that it is
not read as content), then the journal (see ``journal``). Then files are renamed into place, removed files are deleted,
and the stage is deleted. If the process is killed before the journal exists, nothing has changed. If it is killed
later, every file is either old or new, and the next command that writes content completes the work, except for files
edited since.
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from types import FrameType

from filelock import FileLock, Timeout

from generator.editing import journal
from generator.editing.journal import Step
from generator.system import atomic, files
from generator.system.errors import RefusedError

_STAGE = ".quicktakes-edit"


class Rewriting:
    """Pending writes and removals in one content folder; no file is changed before ``commit``.

    ``recovered`` says which work of a killed command was completed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stage = folder / _STAGE
        self._rows: list[Step] = []
        self.recovered = self._recover()

    def write(self, path: str, data: bytes, old: bytes | None, like: str = "") -> None:
        """Stage a file's new content; ``old`` is the content expected at ``commit`` (``None``: no file).

        A new file gets the permissions of the file ``like``.
        """
        name = str(len(self._rows))
        staged = self._stage / name
        staged.write_bytes(data)
        if old is not None or like:
            shutil.copymode(self._folder / (like or path), staged)
        self._rows.append(Step(self._real(path), name, _digest(old), _digest(data)))

    def remove(self, path: str, old: bytes) -> None:
        """Mark a file for removal; ``old`` is the content expected at ``commit``."""
        self._rows.append(Step(self._real(path), "", _digest(old), ""))

    def touched(self) -> list[Path]:
        """The real paths (symbolic links resolved) of the files that will be overwritten or removed."""
        return [(self._folder / row.path).resolve() for row in self._rows if row.old]

    def commit(self) -> None:
        """Make all changes. Raises ``RefusedError``, before any change, if a file was edited in the meantime."""
        for row in self._rows:
            if self._now(row.path) != row.old:
                raise RefusedError(f"{self._folder / row.path} changed while the command ran; run the command again")
        if hasattr(os, "sync"):
            os.sync()
        journal.draft(self._stage, self._rows)
        with undisturbed():
            journal.begin(self._stage)
            self._carry_out(self._rows)

    def _carry_out(self, rows: list[Step]) -> list[str]:
        """Rename and remove; return the files that were skipped because they were edited."""
        left = []
        for path, name, old, new in rows:
            target = atomic.inside(self._folder, path)
            staged = self._stage / PurePath(name).name
            if name and not staged.exists():
                continue  # the killed command already did this
            if self._now(path) != old or (name and _digest(staged.read_bytes()) != new):
                if name or target.exists():
                    left.append(path)
            elif name:
                target.parent.mkdir(parents=True, exist_ok=True)
                atomic.move(staged, target)
            else:
                target.unlink()
        journal.remove(self._stage)
        return left

    def _recover(self) -> str:
        rows = journal.read(self._stage)
        left = [] if rows is None else self._carry_out(rows)
        for file in self._stage.iterdir():
            if file.name != "lock":
                file.unlink()
        if rows is None:
            return ""
        done = f"completed the work of an interrupted command ({len(rows) - len(left)} of {len(rows)} files)"
        return done + (f"; skipped, because edited since: {', '.join(left)}" if left else "")

    def _now(self, path: str) -> str:
        try:
            return _digest((self._folder / path).read_bytes())
        except FileNotFoundError:
            return ""

    def _real(self, path: str) -> str:
        """The path with symbolic links resolved: renaming onto a link would replace the link.

        Raises ``RefusedError`` if a link leads out of the content folder.
        """
        real, folder = (self._folder / path).resolve(), self._folder.resolve()
        if folder not in real.parents:
            raise RefusedError(f"{self._folder / path} is outside {self._folder}: a link leads there; remove the link")
        return str(real.relative_to(folder))


@contextmanager
def rewriting(folder: Path) -> Iterator[Rewriting]:
    """Lock a content folder for one command. Raises ``RefusedError`` while another command holds it."""
    stage = folder / _STAGE
    journal.refuse_foreign(stage)
    stage.mkdir(mode=0o700, exist_ok=True)
    lock = FileLock(stage / "lock", mode=0o600)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise RefusedError(f"another command is writing to {folder}; run this one again when it has finished") from None
    try:
        yield Rewriting(folder)
    finally:
        if not (stage / journal.NAME).exists():  # the next command retries a rename that failed
            shutil.rmtree(stage, ignore_errors=True)
        lock.release()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Delay SIGINT and SIGTERM until the block ends (threads other than the main one receive no signals)."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    seen: list[int] = []

    def note(number: int, frame: FrameType | None) -> None:
        seen.append(number)

    before = [(number, signal.signal(number, note)) for number in (signal.SIGINT, signal.SIGTERM)]
    try:
        yield
    finally:
        for number, handler in before:
            signal.signal(number, handler)
        for late in seen:
            signal.raise_signal(late)


def _digest(data: bytes | None) -> str:
    return "" if data is None else files.digest(data).hex()
