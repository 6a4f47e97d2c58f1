"""``quicktakes new``: a complete record for a question."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.catalogue import checker
from generator.checks import formats
from generator.commands.shared import terminal
from generator.commands.shared.options import ERRORS, OK, config_option, content_option, reports_usage
from generator.config.file import find_config
from generator.config.settings import Settings, read_settings
from generator.model.finding import has_errors
from generator.model.snippets import visible
from generator.system import display, files

if TYPE_CHECKING:
    pass


class _Asking(click.Command):
    """A command whose argument is a text that may begin with a hyphen."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if not any(one.startswith("-") and " " in one for one in given):
                raise
            remedy = "A question that begins with a hyphen stands last, with -- before it."
            raise click.UsageError(f"{error.format_message()} {remedy}", ctx) from None


@click.command(cls=_Asking)
@click.argument("question")
@click.option("--subject", required=True, metavar="NAME", help="The subject whose listing it stands in.")
@content_option
@config_option
@click.option("--edit", is_flag=True, help="Open the file in $VISUAL or $EDITOR, and check it afterwards.")
@click.option("--force", is_flag=True, help="Allow a question that is asked already, and a new subject.")
@reports_usage
def new(question: str, subject: str, content: Path | None, config_file: Path | None, edit: bool, force: bool) -> int:
    """Write a complete record that asks QUESTION, and print its path.

    It has the next free id, today's date, its address and related records. Description, keywords and answer are left to
    fill in, and quicktakes check tells them until they are. A question that is asked already is refused.

    \b
    quicktakes new "Why does the heart beat without nerves?" --subject Medicine --edit
    """
    from generator.catalogue import facts  # here, because the other commands do without NumPy and SciPy
    from generator.editing import draft

    gc.disable()  # the process ends with the command: walking many small values again and again frees nothing
    settings = read_settings(find_config(config_file, content), content=content)
    prefix = display.prefix(settings.content)
    found = files.discover(settings.content, settings.exclude)
    with terminal.watch("Reading", len(found.markdown)) as progress:
        known = facts.read(settings, found, progress)
    for path in known.broken:
        _say(f"{prefix}{path} cannot be read, so what it asks is not known; see `quicktakes check`")
    try:
        made = draft.draft(question, subject, settings, known, prefix, force)
    except draft.RefusedError as error:
        _say(f"quicktakes: {error}")
        return ERRORS
    files.create(settings.content / made.path, made.text.encode("utf-8"))
    click.echo(f"{prefix}{made.path}")
    for record in made.suggested:
        _say(f"Suggested as related: {record.title} ({prefix}{record.path})")
    if edit:
        return _edit(settings, made.path)
    _say("To fill in: description, keywords, answer. `quicktakes check` tells what is left.")
    return OK


def _say(text: str) -> None:
    for line in text.splitlines():
        click.echo(visible(line), err=True)


def _edit(settings: Settings, path: str) -> int:
    """Let the editor's program have the file, then tell what is wrong with it."""
    file, prefix = settings.content / path, display.prefix(settings.content)
    try:
        click.edit(filename=str(file))
    except click.ClickException as error:
        _say(f"quicktakes: {error.format_message()}; {prefix}{path} is there, to be edited otherwise")
        return ERRORS
    if not file.is_file():
        _say(f"quicktakes: {prefix}{path} is not there any more")
        return ERRORS
    checked = checker.check(replace(settings, policy=settings.policy.at("check")), watch=terminal.watch)
    findings = [finding for finding in checked.findings if finding.path == path]
    click.echo(formats.as_text(findings, prefix, 1), nl=False)
    return ERRORS if has_errors(findings) else OK
