"""What a build makes, and what it reports to its caller."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

from generator.build.weight import Weight
from generator.catalogue.catalogue import Loaded
from generator.model import urls
from generator.system.state import Made


@dataclass(frozen=True, slots=True)
class SiteFiles:
    """The files that a build made: rows that differ from the state, removed files, how many files it ``wrote``.

    ``pages`` and ``weight`` are those of the whole site; ``values`` are for the state.
    """

    rows: Mapping[str, Made]
    removed: Set[str]
    wrote: int
    pages: int
    weight: Weight
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished build did: the site's pages; files written, unchanged and removed; the site's weight.

    ``note`` is a problem that does the site no harm.
    """

    pages: int
    written: int
    unchanged: int
    removed: int
    weight: Weight
    note: str = ""


def skipped(content: Loaded | None) -> str:
    """A message about redirects that the site's file system has no room for; empty if it has room for all."""
    if content is None or content.settings.distinguishes_case:
        return ""
    records, site = content.library.published, content.settings.site_dir
    found = [url for record in records for url in record.aliases if urls.key(url) == urls.key(record.url)]
    shown = f"{', '.join(found[:3])}{' and others' if len(found) > 3 else ''}"
    why = f"only its case differs from the page's url, which the file system of {site} does not distinguish"
    return f"skipped the redirect from {shown}: {why}" if found else ""
