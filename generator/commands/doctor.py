"""``quicktakes doctor``: check the setup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared.options import ERRORS, OK, config_option, content_option, reports_errors
from generator.model.finding import counted
from generator.system import display

if TYPE_CHECKING:
    from generator.commands.reports.setup import Fact


@click.command()
@content_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@reports_errors
def doctor(content: Path | None, config_file: Path | None, as_json: bool) -> int:
    """Check the setup, and say how to fix each problem.

    Checks Python and packages, configuration, content, folders, state and Git, and changes nothing. The exit code is 1
    if there is a problem.

    \b
    quicktakes doctor
    """
    from generator.commands.reports.setup import examine  # imported here, because the other commands do not need it

    rows = list(examine(config_file, content))
    problems, notes = (sum(row.mark == mark for row in rows) for mark in ("problem", "note"))
    if as_json:
        value = {"checks": [asdict(row) for row in rows], "problems": problems, "notes": notes}
        display.say(*display.as_json(value).split("\n"))
    else:
        display.say(*_lines(rows), _summary(problems, notes))
    return ERRORS if problems else OK


def _lines(rows: Iterable[Fact]) -> Iterable[str]:
    for row in rows:
        yield f"{row.mark:<8} {row.name:<14} {row.says}"
        if row.remedy:
            yield f"{'':<23} → {row.remedy}"


def _summary(problems: int, notes: int) -> str:
    if not problems:
        return "No problems found." if not notes else "No problems found. Act on a note only if it concerns you."
    return f"{counted(problems, 'problem')} to fix."
