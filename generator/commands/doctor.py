"""``quicktakes doctor``: whether everything is set up."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared.options import ERRORS, OK, config_option, content_option, reports_usage
from generator.model.snippets import visible

if TYPE_CHECKING:
    from generator.commands.reports.setup import Row


@click.command()
@content_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@reports_usage
def doctor(content: Path | None, config_file: Path | None, as_json: bool) -> int:
    """Tell whether everything is set up, and what to do about what is not.

    It looks at Python and packages, configuration, content, folders, state and Git; it changes nothing. The exit code
    is 1 when something must be done.

    \b
    quicktakes doctor
    """
    from generator.commands.reports.setup import examine  # here, because the other commands do without

    rows = list(examine(config_file, content))
    problems, notes = (sum(row.mark == mark for row in rows) for mark in ("problem", "note"))
    if as_json:
        value = {"checks": [asdict(row) for row in rows], "problems": problems, "notes": notes}
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        click.echo("".join(_lines(rows)) + _summary(problems, notes))
    return ERRORS if problems else OK


def _lines(rows: Iterable[Row]) -> Iterable[str]:
    for row in rows:
        yield f"{row.mark:<8} {row.name:<14} {visible(row.says)}\n"
        if row.remedy:
            yield f"{'':<23} → {visible(row.remedy)}\n"


def _summary(problems: int, notes: int) -> str:
    if not problems:
        return "All is well." if not notes else "All is well; what is noted may stay as it is."
    return "1 problem must be seen to." if problems == 1 else f"{problems} problems must be seen to."
