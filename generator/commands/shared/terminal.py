"""Print findings and progress on the terminal."""

from __future__ import annotations

import shlex
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial

import click

from generator.checks import abridgement
from generator.model.finding import Finding, as_line, summary
from generator.system import display
from generator.system.progress import Progress
from generator.system.workers import processes


def print_findings(findings: tuple[Finding, ...], prefix: str, records: int) -> None:
    """Print findings and their count to standard error; a long list is shortened to errors and a few others."""
    gathered = abridgement.gathered(findings)
    lines: Iterable[str] = (as_line(finding, prefix) for finding in gathered)
    if len(gathered) > abridgement.MANY:
        whole = partial(as_line, prefix=prefix)
        folder = "" if prefix == "content/" else f" --content {shlex.quote(prefix.rstrip('/') or '.')}"
        lines = abridgement.abridged(gathered, prefix, f"quicktakes check{folder} --select", whole)
    display.say(*lines, summary(gathered, records), err=True)


@contextmanager
def watch(label: str, length: int) -> Iterator[Progress]:
    """Show a progress bar for long work on a terminal; elsewhere print one line, so that logs stay readable."""
    if length < processes.SHARD or not sys.stderr.isatty():
        if length >= processes.SHARD:
            display.say(f"{label} {length:,} …", err=True)
        yield lambda done: None
        return
    with click.progressbar(length=length, label=f"{label:<10}", file=sys.stderr, show_pos=True) as bar:
        yield bar.update


@contextmanager
def watch_rows(label: str, size: int) -> Iterator[Callable[[int, int], None]]:
    """Show a progress bar for a file of ``size`` bytes: position, rows per second, time left.

    Yields a function to call with a position in the file and the number of the row there.
    """
    if not sys.stderr.isatty():
        yield lambda position, row: None
        return
    started = time.monotonic()

    def shown(row: int | None) -> str:
        return f"{row:,} rows, {row / max(time.monotonic() - started, 0.001):,.0f}/s" if row else ""

    with click.progressbar(length=size, label=f"{label:<10}", file=sys.stderr, item_show_func=shown) as bar:
        yield lambda position, row: bar.update(max(position - bar.pos, 0), row)
        bar.render_progress()  # show the last rows, which were read ahead
