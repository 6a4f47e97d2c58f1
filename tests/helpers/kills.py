"""Stop a command at one of its steps on disk, so that each step can be the last one."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import sqlite3
import sys
import traceback
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

_CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.link"}
_STATEMENTS = ("BEGIN", "COMMIT")
_WRITING = os.O_WRONLY | os.O_RDWR


def forked(run: Callable[[], int | None]) -> int:
    """Start a forked process, which costs much less than a new Python; it exits with the result of ``run``."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python warns of a fork next to other threads
        child = os.fork()
    if child:
        return child
    code = 70  # an error that nobody caught
    try:
        code = run() or 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def stopped_at(number: int, folder: Path, run: Callable[[], int | None], by: signal.Signals = signal.SIGKILL) -> str:
    """Run in a forked process that gets a signal just before its step ``number`` below a folder.

    Steps are: a file opened for writing, a file renamed or removed, a folder removed, a transaction of SQLite begun or
    committed. Returns the step, such as ``os.rename site/index.html``; empty if the run has fewer steps.
    """
    reading, writing = os.pipe()
    child = forked(partial(_run, number, folder, run, by, writing))
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        step = pipe.read()
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    if by == signal.SIGKILL:
        assert code == (-by if step else 0), f"{step}: the process ended with {code}"
    else:
        assert (code != 0) == bool(step), f"{step}: the process ended with {code}"
    return step


def full_from(number: int, folder: Path, run: Callable[[], int | None]) -> tuple[str, int]:
    """Run in a forked process for which the disk is full from its step ``number`` on; return the step and the exit code.

    Files cannot be opened for writing any more, and nothing can be renamed or linked; removing works.
    """
    reading, writing = os.pipe()
    child = forked(partial(_run, number, folder, run, None, writing))
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        step = pipe.read()
    return step, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def each_step(
    folder: Path, run: Callable[[], int | None], prepare: Callable[[], object], by: signal.Signals = signal.SIGKILL
) -> Iterator[str]:
    """Stop a command at its first step, at its second, and so on to its last; ``prepare`` is called before each run."""
    number = 0
    while True:
        prepare()
        step = stopped_at(number, folder, run, by)
        if not step:
            return
        yield step
        number += 1


def restore(kept: Path, folder: Path) -> None:
    """Give a folder the files of a copy, with their times."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    shutil.copytree(kept, folder, dirs_exist_ok=True)


def _run(number: int, folder: Path, run: Callable[[], int | None], by: signal.Signals | None, pipe: int) -> int | None:
    """Run in the forked process, with the signal at its step, or with a full disk from there on."""
    left, real = number, sqlite3.connect

    def step(name: str) -> None:
        nonlocal left
        left -= 1
        if left == -1:
            os.write(pipe, name.encode())
            if by is not None:
                signal.raise_signal(by)
        if left < 0 and by is None and name.startswith(("open", "os.rename", "os.link")):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))

    def connect(*args: Any, **values: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*args, **values)
        if folder in Path(args[0]).parents:
            connection.set_trace_callback(lambda query: step(query) if query.startswith(_STATEMENTS) else None)
        return connection

    def hook(event: str, args: tuple[Any, ...]) -> None:
        if event in _CHANGES or (event == "open" and isinstance(args[2], int) and args[2] & _WRITING):
            path = Path(os.fsdecode(args[0])) if isinstance(args[0], (str, bytes, os.PathLike)) else folder
            if not path.is_absolute():  # relative to an open folder, as `shutil.rmtree` removes files
                if event == "os.remove":
                    step(f"{event} {path}")
            elif folder in path.parents:
                step(f"{event} {path.relative_to(folder).as_posix()}")

    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    sqlite3.connect = connect  # type: ignore[assignment]
    sys.addaudithook(hook)
    return run()
