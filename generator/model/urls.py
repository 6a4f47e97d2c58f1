"""Addresses: which URLs are safe, which file of the site serves them, and relative links between pages.

A record's ``url`` (``/learn/medicine/questions/slug``) becomes a *folder* (``…/slug/index.html``) with directory URLs,
else a *file* (``…/slug.html``). Listings are always folders. An address has three forms:

- the file below the site folder;
- the link from another page, which is relative, so that the site works below any path and on any static server;
- the public address (canonical, sitemap): ``…/slug/`` with directory URLs, else ``…/slug``.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import quote, unquote, urlsplit

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_PERMALINK = re.compile(r"/q/(-?[1-9]\d{0,17})/?")
_WEB = re.compile(r"https?://[^\s/?#\"<>\\]+(?:[/?#][^\s\"<>\\]*)?", re.IGNORECASE)
FORBIDDEN = r"""\x00-\x20\x7f-\xa0\u2028\u2029\u200b-\u200f\u202a-\u202e\ufeff<>"`{}|^?#%;"""
"""Characters that are not allowed in an address, for use in a regular expression's character class."""
FILE_ENDINGS = (".html", ".md", ".xml", ".txt", ".apkg")
"""Endings that no segment of an address may have."""
LONGEST_SEGMENT = 240
"""Most bytes of a segment. File names may have 255, including ``.html`` and a temporary suffix."""
LONGEST = 1_000
"""Most bytes of an address below the site. Paths of files may have 4,096 with all folders above."""
_FORBIDDEN = re.compile(f"[{FORBIDDEN}]")
_PLAIN = re.compile(r"[A-Za-z0-9/._-]*")
_SAFE = "/~!$&'()*+,=:@-._"


def unsafe_reason(url: str) -> str:
    """Return why a URL must not become a file of the site, or an empty string. Only paths from the root are safe."""
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
    if len(url.encode("utf-8", "replace")) > LONGEST:
        return f"it is longer than {LONGEST} bytes"
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
    """Whether a text is an absolute http(s) address that a link can use unchanged."""
    try:
        return _WEB.fullmatch(text) is not None and bool(urlsplit(text).netloc)
    except ValueError:  # brackets without an IPv6 address
        return False


def below(address: str, site_url: str) -> str | None:
    """Return the decoded path of an address relative to a site's URL (which ends with a slash).

    The scheme and letter case do not count. ``None`` if the address is outside the site.
    """
    rest, base = (text.partition("://")[2] for text in (address, site_url))
    if not base or not rest.casefold().startswith(base.casefold()):
        return None
    return unquote(re.split(r"[?#]", rest[len(base) :], maxsplit=1)[0])


def permalink_id(url: str) -> int | None:
    """Return the id in a permanent link (``/q/54655``); ``None`` for any other URL."""
    found = _PERMALINK.fullmatch(url)
    return int(found[1]) if found else None


def normal(url: str) -> str:
    """Return a URL with one leading and no trailing slash: the form in which URLs are stored."""
    return "/" + url.strip("/")


def key(url: str) -> str:
    """Return a key that is equal for URLs that differ only in case or a trailing slash."""
    return normal(url).casefold()


def record_file(url: str, directory_urls: bool) -> str:
    """Return the file below the site folder that serves a record's URL."""
    path = url.strip("/")
    return f"{path}/index.html" if directory_urls else f"{path}.html"


def twin_file(file: str) -> str:
    """Return the file of a page's Markdown twin: ``…/slug.md``, with and without directory URLs."""
    return f"{file.removesuffix('.html').removesuffix('/index')}.md"


def public(file: str, directory_urls: bool) -> str:
    """Return the percent-encoded address of a page below the site's URL, as in canonical links and sitemaps."""
    folder, name = posixpath.split(file)
    if name == "index.html":
        return quote(f"{folder}/" if folder else "", safe=_SAFE)
    return quote(file if directory_urls else file.removesuffix(".html"), safe=_SAFE)


def of_file(file: str) -> str:
    """Return the URL that a record would need in order to have its page in this file."""
    return normal(file.removesuffix("index.html").removesuffix(".html"))


def root(file: str) -> str:
    """Return the relative path from a page to the site's root: ``../../`` from two folders down, ``./`` at the root."""
    return "../" * file.count("/") or "./"


def link(source: str, target: str, directory_urls: bool) -> str:
    """Return the shortest relative link from one file of the site to another, percent-encoded."""
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
