"""``quicktakes fix``: what has only one right form, corrected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import click

from generator import checker, config, configfile, diagnostics, executors, fixing, terminal
from generator.diagnostics import Finding
from generator.fixing import Fixed
from generator.options import ERRORS, OK, config_option, content_option, jobs_option, reports_usage, state_option
from generator.rewriting import Rewriting
from generator.safekeeping import commit, diff_option, force_option, reports_refusal, show, writing


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@content_option
@config_option
@jobs_option
@state_option
@click.option("--select", multiple=True, metavar="CODES", help="Correct only these: codes or prefixes (QT130,QT14).")
@diff_option
@force_option
@reports_usage
@reports_refusal
def fix(
    paths: tuple[Path, ...],
    content: Path | None,
    config_file: Path | None,
    jobs: int | None,
    state_dir: Path | None,
    select: tuple[str, ...],
    as_diff: bool,
    force: bool,
) -> int:
    """Correct what has only one right form: dates, keywords, file names, subjects, related entries.

    Only the wrong values change: comments, quotes, order, line ends and unknown keys stay. PATHS (files or folders in
    the content folder) limit what is corrected. What is not sure, or stands in a form that cannot be changed by
    itself, is left and told. Files that Git does not hold as they are are refused, unless forced.

    \b
    quicktakes fix --diff
    quicktakes fix content/medicine --select QT143
    """
    codes = _codes(select)
    settings = config.load(configfile.find_config(config_file, content), content=content, state_dir=state_dir)
    settings = replace(settings, policy=settings.policy.at("all"))
    asked = _asked(paths, settings.content)
    with writing(settings.content, as_diff) as work:
        checked = checker.check(settings, jobs=jobs or 0, watch=terminal.watch)
        by_path: dict[str, list[Finding]] = {}
        for finding in checked.findings:
            if finding.code in codes and asked(finding.path):
                by_path.setdefault(finding.path, []).append(finding)
        asked_for = list(by_path.items())
        shards = [asked_for[at : at + executors.SHARD] for at in range(0, len(asked_for), executors.SHARD)]
        with executors.executor(jobs or 0, len(asked_for)) as executor:
            results = chain.from_iterable(executor.map(fixing.fix_shard, [settings.content] * len(shards), shards))
            return _fix(results, settings.content, work, force)


def _codes(select: Iterable[str]) -> set[str]:
    """The codes that ``--select`` means; all that can be corrected when it is not given."""
    names = [name.strip().upper() for part in select for name in part.split(",")] or ["QT"]
    for name in names:
        if not any(code.startswith(name) for code in fixing.CODES):
            raise configfile.ConfigError(f"{name} is not corrected by a command; {', '.join(fixing.CODES)} are")
    return {code for code in fixing.CODES if code.startswith(tuple(names))}


def _asked(paths: Sequence[Path], content: Path) -> Callable[[str], bool]:
    whole = [path.resolve() for path in paths]
    for path in whole:
        if content not in (path, *path.parents):
            raise configfile.ConfigError(f"{path} is not in the content folder {content}")
    return lambda name: not whole or any(path in (content / name, *(content / name).parents) for path in whole)


def _fix(results: Iterable[Fixed], content: Path, work: Rewriting | None, force: bool) -> int:
    """Print or write the corrections."""
    prefix = terminal.prefix(content)
    done: Counter[str] = Counter()
    lines: list[str] = []
    left: list[Finding] = []
    for fixed in results:
        left += [replace(f, remedy=f"{f.remedy} (not corrected: {reason})") for f, reason in fixed.left]
        if fixed.new == fixed.old:
            continue
        done.update(finding.code for finding in fixed.done)
        if work is None:
            show(fixing.diff(fixed.path, fixed.path, fixed.old, fixed.new, prefix))
        else:
            lines.append(f"{prefix}{fixed.path}: {', '.join(dict.fromkeys(finding.code for finding in fixed.done))}")
            work.write(fixed.path, fixed.new, fixed.old)
    if work is not None:
        commit(work, content, prefix, force)
    for line in lines:
        click.echo(line)
    click.echo(diagnostics.as_text(left, prefix), err=True, nl=False)
    counts = ", ".join(f"{number} {code}" for code, number in sorted(done.items()))
    verb = "Would correct" if work is None else "Corrected"
    click.echo(f"{verb} {counts or 'nothing'}{f'; left {len(left)}' if left else ''}.", err=True)
    return ERRORS if left or (work is None and done) else OK
