"""A build run on a terminal: what is said of it, and the exit code."""

from __future__ import annotations

import gc

import click

from generator import terminal
from generator.build.build import Build, Refused
from generator.build.host import HostError
from generator.build.outcome import Outcome
from generator.build.weight import OverBudget
from generator.model import finding
from generator.system import display

OK, ERRORS = 0, 1


def run_build(run: Build) -> int:
    """Run a build and report it on the terminal."""
    gc.disable()  # the process ends with the build: walking its many small values again and again frees nothing
    prefix = display.prefix(run.settings.content)
    try:
        run.prepare()
    except Refused:
        terminal.print_findings(run.findings, prefix, run.summary.records)
        click.echo("Nothing was published; the last site is as it was.", err=True)
        return ERRORS
    terminal.print_findings(run.findings, prefix, run.summary.records)
    try:
        outcome = _finish(run)
    except OverBudget as error:
        click.echo(f"quicktakes: {error}\nNothing was published; the last site is as it was.", err=True)
        return ERRORS
    except HostError as error:
        click.echo(f"quicktakes: the site could not be built: {error}; the last one is as it was", err=True)
        return ERRORS
    finally:
        run.discard()
    click.echo(
        f"{run.settings.site_dir}: {outcome.pages:,} pages; of its files {outcome.stale:,} were stale and written, "
        f"{outcome.fresh:,} fresh, {outcome.gone:,} gone and removed."
    )
    click.echo(outcome.weight.report(run.settings.budget, run.summary.listed))
    if outcome.note:
        click.echo(f"quicktakes: {outcome.note}", err=True)
    return ERRORS if finding.has_errors(run.findings) or (run.strict and run.findings) else OK


def _finish(run: Build) -> Outcome:
    if not run.needs_host:
        assert run.host is not None
        for message in run.host.messages:
            click.echo(f"mkdocs: {message}", err=True)
        return run.finish()
    from generator.build import mkdocs  # here, because importing MkDocs takes as long as a small build

    outcome = mkdocs.run(run)
    assert outcome is not None
    return outcome
