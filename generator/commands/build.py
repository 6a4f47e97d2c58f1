"""``quicktakes build``: run a build and report it on the terminal."""

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
    reports_errors,
    state_option,
)
from generator.config import file
from generator.config.outputs import ALL_OUTPUTS
from generator.config.settings import read_settings
from generator.model import finding
from generator.model.finding import counted
from generator.system import display

_UNCHANGED = "Nothing was published. The site is unchanged."


def run_build(run: Build) -> int:
    """Run a build, print what it did, and return the exit code."""
    gc.disable()  # the process ends with the build, so collecting garbage would only take time
    prefix = display.prefix(run.settings.content)
    try:
        run.prepare()
    except Refused:
        terminal.print_findings(run.findings, prefix, run.summary.records)
        click.echo(_UNCHANGED, err=True)
        return ERRORS
    terminal.print_findings(run.findings, prefix, run.summary.records)
    try:
        outcome = _finish(run)
    except OverBudget as error:
        click.echo(f"quicktakes: {error}\n{_UNCHANGED}", err=True)
        return ERRORS
    except HostError as error:
        click.echo(f"quicktakes: the site could not be built: {error}\n{_UNCHANGED}", err=True)
        return ERRORS
    finally:
        run.discard()
    click.echo(
        f"{run.settings.site_dir}: {outcome.pages:,} pages; {counted(outcome.stale, 'file')} written, "
        f"{outcome.fresh:,} unchanged, {outcome.gone:,} removed."
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
    from generator.build import mkdocs  # imported here, because it takes as long as a small build

    outcome = mkdocs.run(run)
    assert outcome is not None
    return outcome


@click.command()
@content_option
@click.option("--site-dir", type=FOLDER, help="The site folder.  [default: site_dir of the configuration]")
@state_option
@config_option
@click.option("--site-url", help="The address of the published site, for canonical links and the sitemap.")
@jobs_option
@click.option("--scheduler", default="", help="The scheduler of a Dask cluster (tcp://host:port) to build on.")
@click.option(
    "--outputs", metavar="LIST", help=f"Write only these outputs, separated by commas: {', '.join(ALL_OUTPUTS)}."
)
@click.option("--clean", is_flag=True, help="Discard the state of earlier builds and replace the site folder.")
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@click.option(
    "--keep-going", is_flag=True, help="Publish without the records that have errors; the exit code is still 1."
)
@reports_errors
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

    Prints all problems with file, line and column. If one of them is an error, nothing is published, and the site stays
    unchanged.

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
        click.echo("No site_url: canonical links and the sitemap are left out. To publish, set --site-url.", err=True)
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
