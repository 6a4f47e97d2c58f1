"""``quicktakes search``: search the index of a built site from the command line."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared.options import (
    FOLDER,
    OK,
    reports_errors,
)
from generator.model.finding import counted
from generator.search.decoder import LONGEST, ShardError
from generator.system import display
from generator.system.errors import ConfigError

if TYPE_CHECKING:
    from generator.search.engine import Results


def answer(site: Path, words: str, limit: int, subject: str, as_json: bool) -> list[str]:
    """The lines of the results of a query, as text or as a JSON object.

    Raises ``ConfigError`` if the folder has no search index of this program, or a damaged one.
    """
    from generator.search.engine import Engine  # imported here, because it loads a stemmer

    try:
        engine = Engine(lambda path: _bytes(site / path))
        slugs = [slug for _, slug in engine.manifest.subjects]
        if subject and subject not in slugs:
            raise ConfigError(f"unknown subject {subject!r}; known subjects: {', '.join(slugs)}")
        results = engine.search(words, limit, subject)
    except ShardError as error:
        if not (site / "search/manifest.bin").is_file():
            raise ConfigError(f"{site} has no search index; name the folder of a built site") from None
        raise ConfigError(f"{site}: the search index: {error}; build the site again") from None
    return _json(words, results) if as_json else _text(results)


def _bytes(path: Path) -> bytes:
    """A file of the index. Raises ``OSError``, also for a special file and for one longer than any file of an index."""
    opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe would wait for its writer
    with os.fdopen(opened, "rb") as file:
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            raise OSError(errno.EINVAL, "Not a regular file", str(path))
        data = file.read(LONGEST + 1)
    if len(data) > LONGEST:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return data


def _json(words: str, results: Results) -> list[str]:
    value = {
        "query": words,
        "total": results.total,
        "corrected": dict(results.corrected),
        "hits": [asdict(hit) for hit in results.hits],
    }
    return display.as_json(value).split("\n")


def _text(results: Results) -> list[str]:
    lines = [f"Showing results for {right} instead of {wrong}." for wrong, right in results.corrected.items()]
    for number, hit in enumerate(results.hits, start=1):
        lines += [f"{number:>3}. {hit.title} ({hit.subject})", f"     {hit.url}"]
    return [*lines, f"{counted(results.total, 'result')}." if results.hits else "No results."]


@click.command()
@click.argument("words")
@click.argument("site", type=FOLDER, default="site")
@click.option(
    "--limit", type=click.IntRange(1, 100), default=10, show_default=True, help="The maximum number of results."
)
@click.option("--subject", default="", help="Only records of this subject (its slug, as in /learn/<slug>/).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@reports_errors
def search(words: str, site: Path, limit: int, subject: str, as_json: bool) -> int:
    """Search a built site in the same way as a browser does.

    SITE is its folder, by default ./site.

    \b
    quicktakes search "why does the heart beat"
    quicktakes search --json --limit 3 "nernst equation" /tmp/site
    """
    display.say(*answer(site, words, limit, subject, as_json))
    return OK
