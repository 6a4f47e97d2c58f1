"""How commands write content: together or not at all, and only over what Git could give back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import click

from generator.commands.shared.options import ERRORS
from generator.editing.transaction import Rewriting, rewriting
from generator.system import git
from generator.system.errors import RefusedError

P = ParamSpec("P")
_SHOWN = 20
"""Files named in one message at most."""
_WIDE = 300
"""Characters of a line of a diff that a terminal shows: an answer is one line of thousands."""

diff_option = click.option("--diff", "as_diff", is_flag=True, help="Print the changes as a diff and write nothing.")
force_option = click.option("--force", is_flag=True, help="Do it even where Git does not hold what is written over.")


def reports_refusal(command: Callable[P, int]) -> Callable[P, int]:
    """Turn a refusal into its lines and exit code 1."""

    @wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> int:
        try:
            return command(*args, **kwargs)
        except RefusedError as error:
            click.echo(f"quicktakes: {error}\nNothing was changed.", err=True)
            return ERRORS

    return wrapped


@contextmanager
def writing(folder: Path, as_diff: bool) -> Iterator[Rewriting | None]:
    """The files of a content folder that a command will write; ``None`` where it only shows them."""
    if as_diff:
        yield None
        return
    with rewriting(folder) as work:
        if work.recovered:
            click.echo(f"quicktakes: {work.recovered}", err=True)
        yield work


def commit(work: Rewriting, folder: Path, prefix: str, force: bool) -> None:
    """Write it all. Raises ``RefusedError`` where Git does not hold a file as it is now, unless it is forced."""
    unsafe = {} if force else git.uncommitted(folder, work.touched())
    if unsafe:
        lines = [f"{_called(path, folder, prefix)}: {why}" for path, why in sorted(unsafe.items())[:_SHOWN]]
        more = [f"and {len(unsafe) - _SHOWN} more"] if len(unsafe) > _SHOWN else []
        raise RefusedError(
            "\n".join(["these files could not be had back; commit them first, or pass --force", *lines, *more])
        )
    work.commit()


def _called(path: Path, folder: Path, prefix: str) -> str:
    return f"{prefix}{path.relative_to(folder).as_posix()}" if folder in path.parents else str(path)


def show(diff: str) -> None:
    """Print a diff: as it is into a file or a pipe; on a terminal shortened, with control characters made visible."""
    if sys.stdout.isatty():
        diff = "".join(f"{_visible(line)}\n" for line in diff.removesuffix("\n").split("\n"))
    click.echo(diff, nl=False)


def _visible(line: str) -> str:
    shown = line if len(line) <= _WIDE else f"{line[:_WIDE]}…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in shown)
