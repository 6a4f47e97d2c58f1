"""``quicktakes new``: write a complete record for a question."""

from __future__ import annotations

import gc
from dataclasses import replace
from pathlib import Path

import click

from generator.catalogue import checker
from generator.checks import formats
from generator.commands.shared import terminal
from generator.commands.shared.options import ERRORS, OK, config_option, content_option, reports_errors
from generator.config.file import find_config
from generator.config.settings import Settings, read_settings
from generator.model.finding import has_errors
from generator.system import atomic, display, files


class _QuestionCommand(click.Command):
    """A command whose argument may begin with a hyphen."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except click.NoSuchOption as error:
            if not any(one.startswith("-") and " " in one for one in given):
                raise
            remedy = "Put a question that begins with a hyphen last, after --."
            raise click.UsageError(f"{error.format_message()} {remedy}", ctx) from None


@click.command(cls=_QuestionCommand)
@click.argument("question")
@click.option("--subject", required=True, metavar="NAME", help="The subject of the record.")
@content_option
@config_option
@click.option("--edit", is_flag=True, help="Open the file in $VISUAL or $EDITOR and check it afterwards.")
@click.option("--force", is_flag=True, help="Allow a question that a record already asks, and a new subject.")
@reports_errors
def new(question: str, subject: str, content: Path | None, config_file: Path | None, edit: bool, force: bool) -> int:
    """Write a complete record for QUESTION and print its path.

    The record gets the next free id, today's date, a url and related records. You fill in the description, keywords and
    answer; quicktakes check reports them until then. A question that a record already asks is refused.

    \b
    quicktakes new "Why does the heart beat without nerves?" --subject Medicine --edit
    """
    from generator.catalogue import facts  # imported here, because it loads NumPy and SciPy
    from generator.editing import draft

    gc.disable()  # the process ends with the command, so collecting garbage would only take time
    settings = read_settings(find_config(config_file, content), content=content)
    prefix = display.prefix(settings.content)
    found = files.discover(settings.content, settings.exclude)
    with terminal.watch("Reading", len(found.markdown)) as progress:
        known = facts.read(settings, found, progress)
    for path in known.broken:
        display.say(f"{prefix}{path} cannot be read, so its question is not compared; run `quicktakes check`", err=True)
    made = draft.draft(question, subject, settings, known, prefix, force)
    atomic.create(atomic.inside(settings.content, made.path), made.text.encode("utf-8"))
    display.say(f"{prefix}{made.path}")
    for record in made.suggested:
        display.say(f"Suggested as related: {record.title} ({prefix}{record.path})", err=True)
    if edit:
        return _edit(settings, made.path)
    display.say("Fill in the description, keywords and answer. `quicktakes check` reports what is missing.", err=True)
    return OK


def _edit(settings: Settings, path: str) -> int:
    """Open a new record in the user's editor, then print its findings."""
    file, prefix = settings.content / path, display.prefix(settings.content)
    try:
        click.edit(filename=str(file))
    except click.ClickException as error:
        display.say(
            f"quicktakes: {error.format_message()}; {prefix}{path} is written; open it in another editor", err=True
        )
        return ERRORS
    if not file.is_file():
        display.say(f"quicktakes: {prefix}{path} no longer exists", err=True)
        return ERRORS
    checked = checker.check(replace(settings, policy=settings.policy.at("check")), watch=terminal.watch)
    findings = [finding for finding in checked.findings if finding.path == path]
    display.say(*formats.as_text(findings, prefix, 1))
    return ERRORS if has_errors(findings) else OK
