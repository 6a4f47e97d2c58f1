"""``quicktakes report``: reports on the content as a whole."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.catalogue.catalogue import Loaded, load, relate
from generator.commands.shared.options import (
    ERRORS,
    FOLDER,
    OK,
    config_option,
    content_option,
    reports_errors,
    state_option,
)
from generator.config import file
from generator.config.settings import read_settings
from generator.system import display, errors

if TYPE_CHECKING:
    from generator.commands.reports.changes import ChangeReport
    from generator.commands.reports.links import DuplicateReport, LinkReport, ReadingReport
    from generator.commands.reports.reviews import ReviewReport
    from generator.library.related.relations import Relations


@click.group()
def report() -> None:
    """Report on the content as a whole."""


@report.command("links")
@content_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@reports_errors
def report_links(content: Path | None, config_file: Path | None, as_json: bool) -> int:
    """Report on links between records.

    Lists orphans, broken related entries, the most linked records, topics without questions, and missing topics.
    """
    from generator.commands.reports import links  # imported here, because the other commands do not need it

    return _print(links.links(*_related(content, config_file)), as_json)


@report.command("duplicates")
@content_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@reports_errors
def report_duplicates(content: Path | None, config_file: Path | None, as_json: bool) -> int:
    """Find duplicate questions.

    Lists pairs of records that ask the same, in the same or other words, and how to merge them.
    """
    from generator.commands.reports import links  # imported here, because the other commands do not need it

    return _print(links.duplicates(*_related(content, config_file)), as_json)


@report.command("reading")
@content_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@reports_errors
def report_reading(content: Path | None, config_file: Path | None, as_json: bool) -> int:
    """List reading grades by subject, with the hardest answers."""
    from generator.commands.reports import links  # imported here, because the other commands do not need it

    return _print(links.reading(_loaded(content, config_file, graded=True)), as_json)


@report.command("review")
@content_option
@config_option
@click.option(
    "--within", type=click.IntRange(min=0), default=90, metavar="DAYS", show_default=True, help="How far to look ahead."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@reports_errors
def report_review(content: Path | None, config_file: Path | None, within: int, as_json: bool) -> int:
    """List the reviews that are due, by reviewer."""
    from generator.commands.reports import reviews  # imported here, because the other commands do not need it

    return _print(reviews.review(_loaded(content, config_file), within), as_json)


@report.command("changes")
@click.option("--changed-since", "revision", required=True, metavar="REV", help="The Git revision to compare with.")
@content_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--site", type=FOLDER, help="A built site to copy pages from.")
@click.option("--copy-to", type=FOLDER, help="Folder for copies of added and changed pages.")
@reports_errors
def report_changes(
    revision: str,
    content: Path | None,
    config_file: Path | None,
    as_json: bool,
    site: Path | None,
    copy_to: Path | None,
) -> int:
    """Report the changes since a Git revision.

    Lists pages added, changed and removed, links broken and fixed, words and reading grade.

    \b
    quicktakes report changes --changed-since origin/main
    quicktakes report changes --changed-since origin/main --site site --copy-to preview
    """
    from generator.commands.reports import changes  # imported here, because the other commands do not need it
    from generator.system import git

    if (site is None) != (copy_to is None):
        raise errors.ConfigError("--site and --copy-to require each other; give both")
    settings = read_settings(file.find_config(config_file, content), content=content)
    since = git.since(revision, settings.content, settings.config_file)
    result = changes.changes(settings, since)
    _print(result, as_json)
    if site is not None and copy_to is not None:
        copied = changes.copy_pages(result, site, copy_to, settings.directory_urls)
        display.say(f"{copied:,} pages copied to {copy_to}", err=True)
    return OK


@report.command("permalinks")
@click.option(
    "--against",
    required=True,
    metavar="SITEMAP|DIR",
    type=click.Path(exists=True, path_type=Path),
    help="What was published: a sitemap (.xml or .gz; the parts of an index next to it) or the folder of a built site.",
)
@content_option
@config_option
@state_option
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    show_default=True,
    help="How to print missing addresses.",
)
@reports_errors
def report_permalinks(
    against: Path, content: Path | None, config_file: Path | None, state_dir: Path | None, style: str
) -> int:
    """Check that every published address still works.

    Each address must be a page or a redirect; the exit code is 1 if one is missing. The current content is read; no
    build is needed.

    \b
    quicktakes report permalinks --against site
    quicktakes report permalinks --against sitemap.xml --format github
    """
    from generator.commands.reports import permalinks, published  # imported here, because the other commands do not

    settings = read_settings(file.find_config(config_file, content), content=content, state_dir=state_dir)
    known = published.read(against, settings.site_url)
    prefix = display.github_prefix if style == "github" else display.prefix
    result = permalinks.report(settings, known, prefix(settings.content))
    display.say(*{"text": result.as_text, "json": result.as_json, "github": result.as_github}[style]())
    return ERRORS if result.lost else OK


def _loaded(content: Path | None, config_file: Path | None, relating: bool = False, graded: bool = False) -> Loaded:
    settings = read_settings(file.find_config(config_file, content), content=content)
    if graded:
        settings = replace(settings, policy=settings.policy.at("all"))
    return load(settings, relating)


def _related(content: Path | None, config_file: Path | None) -> tuple[Loaded, Relations]:
    loaded = _loaded(content, config_file, relating=True)
    return loaded, relate(loaded)


def _print(report: LinkReport | DuplicateReport | ChangeReport | ReviewReport | ReadingReport, as_json: bool) -> int:
    display.say(*(display.as_json(asdict(report)).split("\n") if as_json else report.lines()))
    return OK
