"""``quicktakes search``: the index of a built site, asked from the command line."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

from generator.search.engine import Engine, Results
from generator.search.shards import ShardError
from generator.system.errors import ConfigError


def answer(site: Path, words: str, limit: int, subject: str, as_json: bool) -> str:
    """What is printed for a query: text for people, or a JSON object.

    Raises ``ConfigError`` when the folder holds no index of ours, or one that is torn.
    """
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
