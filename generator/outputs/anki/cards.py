"""A record as an Anki note: the answer as on the page, without anything that works only on the site.

Formulas remain the MathML of the page, because Anki shows cards in a browser engine that supports MathML. Cards do not
use Anki's MathJax, because it supports less TeX than answers have.
"""

from __future__ import annotations

import calendar
import html as html_text
import posixpath
import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import NamedTuple
from urllib.parse import unquote, urljoin

_LINK = re.compile(r"<a\b(?P<rest>[^>]*)>(?P<text>.*?)</a>", re.DOTALL)
_HREF = re.compile(r' href="([^"]*)"')
_IMAGE = re.compile(r'<img\b(?=[^>]*? src="(?P<src>[^"]*)")(?=(?:[^>]*? alt="(?P<alt>[^"]*)")?)[^>]*>')
_FORMULA = re.compile(r'<math(?![^>]* display="block")[^>]*>.*?</math>', re.DOTALL)
_ID = re.compile(r'(<h[1-6]) id="[^"]*"')
_EXTERNAL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_COMMAND = re.compile(r"\[(?=sound:|anki:|latex\]|\${1,2}\]|\[type:)", re.IGNORECASE)
"""What Anki interprets as a sound, speech, LaTeX or a text box anywhere in a field."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Control characters, including the one that separates fields."""
_DAY = 86_400
_NOT_IN_TAG = re.compile(r'[\s"]+')


class Note(NamedTuple):
    """One note: ``changed`` in seconds since 1970, ``tags`` separated by spaces; the rest are its fields, as HTML."""

    id: int
    changed: int
    tags: str
    question: str
    answer: str
    subject: str
    link: str


def changed(day: date, *content: str) -> int:
    """The time at which a note or a card template changed, in seconds since 1970; Anki keeps the newer of two copies.

    The second of the day (UTC) is computed from the content, because Anki never imports a copy with an equal time. Two
    versions of the same day therefore differ, but the later one does not always have the later time.
    """
    digest = blake2b("\n".join(content).encode(), digest_size=4).digest()
    return max(0, calendar.timegm(day.timetuple())) + 1 + int.from_bytes(digest) % (_DAY - 1)


def text(words: str) -> str:
    """Plain text as the HTML of a field."""
    return _safe(html_text.escape(words, quote=False))


def back(html: str, file: str, address: str, picture: Callable[[str], str]) -> str:
    """The text of the page ``file`` as the HTML of a field.

    Links within the site become absolute, based on the page's ``address``; without it they become text. ``picture``
    returns the name in the deck's media of an image's file in the site, or an empty string, which makes the image its
    alternative text. Ids of headings are removed, because Anki may use the same. An inline formula gets a box that
    scrolls on narrow cards, because no browser breaks MathML over lines.
    """

    def link(match: re.Match[str]) -> str:
        found = _HREF.search(match["rest"])
        href = html_text.unescape(found[1]) if found else ""
        if not _EXTERNAL.match(href):
            href = urljoin(address, href) if address and found else ""
        return f'<a href="{html_text.escape(href)}">{match["text"]}</a>' if href else match["text"]

    def image(match: re.Match[str]) -> str:
        target = posixpath.join(posixpath.dirname(file), unquote(html_text.unescape(match["src"])))
        name, alt = picture(posixpath.normpath(target)), match["alt"] or ""
        return f'<img src="{name}" alt="{alt}">' if name else alt

    boxed = _FORMULA.sub(r'<span class="qt-wide">\g<0></span>', _ID.sub(r"\1", html))
    return _safe(_LINK.sub(link, _IMAGE.sub(image, boxed)))


def _safe(html: str) -> str:
    return _COMMAND.sub("&#91;", _CONTROL.sub("", html))


def media_name(file: str, digest: bytes) -> str:
    """The name of an image in the media; it contains the digest, so that Anki imports a changed image."""
    return f"quicktakes-{digest.hex()}{PurePosixPath(file).suffix.lower()}"


def pictures(html: str) -> list[str]:
    """The names of the media in a field."""
    return [match["src"] for match in _IMAGE.finditer(html)]


def tags(site: str, names: Iterable[str]) -> str:
    """Tags below the site's tag. Spaces become hyphens, and a ``::`` in a name makes no further level.

    Of tags that differ only in case, which are equal in Anki, the first is kept.
    """
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(_tag(name).casefold(), f"{_tag(site)}::{_tag(name)}")
    return " ".join(found.values())


@lru_cache(maxsize=65_536)
def _tag(name: str) -> str:
    return _level(_NOT_IN_TAG.sub("-", _CONTROL.sub("", name)).strip("-"))


def deck_name(*levels: str) -> str:
    """The name of a deck, with ``::`` between its levels."""
    return "::".join(_level(" ".join(_CONTROL.sub("", level).split())) for level in levels)


def _level(name: str) -> str:
    return re.sub("::+", ":", name).strip(":") or "-"
