"""``robots.txt`` (RFC 9309): what may be read is everything but what the configuration takes out; names the sitemap."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from generator.outputs.output import Catalogue, Output


def outputs(catalogue: Catalogue) -> Iterator[Output]:
    """The file. Crawlers look for it at a host's root only, so that its paths count from there."""
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
