"""``robots.txt``: everything may be read; the sitemap is named."""

from __future__ import annotations

from collections.abc import Iterator

from generator.outputs import Catalogue, Output


def outputs(catalogue: Catalogue) -> Iterator[Output]:
    """The file."""
    sitemap = f"\nSitemap: {catalogue.settings.site_url}sitemap.xml\n" if catalogue.settings.site_url else ""
    yield "robots.txt", f"User-agent: *\nAllow: /\n{sitemap}".encode()
