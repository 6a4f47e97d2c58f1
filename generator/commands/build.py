"""``quicktakes build``: a build on a terminal, its report and its exit code."""

from __future__ import annotations

import gc
from pathlib import Path

import click

from generator.build.build import Options, PreparedBuild, Refused, finish, prepare
from generator.build.host import Host, HostError, HostTask
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
from generator.config.settings import Settings, read_settings
from generator.model.finding import counted, has_errors
from generator.system import display
from generator.system.errors import TemplateError

_UNCHANGED = "Nothing was published. The site is unchanged."


def run_build(settings: Settings, options: Options) -> int:
    """Build a site and report it on the terminal; the exit code."""
    gc.disable()  # the process ends with the build: collecting garbage among its many small values frees almost nothing
    prefix = display.prefix(settings.content)
    try:
        prepared = prepare(settings, options)
    except Refused as error:
        terminal.print_findings(error.summary.findings, prefix, error.summary.records)
        display.say(_UNCHANGED, err=True)
        return ERRORS
    summary = prepared.summary
    terminal.print_findings(summary.findings, prefix, summary.records)
    try:
        outcome = finish(prepared, _host(prepared))
    except OverBudget as error:
        display.say_error(f"{error}\n{_UNCHANGED}")
        return ERRORS
    except (HostError, TemplateError, OSError) as error:
        reason = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else error
        display.say_error(f"the site could not be built: {reason}\n{_UNCHANGED}")
        return ERRORS
    finally:
        prepared.discard()
    display.say(
        f"{settings.site_dir}: {outcome.pages:,} pages; {counted(outcome.written, 'file')} written, "
        f"{outcome.unchanged:,} unchanged, {outcome.removed:,} removed."
    )
    display.say(*outcome.weight.report(settings.budget, summary.listed).split("\n"))
    if outcome.note:
        display.say_error(outcome.note)
    return ERRORS if has_errors(summary.findings) or (options.strict and summary.findings) else OK


def _host(prepared: PreparedBuild) -> Host:
    """What MkDocs contributes, from an earlier build with its warnings, or from a run now."""
    host = prepared.host
    if isinstance(host, HostTask):
        from generator.build import mkdocs  # imported late: it takes as long as a small build

        return mkdocs.render(host)
    for message in host.messages:
        display.say(*f"mkdocs: {message}".split("\n"), err=True)
    return host


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
        display.say("No site_url: canonical links and the sitemap are left out. To publish, set --site-url.", err=True)
    options = Options(
        jobs=jobs or 0, keep_going=keep_going, strict=strict, clean=clean, scheduler=scheduler, watch=terminal.watch
    )
    return run_build(settings, options)
