"""``quicktakes import`` and ``quicktakes export``: convert records and topics from and to other formats."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import click

from generator.commands.shared import safeguard, terminal
from generator.commands.shared.options import ERRORS, FILE, FOLDER, OK, config_option, content_option, reports_errors
from generator.config import file
from generator.config.settings import build_date, read_settings
from generator.model.finding import as_line, counted
from generator.system import atomic, display, errors, files


@click.group("import")
def import_() -> None:
    """Import records or explainers into the content folder."""


@import_.command()
@click.argument("texts", metavar="FILES...", nargs=-1, required=True, type=FILE)
@click.option("--subject", required=True, metavar="NAME", help="The subject of the topics.")
@click.option("--out", type=FOLDER, help="Folder to write.  [default: topics below the content folder]")
@click.option("--force", is_flag=True, help="Overwrite existing topics.")
@reports_errors
def explainer(texts: tuple[Path, ...], subject: str, out: Path | None, force: bool) -> int:
    """Make a topic from each plain-text explainer.

    Text that has no place in a topic is printed.

    \b
    quicktakes import explainer notes/synapse.txt --subject Medicine
    """
    from generator.editing import topic_import

    folder = out or atomic.inside(read_settings(file.find_config(None, None)).content, "topics/new").parent
    imported = topic_import.import_explainers(texts, subject, folder, force, build_date())
    display.say(*imported.messages)
    display.say(*(f"quicktakes: {message}" for message in imported.refused), err=True)
    return ERRORS if imported.refused else OK


@import_.command()
@click.argument("source", metavar="FILE", type=click.Path(exists=True, path_type=Path))
@click.option("--mapping", type=FILE, help="A TOML file that maps columns to keys of a record.")
@content_option
@config_option
@click.option("--force", is_flag=True, help="Overwrite records that differ, and files at the paths of new records.")
@reports_errors
def records(source: Path, mapping: Path | None, content: Path | None, config_file: Path | None, force: bool) -> int:
    """Make a record from each row of a file.

    FILE is a .csv, .tsv, .json or .jsonl file, or a folder of Markdown files.

    A row that cannot be imported is reported with its number and the reason; the other rows are written. Records that
    are already in the catalogue stay unchanged, so the same file can be imported again.

    \b
    quicktakes import records questions.csv --mapping columns.toml
    quicktakes import records backup.jsonl --content records
    """
    from generator.editing.exchange import columns, intake, rows

    settings = read_settings(file.find_config(config_file, content), content=content)
    run = intake.Intake(settings, source, columns.load(mapping), force, lambda text: display.say(text, err=True))
    try:
        with safeguard.writing(settings.content, as_diff=False):
            run.run(terminal.watch_rows, terminal.watch)
    except rows.SourceError as error:
        display.say(f"quicktakes: {error}", err=True)
        return ERRORS
    except (OSError, KeyboardInterrupt, sqlite3.Error) as error:
        why = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else str(error) or "interrupted"
        display.say(
            f"quicktakes: {why}; {counted(run.written, 'record')} written. Run the command again to import the rest.",
            err=True,
        )
        return ERRORS
    display.say(run.summary())
    return ERRORS if run.is_incomplete() else OK


@click.command()
@click.option("--format", "style", type=click.Choice(["jsonl", "csv"]), required=True, help="JSON Lines or a table.")
@content_option
@config_option
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to write.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
@reports_errors
def export(style: str, content: Path | None, config_file: Path | None, output: Path, force: bool) -> int:
    """Export all records to one file.

    The file has every key of every record, and `quicktakes import records` can read it.

    \b
    quicktakes export --format csv --output records.csv
    """
    from generator.editing.exchange.export import export as write_export

    settings = read_settings(file.find_config(config_file, content), content=content)
    if output.exists() and not force:
        raise errors.ConfigError(f"{output} already exists; use --force to overwrite it")
    found = files.discover(settings.content, settings.exclude)
    exported = write_export(settings.content, found.markdown, style, output, terminal.watch)
    if exported.findings:
        prefix = display.prefix(settings.content)
        display.say(*(as_line(finding, prefix) for finding in exported.findings), err=True)
    display.say(f"{counted(exported.count, 'record')} → {output}")
    return ERRORS if exported.findings else OK
