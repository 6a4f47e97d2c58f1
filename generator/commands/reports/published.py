"""Read published addresses from a sitemap file (see sitemaps.org) or a built site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit
from xml.parsers import expat

from generator.model import urls
from generator.system import files, gzipped
from generator.system.errors import ConfigError

_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_LONGEST = 50 * 2**20
"""Most bytes of a sitemap, as sitemaps.org defines."""
_GZIP = b"\x1f\x8b"
_INSIDE = re.compile(r"/(?:learn|q|a-z|keywords|search)/")
"""Folders that are directly below the root of every site."""
_SUBJECT = re.compile(r"/learn/[^/]+/$")
_QUERY = re.compile(r"[?#].*", re.DOTALL)
_NO_PAGE = "404.html"


@dataclass(frozen=True, slots=True)
class Published:
    """Published addresses, as decoded paths below the site's root (``learn/medicine/``; empty for the home page).

    Each comes with the page's file, if available. ``base`` is the address of the root, if a sitemap has it.
    """

    addresses: Mapping[str, Path | None]
    base: str = ""


def read(against: Path, site_url: str = "") -> Published:
    """The addresses in a sitemap, a sitemap index (with its parts next to it) or the folder of a built site.

    ``site_url`` is the current address of the site; the published addresses may start with another one. Raises
    ``ConfigError`` with the line for anything else.
    """
    return _of_folder(against, site_url) if against.is_dir() else _of_sitemap(against, site_url)


def _of_folder(folder: Path, site_url: str) -> Published:
    """All HTML files (with redirects, without the 404 page), and further addresses of the sitemap."""
    found: dict[str, Path | None] = {}
    for file in sorted(files.walk(folder)):
        if file.endswith(".html") and file != _NO_PAGE:
            found[file.removesuffix("index.html") if file.rpartition("/")[2] == "index.html" else file] = folder / file
    sitemap = next((path for name in ("sitemap.xml", "sitemap.xml.gz") if (path := folder / name).is_file()), None)
    if not found and sitemap is None:
        raise ConfigError(f"{folder} has no page and no sitemap; name a built site or a sitemap file")
    listed = _of_sitemap(sitemap, site_url) if sitemap else Published({})
    known = {str(path.relative_to(folder)) for path in found.values() if path}
    found |= {path: None for path in listed.addresses if known.isdisjoint(answering(path))}
    return Published(found, listed.base)


def answering(address: str) -> tuple[str, ...]:
    """The files that a static host may serve for an address: one for ``a/``, three for ``a``."""
    if not address or address.endswith("/"):
        return (f"{address}index.html",)
    return (address, f"{address}.html", f"{address}/index.html")


def as_url(address: str) -> str:
    """An address as a url for ``aliases``."""
    return urls.of_file(address)


@dataclass(slots=True)
class _Sitemap:
    """The content of one file: ``kind`` is the name of the root element; each address has its line."""

    path: Path
    kind: str = ""
    places: list[tuple[str, int]] = field(default_factory=list)


def _of_sitemap(path: Path, site_url: str) -> Published:
    first = _parsed(path)
    parts = [first]
    if first.kind == "sitemapindex":
        parts = [_parsed(_part(first, loc, line)) for loc, line in first.places]
        for part in parts:
            if part.kind == "sitemapindex":
                raise ConfigError(f"{part.path}:1: a sitemap index inside another is not allowed; list only sitemaps")
    places = [(part, loc, line) for part in parts for loc, line in part.places]
    base = _base([loc for _, loc, _ in places], site_url)
    for part, loc, line in places:
        if not loc.startswith(base):
            raise ConfigError(
                f"{part.path}:{line}: {loc} is not below {base} like the others; use one sitemap per site"
            )
    return Published({unquote(_QUERY.sub("", loc[len(base) :])): None for _, loc, _ in places}, base)


def _part(index: _Sitemap, loc: str, line: int) -> Path:
    """The file of a part of a sitemap index, compressed or not."""
    name = unquote(urlsplit(loc).path).rpartition("/")[2]
    names = [name, f"{name}.gz", name.removesuffix(".gz")]
    found = next((index.path.with_name(one) for one in names if one and index.path.with_name(one).is_file()), None)
    if found is None:
        raise ConfigError(f"{index.path}:{line}: part {loc} not found; put {name or 'it'} next to the index")
    return found


def _parsed(path: Path) -> _Sitemap:
    found = _Sitemap(path)
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    text: list[str] = []
    names: list[str] = []

    def line() -> int:
        return parser.CurrentLineNumber

    def start(name: str, attributes: Mapping[str, str]) -> None:
        if not names:
            namespace, _, found.kind = name.rpartition(" ")
            if namespace != _NAMESPACE or found.kind not in ("urlset", "sitemapindex"):
                raise ConfigError(f"{path}:{line()}: not a sitemap: it starts with <{found.kind}>; see sitemaps.org")
        names.append(name)
        text.clear()

    def end(name: str) -> None:
        names.pop()
        if name == f"{_NAMESPACE} loc" and len(names) == 2:
            found.places.append((_address("".join(text).strip(), path, line()), line()))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text.append
    try:
        parser.Parse(_bytes(path), True)
    except expat.ExpatError as error:
        reason = expat.errors.messages.get(error.code, "not well-formed")
        raise ConfigError(f"{path}:{error.lineno}:{error.offset + 1}: not a sitemap: {reason}") from None
    if not found.places:
        raise ConfigError(f"{path}:1: the sitemap has no address; name a published one")
    return found


def _bytes(path: Path) -> bytes:
    data = path.read_bytes()
    if not data.startswith(_GZIP):
        return data
    try:
        return gzipped.plain(data, _LONGEST)
    except ValueError as error:
        raise ConfigError(f"{path}: cannot be decompressed: {error}") from None


def _address(loc: str, path: Path, line: int) -> str:
    try:
        parts = urlsplit(loc)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ConfigError(f"{path}:{line}: {loc!r} is not an absolute address; write it with scheme and host")
    return loc if parts.path else f"{parts.scheme}://{parts.netloc}/"


def _base(locs: Sequence[str], site_url: str) -> str:
    """The address of the site's root: the current one, else the home page's, else what precedes ``_INSIDE``."""
    if site_url and _all_below(site_url, locs):
        return site_url
    shortest = min(locs, key=len)
    is_home = len(locs) > 1 and shortest.endswith("/") and not _SUBJECT.search(shortest)
    if is_home and _all_below(shortest, locs):
        return shortest
    parts = urlsplit(shortest)
    inside = _INSIDE.search(parts.path)
    return f"{parts.scheme}://{parts.netloc}{parts.path[: inside.start()] if inside else ''}/"


def _all_below(base: str, locs: Iterable[str]) -> bool:
    return all(loc.startswith(base) for loc in locs)
