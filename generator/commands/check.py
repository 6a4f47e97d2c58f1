"""``quicktakes check``: print all problems of the content, for people or for programs."""

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
    reports_errors,
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
@click.option(
    "--format", "style", type=click.Choice(_FORMATS), default="text", show_default=True, help="How to print findings."
)
@click.option("--select", multiple=True, metavar="CODES", help="Report only these codes or prefixes (QT214,QT15).")
@click.option(
    "--ignore",
    multiple=True,
    metavar="CODES",
    help="Do not report these codes or prefixes; takes precedence over --select.",
)
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option("--fail-on", multiple=True, metavar="CODES", help="Also fail on these codes or prefixes (QT160).")
@click.option("--info", is_flag=True, help="Report infos too: reading grades, missing metadata.")
@click.option(
    "--explain", metavar="CODE", default="", help="Explain a code with a wrong and a right example, without a check."
)
@click.option(
    "--changed-since",
    metavar="REV",
    default="",
    help="Only files that differ from a Git revision, and what they broke elsewhere.",
)
@reports_errors
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
    limit what is reported. The next check reads only files that have changed.

    Errors fail the check. Warnings fail it only with --strict, or with --fail-on and their code. Infos are printed only
    with --info, or if --select or --fail-on names the whole code. More than 100 findings are shortened to those that
    fail and three of each other code, unless PATHS, --select or --changed-since limit them. JSON and GitHub output is
    never shortened.

    \b
    quicktakes check
    quicktakes check content/medicine/a-record.md
    quicktakes check --content records --select QT2 --format json
    quicktakes check --changed-since origin/main --format github
    quicktakes check --explain QT214
    """
    if explain:
        display.say(*_explained(explain.strip().upper()).removesuffix("\n").split("\n"))
        return OK
    codes, failing = _codes(select or ("QT",)) - _codes(ignore), _codes(fail_on)
    settings = read_settings(find_config(config_file, content), content=content, state_dir=state_dir)
    named = {code.strip().upper() for part in (*select, *fail_on) for code in part.split(",")} & codes
    info = info or any(settings.policy.severity(code) == "info" for code in named)
    settings = replace(settings, policy=settings.policy.at("all" if info else "check"))
    scope = _Scope(settings, paths, changed_since)
    gc.disable()  # the process ends with the check, so collecting garbage would only take time
    checked = checker.check(settings, jobs=jobs or 0, watch=terminal.watch, whole=bool(changed_since))
    scope.find_dependents(checked.entries)
    findings = [finding for finding in checked.findings if finding.code in codes and scope.includes(finding)]
    records = sum(map(scope.has_file, checked.records))
    shortened = None if paths or select or changed_since else failing
    display.say(*_printed(style, findings, records, scope, shortened))
    return _outcome(findings, strict, failing)


def _outcome(findings: Iterable[Finding], strict: bool, failing: Collection[str]) -> int:
    failed = {"error", "warning"} if strict else {"error"}
    return ERRORS if any(finding.severity in failed or finding.code in failing for finding in findings) else OK


def _printed(
    style: str, findings: list[Finding], records: int, scope: _Scope, failing: Collection[str] | None
) -> list[str]:
    """The lines of the findings in a format; ``failing`` as in ``formats.as_text``."""
    if style == "github":
        return formats.as_github(findings, display.github_prefix(scope.content), records, scope.changed)
    prefix = display.prefix(scope.content)
    if style == "json":
        return formats.as_json(findings, prefix, records).split("\n")
    return formats.as_text(gathered(findings), prefix, records, failing)


def _explained(code: str) -> str:
    from generator.checks import explanations  # imported here, because only --explain needs it

    if code not in CODES:
        near = severity.matching(code)
        hint = f"codes with this prefix: {', '.join(near)}" if near else "docs/checks.md lists the codes"
        raise ConfigError(f"unknown code {code!r}; {hint}")
    return explanations.explain(code)


def _codes(given: Iterable[str]) -> set[str]:
    """The codes in the values of ``--select``, ``--ignore`` or ``--fail-on``."""
    found: set[str] = set()
    for name in (name.strip().upper() for part in given for name in part.split(",")):
        codes = severity.matching(name)
        if not codes:
            raise ConfigError(f"unknown code or prefix {name!r}; docs/checks.md lists the codes")
        found.update(codes)
    return found


class _Scope:
    """The files that are reported: those in PATHS that differ from a revision or refer to one that does."""

    def __init__(self, settings: Settings, paths: Collection[Path], revision: str) -> None:
        self.content = settings.content
        self.directory_urls = settings.directory_urls
        self.paths = [path.resolve() for path in paths]
        outside = [path for path in self.paths if self.content not in (path, *path.parents)]
        if outside:
            raise ConfigError(f"{outside[0]} is not in the content folder {self.content}")
        self.since: Since | None = None
        self.dependents: Collection[str] = ()
        if revision:
            from generator.system import git  # imported here, because most checks do not need it

            found = git.since(revision, settings.content, settings.config_file)
            self.since = None if found.configuration else found  # a changed configuration affects every file

    def find_dependents(self, entries: Sequence[Entry]) -> None:
        """Find the files that refer to changed ones."""
        if self.since is not None:
            from generator.catalogue.dependents import dependents

            self.dependents = dependents(self.since, entries, self.directory_urls)

    @property
    def changed(self) -> Collection[str]:
        """The files that differ from the revision, if one is given."""
        return self.since.changed if self.since is not None else ()

    def has_file(self, name: str) -> bool:
        """Whether a file is in scope; the configuration is, unless PATHS are given."""
        if name.startswith("../"):
            return not self.paths or self.content in self.paths
        if self.since is not None and name not in self.since.changed and name not in self.dependents:
            return False
        file = self.content / name
        return not self.paths or any(path in (file, *file.parents, file.resolve()) for path in self.paths)

    def includes(self, finding: Finding) -> bool:
        """Whether a finding is reported; in a file that only refers to changed ones, if they can have caused it."""
        own = self.since is None or finding.path in self.since.changed
        return (own or finding.code in CROSSING) and self.has_file(finding.path)
