"""``quicktakes search``: the index of a built site, asked from the command line."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from generator.commands.shared.options import (
    FOLDER,
    OK,
    reports_usage,
)
from generator.system.errors import ConfigError

if TYPE_CHECKING:
    from generator.search.engine import Results


def answer(site: Path, words: str, limit: int, subject: str, as_json: bool) -> str:
    """What is printed for a query: text for people, or a JSON object.

    Raises ``ConfigError`` when the folder holds no index of ours, or one that is torn.
    """
    from generator.search.engine import Engine  # here, because the other commands do without a stemmer
    from generator.search.shards import ShardError

    try:
        engine = Engine(lambda path: (site / path).read_bytes())
        slugs = [slug for _, slug in engine.manifest.subjects]
        if subject and subject not in slugs:
            raise ConfigError(f"there is no subject {subject!r}; known are {', '.join(slugs)}")
        results = engine.search(words, limit, subject)
    except OSError as error:
        raise ConfigError(f"{error.filename}: {error.strerror}; name the folder of a built site") from None
    except ShardError as error:
        raise ConfigError(f"{site}: the search index: {error}; build the site again") from None
    return _json(words, results) if as_json else _text(results)


def _json(words: str, results: Results) -> str:
    value = {
        "query": words,
        "total": results.total,
        "corrected": dict(results.corrected),
        "hits": [asdict(hit) for hit in results.hits],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _text(results: Results) -> str:
    lines = [f"{wrong} is read as {right}" for wrong, right in results.corrected.items()]
    for number, hit in enumerate(results.hits, start=1):
        lines += [f"{number:>3}. {hit.title} ({hit.subject})", f"     {hit.url}"]
    lines.append(f"{results.total:,} found" if results.hits else "nothing found")
    return "\n".join(lines) + "\n"


@click.command()
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
    click.echo(answer(site, words, limit, subject, as_json), nl=False)
    return OK
