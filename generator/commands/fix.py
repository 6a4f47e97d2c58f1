"""``quicktakes fix``: correct problems that need no decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path

import click

from generator.catalogue import checker
from generator.catalogue.entry import Entry
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
from generator.commands.shared.safeguard import commit, diff_option, force_option, writing
from generator.config import file
from generator.config.settings import Settings, read_settings
from generator.editing import agreement, fixes
from generator.editing.fixes import Fixed
from generator.editing.transaction import Rewriting
from generator.model.finding import Finding, as_line, counted
from generator.model.record import Record
from generator.system import display, errors
from generator.system.workers import processes

_CODES = (*fixes.CODES, *agreement.CODES)


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path))
@content_option
@config_option
@jobs_option
@state_option
@click.option("--select", multiple=True, metavar="CODES", help="Correct only these codes or prefixes (QT130,QT14).")
@click.option(
    "--from",
    "source",
    metavar="FILE",
    type=click.Path(exists=True, path_type=Path),
    help="Copy question, answer and dates from this file to the other files of its article, and do nothing else.",
)
@diff_option
@force_option
@reports_errors
def fix(
    paths: tuple[Path, ...],
    content: Path | None,
    config_file: Path | None,
    jobs: int | None,
    state_dir: Path | None,
    select: tuple[str, ...],
    source: Path | None,
    as_diff: bool,
    force: bool,
) -> int:
    """Correct problems that need no decision.

    Corrects dates, keys, keywords, file names, subjects and related entries. If the files of one article differ (QT124,
    QT125), question, answer and dates are copied from the only file that changed since the last commit. If there is no
    such file, name one with --from.

    Only the wrong values change: comments, quotes, order, line ends and unknown keys stay. PATHS (files or folders in
    the content folder) limit what is corrected. Ambiguous values and unusual YAML are left unchanged and reported.
    Files with changes that are not committed to Git are refused, unless --force is given.

    \b
    quicktakes fix --diff
    quicktakes fix content/medicine --select QT143
    quicktakes fix --from content/medicine/why-does-the-heart-beat.md
    """
    codes = _codes(select)
    settings = read_settings(file.find_config(config_file, content), content=content, state_dir=state_dir)
    settings = replace(settings, policy=settings.policy.at("all"))
    in_paths = _in_paths(paths, settings.content)
    if source is not None and (paths or select):
        raise errors.ConfigError("--from corrects the other files of one article; remove PATHS and --select")
    with writing(settings.content, as_diff) as work:
        checked = checker.check(settings, jobs=jobs or 0, watch=terminal.watch, whole=source is not None)
        if source is not None:
            results = _followers(source, settings.content, checked.entries)
        else:
            found = [finding for finding in checked.findings if finding.code in codes and in_paths(finding.path)]
            results = _corrected(found, settings, jobs or 0, in_paths)
        outcome = _fix(results, settings.content, work, force)
        wrote = work is not None and bool(work.touched())
    return _with_new_errors(settings, jobs or 0, checked.findings) or outcome if wrote else outcome


def _with_new_errors(settings: Settings, jobs: int, before: Iterable[Finding]) -> int:
    """Print errors that the corrections revealed, such as an unknown reviewer in a key that had a typo."""
    known = Counter((finding.path, finding.code) for finding in before)
    new = []
    for finding in checker.check(settings, jobs=jobs).findings:
        known[finding.path, finding.code] -= 1
        if finding.severity == "error" and known[finding.path, finding.code] < 0:
            new.append(finding)
    if new:
        prefix = display.prefix(settings.content)
        display.say(f"The corrections revealed {counted(len(new), 'error')}:", err=True)
        display.say(*(as_line(finding, prefix) for finding in new), err=True)
    return ERRORS if new else OK


def _corrected(
    findings: Iterable[Finding], settings: Settings, jobs: int, in_paths: Callable[[str], bool]
) -> Iterator[Fixed]:
    """Correct every file that has one of the findings, and files that differ from another file of their article.

    A file of the second kind is left out unless it is ``in_paths``.
    """
    content = settings.content
    by_path: dict[str, list[Finding]] = {}
    for finding in findings:
        by_path.setdefault(finding.path, []).append(finding)
    disagreeing = [path for path, found in by_path.items() if any(f.code in agreement.CODES for f in found)]
    leading: dict[str, str] = {}
    if disagreeing:
        entries = checker.check(settings, jobs=jobs, whole=True).entries
        leading = agreement.leaders(content, disagreeing, _records(entries))
    for path in disagreeing:
        differing = [finding for finding in by_path[path] if finding.code in agreement.CODES]
        by_path[path] = [finding for finding in by_path[path] if finding.code not in agreement.CODES]
        if path not in {*leading, *leading.values()}:
            yield Fixed(path, b"", b"", (), tuple((finding, agreement.UNDECIDED) for finding in differing))
        elif not any(in_paths(other) for other, source in leading.items() if path in (other, source)):
            yield Fixed(path, b"", b"", (), tuple((finding, agreement.OUTSIDE) for finding in differing))
    leading = {path: source for path, source in leading.items() if in_paths(path)}
    rest = [(path, found) for path, found in by_path.items() if path not in leading]
    shards = [rest[at : at + processes.SHARD] for at in range(0, len(rest), processes.SHARD)]
    with processes.executor(jobs, len(rest)) as executor:
        yield from chain.from_iterable(executor.map(fixes.fix_shard, [content] * len(shards), shards))
    yield from agreement.follow(content, leading, by_path)


def _records(entries: Iterable[Entry]) -> list[Record]:
    return [entry.record for entry in entries if entry.record is not None]


def _followers(source: Path, content: Path, entries: Sequence[Entry]) -> Iterator[Fixed]:
    """The other files of an article, copied from the file ``source``."""
    found = _records(entries)
    record = next((one for one in found if (content / one.path).resolve() == source.resolve()), None)
    if record is None:
        raise errors.ConfigError(f"--from {source}: not a record in the content folder {content}")
    leading = {other.path: record.path for other in agreement.others_of(content, record, found)}
    if not leading:
        raise errors.ConfigError(f"--from {source}: no other file has the id {record.id} and the same question or slug")
    return agreement.follow(content, leading, {})


def _codes(select: Iterable[str]) -> set[str]:
    """The codes in the values of ``--select``; by default all codes that can be corrected."""
    names = [name.strip().upper() for part in select for name in part.split(",")] or ["QT"]
    for name in names:
        if not any(code.startswith(name) for code in _CODES):
            raise errors.ConfigError(f"{name} cannot be corrected automatically; choose from {', '.join(_CODES)}")
    return {code for code in _CODES if code.startswith(tuple(names))}


def _in_paths(paths: Sequence[Path], content: Path) -> Callable[[str], bool]:
    whole = [path.resolve() for path in paths]
    for path in whole:
        if content not in (path, *path.parents):
            raise errors.ConfigError(f"{path} is not in the content folder {content}")
    return lambda name: not whole or any(path in (content / name, *(content / name).parents) for path in whole)


def _fix(results: Iterable[Fixed], content: Path, work: Rewriting | None, force: bool) -> int:
    """Print or write the corrections."""
    prefix = display.prefix(content)
    done: Counter[str] = Counter()
    lines: list[str] = []
    left: list[Finding] = []
    for fixed in results:
        left += [replace(f, remedy=f"{f.remedy} (not corrected: {reason})") for f, reason in fixed.left]
        if fixed.new == fixed.old:
            continue
        done.update(finding.code for finding in fixed.done)
        if work is None:
            display.say_diff(fixes.diff(fixed.path, fixed.path, fixed.old, fixed.new, prefix))
        else:
            lines.append(f"{prefix}{fixed.path}: {', '.join(dict.fromkeys(finding.code for finding in fixed.done))}")
            work.write(fixed.path, fixed.new, fixed.old)
    if work is not None:
        commit(work, content, prefix, force)
    display.say(*lines)
    display.say(*(as_line(finding, prefix) for finding in left), err=True)
    counts = ", ".join(f"{number} {code}" for code, number in sorted(done.items()))
    verb = "Would correct" if work is None else "Corrected"
    rest = f"; {counted(len(left), 'finding')} to correct by hand" if left else ""
    display.say(f"{f'{verb} {counts}' if counts else 'Nothing corrected'}{rest}.", err=True)
    return ERRORS if left or (work is None and done) else OK
