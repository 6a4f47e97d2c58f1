"""``quicktakes check``: every problem of the content, printed for people or for programs."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path

import click

from generator import checker, config, configfile, diagnostics, formats, policy, terminal
from generator.configfile import ConfigError
from generator.options import ERRORS, OK, config_option, content_option, jobs_option, reports_usage, state_option

_FORMATS = {"text": formats.as_text, "json": formats.as_json}


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@content_option
@config_option
@jobs_option
@state_option
@click.option("--format", "style", type=click.Choice(list(_FORMATS)), default="text", show_default=True)
@click.option("--select", multiple=True, metavar="CODES", help="Tell only these: codes or prefixes (QT214,QT15).")
@click.option("--ignore", multiple=True, metavar="CODES", help="Do not tell these; wins over --select.")
@click.option("--info", is_flag=True, help="Tell infos too: reading grades, what is not given.")
@click.option(
    "--explain", metavar="CODE", default="", help="Explain a code with a wrong and a right example; no check."
)
@reports_usage
def check(
    paths: tuple[Path, ...],
    content: Path | None,
    config_file: Path | None,
    jobs: int | None,
    state_dir: Path | None,
    style: str,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    info: bool,
    explain: str,
) -> int:
    """Check the content and print every problem.

    The whole content folder is always checked, because records refer to each other; PATHS (files or folders in it)
    limit what is reported. What was read is kept for the next check, which reads only what has changed.

    Warnings are printed but do not fail; infos are printed when they are asked for, by --info or by --select with the
    whole code.

    \b
    quicktakes check
    quicktakes check content/medicine/a-record.md
    quicktakes check --content records --select QT2 --format json
    quicktakes check --explain QT214
    """
    if explain:
        click.echo(_explained(explain.strip().upper()), nl=False)
        return OK
    codes = _codes(select or ("QT",)) - _codes(ignore)
    settings = config.load(configfile.find_config(config_file, content), content=content, state_dir=state_dir)
    asked = {code.strip().upper() for part in select for code in part.split(",")}
    named = any(settings.policy.severity(code) == "info" for code in asked & codes)
    settings = replace(settings, policy=settings.policy.at("all" if info or named else "check"))
    outside = [path for path in paths if settings.content not in (path.resolve(), *path.resolve().parents)]
    if outside:
        raise ConfigError(f"{outside[0]} is not in the content folder {settings.content}")
    gc.disable()  # the process ends with the check: walking its many small values again and again frees nothing
    checked = checker.check(settings, jobs=jobs or 0, watch=terminal.watch)
    below = _Below(settings.content, paths)
    findings = [finding for finding in checked.findings if finding.code in codes and below.has(finding.path)]
    records = sum(map(below.has, checked.records))
    click.echo(_FORMATS[style](findings, terminal.prefix(settings.content), records), nl=False)
    return ERRORS if diagnostics.has_errors(findings) else OK


def _explained(code: str) -> str:
    from generator import explaining  # here, because only this needs it

    if code not in diagnostics.CODES:
        near = policy.matching(code)
        hint = f"codes that begin so: {', '.join(near)}" if near else "the README lists them"
        raise ConfigError(f"{code!r} is no code; {hint}")
    return explaining.explain(code)


def _codes(given: Iterable[str]) -> set[str]:
    """The codes that ``--select`` or ``--ignore`` means."""
    found: set[str] = set()
    for name in (name.strip().upper() for part in given for name in part.split(",")):
        codes = policy.matching(name)
        if not codes:
            raise ConfigError(f"{name!r} is no code and begins none; the README lists them")
        found.update(codes)
    return found


class _Below:
    """Which files of the content folder PATHS mean; all when there are none."""

    def __init__(self, content: Path, paths: Collection[Path]) -> None:
        self.content = content
        self.paths = [path.resolve() for path in paths]

    def has(self, name: str) -> bool:
        """Whether a file is meant."""
        file = self.content / name
        return not self.paths or any(path in (file, *file.parents, file.resolve()) for path in self.paths)
