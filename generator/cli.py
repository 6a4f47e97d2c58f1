"""``quicktakes``: subcommands → exit codes. 0 clean, 1 findings of severity error, 2 wrong usage or configuration."""

from __future__ import annotations

import signal
import threading
from pathlib import Path
from typing import NoReturn

import click

from generator import (
    __version__,
    authoring,
    checking,
    editing,
    exchange,
    mending,
    relocating,
    reporting,
    scaffold,
    terminal,
)
from generator.build.build import Build
from generator.config import file
from generator.config.settings import read_settings
from generator.options import (
    ERRORS,
    FOLDER,
    OK,
    USAGE,
    config_option,
    content_option,
    jobs_option,
    reports_usage,
    state_option,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="quicktakes")
def cli() -> None:
    """Turn a folder of question-and-answer records into a cross-linked study site.

    \b
    A first site:      quicktakes init my-site && cd my-site && quicktakes serve
    Only records:      quicktakes build --content records --site-dir site
    Before you commit: quicktakes check
    """


@cli.command()
@content_option
@click.option("--site-dir", type=FOLDER, help="Folder to write.  [default: site_dir of the configuration]")
@state_option
@config_option
@click.option("--site-url", help="The address at which the site is published, for canonical links and the sitemap.")
@jobs_option
@click.option("--scheduler", default="", help="A Dask cluster's scheduler (tcp://host:port) to build on.")
@click.option(
    "--outputs", help="Write only these: pages,listings,redirects,search,sitemap,robots,schema,feeds,llms,twins,anki."
)
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
    return reporting.run_build(run)


@cli.command()
@content_option
@config_option
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 picks a free one.")
@reports_usage
def serve(content: Path | None, config_file: Path | None, port: int) -> int:
    """Preview the site on this machine; pages reload when a file changes.

    Drafts are shown with a mark. When an edit has errors they appear in the browser and here, and the last good page
    stays. Stop with Ctrl+C.
    """
    from generator import serve as server

    return server.run(config_file, content, port)


@cli.command()
@click.argument("words")
@click.argument("site", type=FOLDER, default="site")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="Results at most.")
@click.option("--subject", default="", help="Only records of this subject (its slug, as in /learn/<slug>/).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@reports_usage
def search(words: str, site: Path, limit: int, subject: str, as_json: bool) -> int:
    """Search a built SITE (a folder, by default ./site) as a reader's browser does.

    \b
    quicktakes search "why does the heart beat"
    quicktakes search --json --limit 3 "nernst equation" /tmp/site
    """
    from generator import searching  # here, because the other commands do without a stemmer

    click.echo(searching.answer(site, words, limit, subject, as_json), nl=False)
    return OK


@cli.command()
@click.argument("folder", type=FOLDER)
@reports_usage
def init(folder: Path) -> int:
    """Lay down a ready project in FOLDER: configuration, one example record, a publishing workflow.

    \b
    quicktakes init my-site
    """
    for path in scaffold.write(folder):
        click.echo(path)
    click.echo(f"Ready. Next: cd {folder} && quicktakes serve")
    return OK


cli.add_command(checking.check)
cli.add_command(editing.report)
cli.add_command(editing.import_)
cli.add_command(editing.schema)
cli.add_command(mending.fix)
cli.add_command(relocating.mv)
cli.add_command(relocating.rm)
cli.add_command(authoring.new)
cli.add_command(exchange.export)
editing.import_.add_command(exchange.records)
cli.add_command(authoring.doctor)


def _stop(signal_number: int, frame: object) -> None:
    raise SystemExit(128 + signal_number)


def main(argv: list[str] | None = None) -> int:
    """Run the command line; give the exit code. A polite end (SIGTERM) takes temporary folders along."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _stop)
    try:
        result = cli.main(args=argv, prog_name="quicktakes", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return USAGE
    except click.Abort:
        click.echo("Interrupted.", err=True)
        return ERRORS
    return result if isinstance(result, int) else OK


def run() -> NoReturn:
    """The ``quicktakes`` command."""
    raise SystemExit(main())
