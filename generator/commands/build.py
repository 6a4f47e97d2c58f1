"""A build run on a terminal: what is said of it, and the exit code."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from generator.build.build import Build, Refused
from generator.build.host import HostError
from generator.build.outcome import Outcome
from generator.build.weight import OverBudget
from generator.commands.shared import terminal
from generator.commands.shared.options import (
    ERRORS,
    FOLDER,
    OK,
    config_option,
    content_option,
    jobs_option,
    reports_usage,
    state_option,
)
from generator.config import file
from generator.config.settings import ALL_OUTPUTS, read_settings
from generator.model import finding
from generator.system import display


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


@click.command()
@content_option
@click.option("--site-dir", type=FOLDER, help="Folder to write.  [default: site_dir of the configuration]")
@state_option
@config_option
@click.option("--site-url", help="The address at which the site is published, for canonical links and the sitemap.")
@jobs_option
@click.option("--scheduler", default="", help="A Dask cluster's scheduler (tcp://host:port) to build on.")
@click.option("--outputs", help=f"Write only these: {','.join(ALL_OUTPUTS)}.")
@click.option("--clean", is_flag=True, help="Forget earlier builds and replace whatever is in the site folder.")
@click.option("--strict", is_flag=True, help="Let warnings fail the build too.")
@click.option("--keep-going", is_flag=True, help="Publish without the records that have errors; still exit 1.")
@reports_usage
def build(
    content: Path | None,
    site_dir: Path | None,
    state_dir: Path | None,
    config_file: Path | None,
    site_url: str | None,
    jobs: int | None,
    scheduler: str,
    outputs: str | None,
    clean: bool,
    strict: bool,
    keep_going: bool,
) -> int:
    """Check the content and write the site.

    All problems are printed, each with file, line and column. When one is an error, nothing is published and the last
    good site stays as it was.

    \b
    quicktakes build
    quicktakes build --content records --site-dir /tmp/site --site-url https://user.github.io/repo/
    """
    settings = read_settings(
        file.find_config(config_file, content),
        content=content,
        site_dir=site_dir,
        state_dir=state_dir,
        site_url=site_url,
        outputs=outputs,
    )
    if not settings.site_url:
        click.echo("No site_url: canonical links and the sitemap are left out; pass --site-url to publish.", err=True)
    run = Build(
        settings,
        jobs=jobs or 0,
        keep_going=keep_going,
        strict=strict,
        clean=clean,
        scheduler=scheduler,
        watch=terminal.watch,
    )
    return run_build(run)
