"""``sitemap.xml``: one file, or an index of parts of at most 50,000 addresses (sitemaps.org's limit)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from generator.outputs import Catalogue, Output

LIMIT = 50_000
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def outputs(catalogue: Catalogue, limit: int = LIMIT) -> Iterator[Output]:
    """The sitemap; nothing when the site's own address is not known, for a sitemap's addresses are absolute."""
    rows = catalogue.indexed
    if not rows:
        return
    parts = [rows[start : start + limit] for start in range(0, len(rows), limit)]
    if len(parts) == 1:
        yield "sitemap.xml", _urlset(parts[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    for name, part in zip(names, parts, strict=True):
        yield name, _urlset(part)
    base = catalogue.settings.site_url
    entries = [
        _entry("sitemap", base + name, max(day for _, day in part)) for name, part in zip(names, parts, strict=True)
    ]
    yield "sitemap.xml", f"{_HEAD}<sitemapindex {_NAMESPACE}>\n{''.join(entries)}</sitemapindex>\n".encode()


def _urlset(rows: Sequence[tuple[str, str]]) -> bytes:
    entries = "".join(_entry("url", url, day) for url, day in rows)
    return f"{_HEAD}<urlset {_NAMESPACE}>\n{entries}</urlset>\n".encode()


def _entry(element: str, url: str, day: str) -> str:
    lastmod = f"<lastmod>{day}</lastmod>" if day else ""
    return f"<{element}><loc>{escape(url, quote=False)}</loc>{lastmod}</{element}>\n"
