"""``quicktakes check``: every problem of the content, printed for people or for programs."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.catalogue import checker
from generator.catalogue.entry import Entry
from generator.checks import formats
from generator.checks.abridgement import gathered
from generator.commands.shared import terminal
from generator.commands.shared.options import (
    ERRORS,
    OK,
    config_option,
    content_option,
    jobs_option,
    reports_usage,
    state_option,
)
from generator.config import severity
from generator.config.file import find_config
from generator.config.settings import Settings, read_settings
from generator.model.codes import CODES, CROSSING
from generator.model.finding import Finding
from generator.system import display
from generator.system.errors import ConfigError

if TYPE_CHECKING:
    from generator.system.git import Since

_FORMATS = ("text", "json", "github")


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@content_option
@config_option
@jobs_option
@state_option
@click.option("--format", "style", type=click.Choice(_FORMATS), default="text", show_default=True)
@click.option("--select", multiple=True, metavar="CODES", help="Tell only these: codes or prefixes (QT214,QT15).")
@click.option("--ignore", multiple=True, metavar="CODES", help="Do not tell these; wins over --select.")
@click.option("--strict", is_flag=True, help="Let warnings fail the check too.")
@click.option(
    "--fail-on", multiple=True, metavar="CODES", help="Let these fail the check too: codes or prefixes (QT160)."
)
@click.option("--info", is_flag=True, help="Tell infos too: reading grades, what is not given.")
@click.option(
    "--explain", metavar="CODE", default="", help="Explain a code with a wrong and a right example; no check."
)
@click.option(
    "--changed-since", metavar="REV", default="", help="Only what differs from a Git revision, and what leads to it."
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
    strict: bool,
    fail_on: tuple[str, ...],
    info: bool,
    changed_since: str,
    explain: str,
) -> int:
    """Check the content and print every problem.

    The whole content folder is always checked, because records refer to each other; PATHS (files or folders in it)
    limit what is reported. What was read is kept for the next check, which reads only what has changed.

    Warnings are printed but fail only with --strict, or with --fail-on and their code. Infos are printed with --info,
    or with --select or --fail-on and the whole code. More than 100 findings are shortened to those that fail and three
    of each other code, unless PATHS, --select or --changed-since limit them; JSON and GitHub output is never shortened.

    \b
    quicktakes check
    quicktakes check content/medicine/a-record.md
    quicktakes check --content records --select QT2 --format json
    quicktakes check --changed-since origin/main --format github
    quicktakes check --explain QT214
    """
    if explain:
        click.echo(_explained(explain.strip().upper()), nl=False)
        return OK
    codes, failing = _codes(select or ("QT",)) - _codes(ignore), _codes(fail_on)
    settings = read_settings(find_config(config_file, content), content=content, state_dir=state_dir)
    named = {code.strip().upper() for part in (*select, *fail_on) for code in part.split(",")} & codes
    info = info or any(settings.policy.severity(code) == "info" for code in named)
    settings = replace(settings, policy=settings.policy.at("all" if info else "check"))
    concern = _Concern(settings, paths, changed_since)
    gc.disable()  # the process ends with the check: walking its many small values again and again frees nothing
    checked = checker.check(settings, jobs=jobs or 0, watch=terminal.watch, whole=bool(changed_since))
    concern.lead(checked.entries)
    findings = [finding for finding in checked.findings if finding.code in codes and concern.tells(finding)]
    records = sum(map(concern.has, checked.records))
    shortened = None if paths or select or changed_since else failing
    click.echo(_printed(style, findings, records, settings.content, concern.changed, shortened), nl=False)
    return _outcome(findings, strict, failing)


def _outcome(findings: Iterable[Finding], strict: bool, failing: Collection[str]) -> int:
    grave = {"error", "warning"} if strict else {"error"}
    return ERRORS if any(finding.severity in grave or finding.code in failing for finding in findings) else OK


def _printed(
    style: str, findings: list[Finding], records: int, content: Path, changed: Collection[str],
    failing: Collection[str] | None,
) -> str:  # fmt: skip
    """The findings in a format. ``failing``: as ``formats.as_text`` takes it."""
    if style == "github":
        return formats.as_github(findings, display.github_prefix(content), records, changed)
    prefix = display.prefix(content)
    if style == "json":
        return formats.as_json(findings, prefix, records)
    return formats.as_text(gathered(findings), prefix, records, failing)


def _explained(code: str) -> str:
    from generator.checks import explanations  # here, because only this needs it

    if code not in CODES:
        near = severity.matching(code)
        hint = f"codes that begin so: {', '.join(near)}" if near else "docs/checks.md lists them"
        raise ConfigError(f"{code!r} is no code; {hint}")
    return explanations.explain(code)


def _codes(given: Iterable[str]) -> set[str]:
    """The codes that ``--select``, ``--ignore`` or ``--fail-on`` means."""
    found: set[str] = set()
    for name in (name.strip().upper() for part in given for name in part.split(",")):
        codes = severity.matching(name)
        if not codes:
            raise ConfigError(f"{name!r} is no code and begins none; docs/checks.md lists them")
        found.update(codes)
    return found


class _Concern:
    """Which files a call is about: those that PATHS mean, and of them those that differ from a revision."""

    def __init__(self, settings: Settings, paths: Collection[Path], revision: str) -> None:
        self.content = settings.content
        self.directory_urls = settings.directory_urls
        self.paths = [path.resolve() for path in paths]
        outside = [path for path in self.paths if self.content not in (path, *path.parents)]
        if outside:
            raise ConfigError(f"{outside[0]} is not in the content folder {self.content}")
        self.since: Since | None = None
        self.leading: Collection[str] = ()
        if revision:
            from generator.system import git  # here, because most checks do without

            found = git.since(revision, settings.content, settings.config_file)
            self.since = None if found.configuration else found  # a new configuration concerns every file

    def lead(self, entries: Sequence[Entry]) -> None:
        """Find the files that lead to changed ones."""
        if self.since is not None:
            from generator.catalogue.dependents import dependents

            self.leading = dependents(self.since, entries, self.directory_urls)

    @property
    def changed(self) -> Collection[str]:
        """The files that differ, if they were asked for."""
        return self.since.changed if self.since is not None else ()

    def has(self, name: str) -> bool:
        """Whether a file is meant; the configuration always is, unless PATHS are given."""
        if name.startswith("../"):
            return not self.paths or self.content in self.paths
        if self.since is not None and name not in self.since.changed and name not in self.leading:
            return False
        file = self.content / name
        return not self.paths or any(path in (file, *file.parents, file.resolve()) for path in self.paths)

    def tells(self, finding: Finding) -> bool:
        """Whether a finding is told: in a file that only leads to changed ones, if it can come from there."""
        own = self.since is None or finding.path.startswith("../") or finding.path in self.since.changed
        return (own or finding.code in CROSSING) and self.has(finding.path)
