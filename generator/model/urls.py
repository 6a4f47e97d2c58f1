"""Addresses: which urls are safe, which file of the site answers them, and how one page leads to another.

A record's ``url`` (``/learn/medicine/questions/slug``) is written as a *folder* (``…/slug/index.html``) with directory
urls, as a *file* (``…/slug.html``) without. Listings are folders either way. Three spellings of one address:

- the file below the site folder,
- the link from another page, relative, so that the site works below any path and on any static server,
- the public address (canonical, sitemap): ``…/slug/`` with directory urls, ``…/slug`` without.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, unquote, urlsplit

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_PERMALINK = re.compile(r"/q/(-?[1-9]\d{0,17})/?")
_WEB = re.compile(r"https?://[^\s/?#\"<>\\]+(?:[/?#][^\s\"<>\\]*)?", re.IGNORECASE)
FORBIDDEN = r"""\x00-\x20\x7f-\xa0\u2028\u2029\u200b-\u200f\u202a-\u202e\ufeff<>"`{}|^?#%;"""
"""Characters that no address holds, as the inside of a regular expression's class."""
FILE_ENDINGS = (".html", ".md", ".xml", ".txt", ".apkg")
"""What the segments of an address must not end in."""
LONGEST_SEGMENT = 240
"""File systems take 255 bytes a name; ``.html`` and a temporary ending must fit too."""
_FORBIDDEN = re.compile(f"[{FORBIDDEN}]")
_PLAIN = re.compile(r"[A-Za-z0-9/._-]*")
_SAFE = "/~!$&'()*+,=:@-._"


def unsafe(url: str) -> str:
    """Why a record's url must not become a file of the site; empty when it may. Paths from the root only."""
    if _SCHEME.match(url):
        return "it has a scheme"
    if url.startswith("//"):
        return "it names a host"
    if not url.startswith("/"):
        return "it does not begin with /"
    if "\\" in url:
        return "it contains a backslash"
    found = _FORBIDDEN.search(url)
    if found:
        return f"it contains the character {found[0]!r}"
    segments = url.strip("/").split("/")
    if segments == [""]:
        return "it is the address of the home page"
    for segment in segments:
        if not segment:
            return "it contains an empty segment (//)"
        if segment in (".", "..") or segment.endswith(".") or segment.startswith("."):
            return "a segment begins or ends with a dot"
        if segment.casefold().endswith(FILE_ENDINGS) or segment.casefold() == "index":
            return f"the segment {segment!r} looks like a file of the site"
        if len(segment.encode()) > LONGEST_SEGMENT:
            return f"a segment is longer than {LONGEST_SEGMENT} bytes"
    return ""


def is_web_address(text: str) -> bool:
    """Whether a text is an http(s) address of another site, which can stand in a link as it is."""
    try:
        return _WEB.fullmatch(text) is not None and bool(urlsplit(text).netloc)
    except ValueError:  # brackets that hold no address
        return False


def below(address: str, site_url: str) -> str | None:
    """The path of an absolute address below a site's (which ends in a slash), decoded; ``None`` where it is not there.

    ``http`` and ``https`` are one here, and so is the case of letters."""
    rest, base = (text.partition("://")[2] for text in (address, site_url))
    if not base or not rest.casefold().startswith(base.casefold()):
        return None
    return unquote(re.split(r"[?#]", rest[len(base) :], maxsplit=1)[0])


def permalink_id(url: str) -> int | None:
    """Return the id in a permanent link (``/q/54655``); ``None`` for any other URL."""
    found = _PERMALINK.fullmatch(url)
    return int(found[1]) if found else None


def normal(url: str) -> str:
    """A record's url without slashes at its end: the form in which urls are kept."""
    return "/" + url.strip("/")


def key(url: str) -> str:
    """Equal for urls that differ only in case or in a slash at the end."""
    return normal(url).casefold()


def record_file(url: str, directory_urls: bool) -> str:
    """The file below the site folder that answers a record's url."""
    path = url.strip("/")
    return f"{path}/index.html" if directory_urls else f"{path}.html"


def twin_file(file: str) -> str:
    """The Markdown that stands beside a page: ``…/slug.md``, with and without directory urls."""
    return f"{file.removesuffix('.html').removesuffix('/index')}.md"


def public(file: str, directory_urls: bool) -> str:
    """The address of a page below the site's url, percent-encoded: what canonical links and sitemaps carry."""
    folder, name = posixpath.split(file)
    if name == "index.html":
        return quote(f"{folder}/" if folder else "", safe=_SAFE)
    return quote(file if directory_urls else file.removesuffix(".html"), safe=_SAFE)


def of_file(file: str) -> str:
    """A page's file as the url that a record would have to declare to stand there."""
    return normal(file.removesuffix("index.html").removesuffix(".html"))


def root(file: str) -> str:
    """The way from a page to the site's root: ``../../`` for a page two folders down, ``./`` at the root."""
    return "../" * file.count("/") or "./"


def link(source: str, target: str, directory_urls: bool) -> str:
    """The shortest relative link from one page's file to another file of the site, percent-encoded."""
    base, up = source[: source.rfind("/") + 1], 0
    if directory_urls and (target.endswith("/index.html") or target == "index.html"):
        target = target[: -len("index.html")]
    while not target.startswith(base):
        base = base[: base.rfind("/", 0, -1) + 1]
        up += 1
    relative = "../" * up + target[len(base) :]
    if not _PLAIN.fullmatch(relative):
        relative = quote(relative, safe=_SAFE)
    if not relative:
        return "./"
    return f"./{relative}" if ":" in relative.split("/", 1)[0] else relative
