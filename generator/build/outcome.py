"""What a build reports to its caller."""

from __future__ import annotations

from dataclasses import dataclass

from generator.build.weight import Weight
from generator.catalogue.catalogue import Loaded
from generator.model import urls


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finished build did: pages there are; files written, left as they were and removed; what all weighs.

    ``note`` says what went wrong without harm to the site.
    """

    pages: int
    stale: int
    fresh: int
    gone: int
    weight: Weight
    note: str = ""


def skipped(content: Loaded | None) -> str:
    """Which redirects the site's file system has no room for, in words; empty where it has room for all."""
    if content is None or content.settings.distinguishes_case:
        return ""
    records, site = content.library.published, content.settings.site_dir
    found = [url for record in records for url in record.aliases if urls.key(url) == urls.key(record.url)]
    told = f"{', '.join(found[:3])}{' and others' if len(found) > 3 else ''}"
    why = f"only its case differs from the page's url, which the file system of {site} does not distinguish"
    return f"skipped the redirect from {told}: {why}" if found else ""
