"""``robots.txt`` (RFC 9309): crawlers may read everything that the configuration does not exclude."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from generator.outputs.output import Catalogue, Output


def outputs(catalogue: Catalogue) -> Iterator[Output]:
    """The file. Crawlers read it at a host's root only, so its paths start there."""
    settings = catalogue.settings
    root = urlsplit(settings.site_url).path.rstrip("/")
    groups = dict(settings.robots)
    everyone = groups.pop("*", ())
    lines = []
    for agent, paths in groups.items():
        lines += [f"User-agent: {agent}", *(f"Disallow: {root}{path}" for path in paths), ""]
    lines += [
        "User-agent: *",
        *(f"Disallow: {root}{path}" for path in everyone),
        *([] if "/" in everyone else ["Allow: /"]),
    ]
    if settings.site_url and "sitemap" in settings.outputs:
        lines += ["", f"Sitemap: {settings.site_url}sitemap.xml"]
    yield "robots.txt", "\n".join([*lines, ""]).encode("utf-8")
