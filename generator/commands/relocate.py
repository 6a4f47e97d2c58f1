"""``quicktakes mv`` and ``rm``: plan the changes, look for objections, then carry the plan out or print it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from generator.catalogue import checker
from generator.commands.shared import terminal
from generator.commands.shared.options import ERRORS, OK, config_option, content_option, reports_errors, state_option
from generator.commands.shared.safeguard import commit, diff_option, force_option, writing
from generator.config import file
from generator.config.settings import Settings, read_settings
from generator.editing import fixes
from generator.editing.desk import Desk, Plan
from generator.editing.transaction import Rewriting
from generator.model import finding
from generator.system import display, files
from generator.system.errors import RefusedError


@click.command()
@click.argument("entry")
@click.argument("new")
@content_option
@config_option
@state_option
@diff_option
@force_option
@reports_errors
def mv(
    entry: str,
    new: str,
    content: Path | None,
    config_file: Path | None,
    state_dir: Path | None,
    as_diff: bool,
    force: bool,
) -> int:
    """Rename a record and update the references to it.

    ENTRY is the record's id, url or file. NEW is a url, a file, a slug, or a new title that gives the slug. The
    file is moved, the old url becomes an alias that redirects, and related entries and links in other files are
    updated.

    \b
    quicktakes mv 54655 what-do-ion-channels-do
    quicktakes mv content/medicine/old.md "What do ion channels do?"
    quicktakes mv 54655 /learn/health-studies/questions/what-do-ion-channels-do
    """
    from generator.editing import rename

    def plan(desk: Desk) -> Plan:
        record = desk.find(entry)
        return rename.rename(desk, record, rename.renamed(desk, record, new))

    return _carry_out(plan, content, config_file, state_dir, as_diff, force)


@click.command()
@click.argument("entry")
@click.option("--redirect-to", metavar="ENTRY", help="Point all references to this record instead.")
@content_option
@config_option
@state_option
@diff_option
@force_option
@reports_errors
def rm(
    entry: str,
    redirect_to: str | None,
    content: Path | None,
    config_file: Path | None,
    state_dir: Path | None,
    as_diff: bool,
    force: bool,
) -> int:
    """Remove a record and the references to it.

    ENTRY is the record's id, url or file. Related entries of other records are removed, or changed to the record
    that they mean without it. If links in texts would break, nothing is changed, unless --redirect-to names a
    record for them (the old url becomes its alias) or --force is given.

    \b
    quicktakes rm 54655 --diff
    quicktakes rm 54655 --redirect-to 54644
    """
    from generator.editing import removal

    def plan(desk: Desk) -> Plan:
        record = desk.find(entry)
        target = desk.find_article(redirect_to) if redirect_to else None
        if target is record:
            raise RefusedError(f"{redirect_to} is the record to be removed; name another one")
        return removal.remove(desk, record, target)

    return _carry_out(plan, content, config_file, state_dir, as_diff, force)


def _carry_out(
    make: Callable[[Desk], Plan],
    content: Path | None,
    config_file: Path | None,
    state_dir: Path | None,
    as_diff: bool,
    force: bool,
) -> int:
    settings = read_settings(file.find_config(config_file, content), content=content, state_dir=state_dir)
    prefix = display.prefix(settings.content)
    with writing(settings.content, as_diff) as work:
        entries = checker.check(settings, watch=terminal.watch, whole=True).entries
        desk = Desk(settings, prefix, files.discover(settings.content, settings.exclude), entries)
        plan = make(desk)
        _object(desk, plan, prefix, force)
        if work is None:
            for change in plan.changes:
                old, new = change.old if change.before else None, change.new if change.path else None
                display.say_diff(fixes.diff(change.before, change.path, old, new, prefix))
        else:
            _do(plan, work, settings, prefix, force)
    display.say(*plan.left, *(plan.dead if force else ()), err=True)
    return ERRORS if plan.left or plan.dead else OK


def _object(desk: Desk, plan: Plan, prefix: str, force: bool) -> None:
    """Raise ``RefusedError`` if the plan would leave broken links or errors, unless it is forced."""
    for change in plan.changes:
        if (desk.settings.content / change.before).is_symlink():
            raise RefusedError(f"{prefix}{change.before} is a symbolic link; change the file that it links to")
    if plan.dead and not force:
        lines = "\n".join(plan.dead)
        raise RefusedError(f"{lines}\nfix these first, name a record with --redirect-to, or use --force")
    wrong = () if force else desk.wrong_after(plan)
    if wrong:
        errors = finding.as_text(wrong, prefix).rstrip()
        raise RefusedError(f"this would cause errors (use --force to do it anyway):\n{errors}")


def _do(plan: Plan, work: Rewriting, settings: Settings, prefix: str, force: bool) -> None:
    for change in plan.changes:
        if change.path == change.before:
            work.write(change.path, change.new, change.old)
        elif change.path:
            work.write(change.path, change.new, None, like=change.before)
    for change in plan.changes:  # last, so that no file is removed before the references to it
        if change.path != change.before:
            work.remove(change.before, change.old)
    commit(work, settings.content, prefix, force)
    display.say(*plan.done)
    count = len({change.before for change in plan.changes})
    display.say(f"{finding.counted(count, 'file')} changed." if count else "Nothing to change.", err=True)
