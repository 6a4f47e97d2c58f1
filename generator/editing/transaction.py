"""Content files written and removed together: staged, journalled, renamed.

Order: every new file stands in a stage inside the content folder (its name begins with a dot, so that no command takes
it for content); a journal is written there; files are renamed into place; the gone are removed; the stage is dropped.
Killed before the journal: nothing has happened. Killed after it: every file is old or new, and the next command that
writes content does the rest, but leaves alone what has been edited since.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from filelock import FileLock, Timeout

from generator.system import files
from generator.system.errors import RefusedError

_STAGE = ".quicktakes-edit"
_JOURNAL = "journal"


class Rewriting:
    """Files of one content folder to be written and removed; nothing of them is touched before ``commit``.

    ``recovered`` tells what was done of an earlier command that was killed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stage = folder / _STAGE
        self._rows: list[tuple[str, str, str]] = []
        self.recovered = self._recover()

    def write(self, path: str, data: bytes, old: bytes | None, like: str = "") -> None:
        """Stage a file's new content; ``old`` is the content that it must still have then (``None``: no file).

        A new file takes the permissions of the file ``like``.
        """
        name = str(len(self._rows))
        staged = self._stage / name
        staged.write_bytes(data)
        if old is not None or like:
            shutil.copymode(self._folder / (like or path), staged)
        self._rows.append((self._real(path), name, _digest(old)))

    def remove(self, path: str, old: bytes) -> None:
        """Note that a file goes; ``old`` is the content that it must still have then."""
        self._rows.append((self._real(path), "", _digest(old)))

    def touched(self) -> list[Path]:
        """The files that will be written over or removed, without links in their paths."""
        return [(self._folder / path).resolve() for path, _, old in self._rows if old]

    def commit(self) -> None:
        """Do it all. Raises ``RefusedError``, having done nothing, when a file has changed in the meantime."""
        for path, _, old in self._rows:
            if self._now(path) != old:
                raise RefusedError(f"{self._folder / path} changed while it was worked on; run the command again")
        if hasattr(os, "sync"):
            os.sync()
        draft = self._stage / f"{_JOURNAL}.draft"
        draft.write_text(json.dumps(self._rows), "utf-8")
        with undisturbed():
            draft.replace(self._stage / _JOURNAL)
            self._carry_out(self._rows)

    def _carry_out(self, rows: list[tuple[str, str, str]]) -> list[str]:
        """Rename and remove; gives the files that are left because they are not what they were."""
        left = []
        for path, name, old in rows:
            target = self._folder / path
            staged = self._stage / name
            if name and not staged.exists():
                continue  # done by the command that was killed
            if self._now(path) != old:
                if name or target.exists():
                    left.append(path)
            elif name:
                target.parent.mkdir(parents=True, exist_ok=True)
                _move(staged, target)
            else:
                target.unlink()
        (self._stage / _JOURNAL).unlink()
        return left

    def _recover(self) -> str:
        try:
            rows = json.loads((self._stage / _JOURNAL).read_text("utf-8"))
        except (OSError, ValueError):
            rows = None
        left = [] if rows is None else self._carry_out(rows)
        for file in self._stage.iterdir():
            if file.name != "lock":
                file.unlink()
        if rows is None:
            return ""
        told = f"finished what an interrupted command began ({len(rows) - len(left)} of {len(rows)} files)"
        return told + (f"; edited since, so left as they are: {', '.join(left)}" if left else "")

    def _now(self, path: str) -> str:
        try:
            return _digest((self._folder / path).read_bytes())
        except FileNotFoundError:
            return ""

    def _real(self, path: str) -> str:
        """The file itself where a path leads to it by a link: renaming onto a link would put a copy in its place."""
        return os.path.relpath((self._folder / path).resolve(), self._folder)


@contextmanager
def rewriting(folder: Path) -> Iterator[Rewriting]:
    """Hold a content folder for one command. Raises ``RefusedError`` while another one writes there."""
    stage = folder / _STAGE
    stage.mkdir(exist_ok=True)
    lock = FileLock(stage / "lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise RefusedError(f"{folder} is being written by another command; run this again when it has ended") from None
    try:
        yield Rewriting(folder)
    finally:
        if not (stage / _JOURNAL).exists():  # a rename that failed is tried again by the next command
            shutil.rmtree(stage, ignore_errors=True)
        lock.release()


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put Ctrl+C and a polite end off until the block is done (in a thread other than the main one none arrive)."""
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


def _move(staged: Path, target: Path) -> None:
    try:
        staged.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:  # a folder on another disk, by a link
            raise
        beside = target.with_name(f".{target.name}.new")
        shutil.copy2(staged, beside)
        beside.replace(target)
