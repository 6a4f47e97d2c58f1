"""Write content files all or none, and overwrite only what Git can restore."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from generator.editing.transaction import Rewriting, rewriting
from generator.system import display, git
from generator.system.errors import RefusedError

_SHOWN = 20
"""Maximum number of files named in one message."""

diff_option = click.option("--diff", "as_diff", is_flag=True, help="Print the changes as a diff and write nothing.")
force_option = click.option("--force", is_flag=True, help="Also overwrite files that differ from Git's last commit.")


@contextmanager
def writing(folder: Path, as_diff: bool) -> Iterator[Rewriting | None]:
    """Open a transaction on a content folder; ``None`` if the command only prints a diff."""
    if as_diff:
        yield None
        return
    with rewriting(folder) as work:
        if work.recovered:
            display.say_error(work.recovered)
        yield work


def commit(work: Rewriting, folder: Path, prefix: str, force: bool) -> None:
    """Make all changes. Raises ``RefusedError`` if a file differs from Git's last commit, unless forced."""
    unsafe = {} if force else git.uncommitted(folder, work.touched())
    if unsafe:
        lines = [f"{_name(path, folder, prefix)}: {why}" for path, why in sorted(unsafe.items())[:_SHOWN]]
        more = [f"and {len(unsafe) - _SHOWN} more"] if len(unsafe) > _SHOWN else []
        head = "Git has no copy of these files; commit first, or use --force"
        raise RefusedError("\n".join([head, *lines, *more]))
    work.commit()


def _name(path: Path, folder: Path, prefix: str) -> str:
    return f"{prefix}{path.relative_to(folder).as_posix()}" if folder in path.parents else str(path)
