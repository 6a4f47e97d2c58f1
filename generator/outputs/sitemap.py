"""``sitemap.xml``: one file, or an index of parts of at most 50,000 addresses and 50 MB (sitemaps.org's limits)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from generator.model.wellformed import xml
from generator.outputs.output import Catalogue, Output

LIMIT = 50_000
MOST_BYTES = 50 * 2**20
"""50 MiB of a file that is not compressed."""
LONGEST = 2048
"""The most characters of an address in a sitemap; longer ones are left out."""
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_URLSET = (f"{_HEAD}<urlset {_NAMESPACE}>\n".encode(), b"</urlset>\n")
_INDEX = (f"{_HEAD}<sitemapindex {_NAMESPACE}>\n".encode(), b"</sitemapindex>\n")


def outputs(catalogue: Catalogue, limit: int = LIMIT, most_bytes: int = MOST_BYTES) -> Iterator[Output]:
    """The sitemap; none without a ``site_url``, because the addresses in a sitemap are absolute."""
    parts = list(_parts(catalogue.indexed, limit, most_bytes - sum(map(len, _URLSET))))
    if len(parts) == 1:
        yield "sitemap.xml", _file(_URLSET, parts[0][0])
    if len(parts) < 2:
        return
    base = catalogue.settings.site_url
    entries = []
    for number, (part, newest) in enumerate(parts, start=1):
        name = f"sitemap-{number}.xml"
        yield name, _file(_URLSET, part)
        entries.append(_entry("sitemap", base + name, newest))
    yield "sitemap.xml", _file(_INDEX, entries)


def _parts(rows: Sequence[tuple[str, str]], limit: int, most_bytes: int) -> Iterator[tuple[list[bytes], str]]:
    """The entries of each file, and the newest date among them."""
    part: list[bytes] = []
    size, newest = 0, ""
    for url, day in (row for row in rows if len(row[0]) <= LONGEST):
        entry = _entry("url", url, day)
        if part and (len(part) == limit or size + len(entry) > most_bytes):
            yield part, newest
            part, size, newest = [], 0, ""
        part.append(entry)
        size += len(entry)
        newest = max(newest, day)
    if part:
        yield part, newest


def _file(frame: tuple[bytes, bytes], entries: Sequence[bytes]) -> bytes:
    return b"".join((frame[0], *entries, frame[1]))


def _entry(element: str, url: str, day: str) -> bytes:
    lastmod = f"<lastmod>{day}</lastmod>" if day else ""
    return f"<{element}><loc>{xml(url)}</loc>{lastmod}</{element}>\n".encode()
