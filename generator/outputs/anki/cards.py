"""A record as an Anki note: its answer as the page shows it, made fit to stand alone.

Formulas stay the MathML of the page, checked when the site is built: Anki shows a card in a browser, and those of
today know MathML. Anki's own MathJax knows less TeX than the answers hold, and
is kept from cards.
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
"""What Anki would take for a sound, speech, LaTeX or a box to type in, wherever it stands in a field."""
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Among them the character that stands between fields."""
_DAY = 86_400
_NOT_IN_TAG = re.compile(r'[\s"]+')


class Note(NamedTuple):
    """One note: ``changed`` in seconds since 1970, ``tags`` with spaces between; the rest are its fields, as HTML."""

    id: int
    changed: int
    tags: str
    question: str
    answer: str
    subject: str
    link: str


def changed(day: date, *content: str) -> int:
    """When a note or a look changed, in seconds since 1970: by it Anki tells which of two copies is the newer.

    The second of the day (UTC) comes from the content, for Anki takes no copy of the very same time, even if it is told
    to take all: what was changed under the same day differs too, though it need not be the newer.
    """
    seen = blake2b("\n".join(content).encode(), digest_size=4).digest()
    return max(0, calendar.timegm(day.timetuple())) + 1 + int.from_bytes(seen) % (_DAY - 1)


def text(words: str) -> str:
    """Plain text as a field."""
    return _safe(html_text.escape(words, quote=False))


def back(html: str, file: str, address: str, picture: Callable[[str], str]) -> str:
    """The text of the page ``file`` as a field.

    Links within the site become absolute, by the page's own ``address``; where that is not known they become text.
    ``picture`` gives the name among the deck's media for an image's file in the site; empty: its alternative text is
    shown instead. Headings lose their ids, which on a card could be one of Anki's. A formula in a line gets a box in
    which it scrolls where the card is narrower: no browser breaks MathML over lines, and a card runs no script.
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
    """What an image is called among the media: by its content, so that a changed one never meets its old self."""
    return f"quicktakes-{digest.hex()}{PurePosixPath(file).suffix.lower()}"


def pictures(html: str) -> list[str]:
    """The names of the media that a field shows."""
    return [match["src"] for match in _IMAGE.finditer(html)]


def tags(site: str, names: Iterable[str]) -> str:
    """Tags below the site's own: spaces are hyphens in them, and nothing in a name makes a level of its own.

    Of tags that differ in case only, which are one to Anki, the first is kept.
    """
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(_tag(name).casefold(), f"{_tag(site)}::{_tag(name)}")
    return " ".join(found.values())


@lru_cache(maxsize=65_536)
def _tag(name: str) -> str:
    return _level(_NOT_IN_TAG.sub("-", _CONTROL.sub("", name)).strip("-"))


def deck_name(*levels: str) -> str:
    """The name of a deck, whose levels stand between ``::``."""
    return "::".join(_level(" ".join(_CONTROL.sub("", level).split())) for level in levels)


def _level(name: str) -> str:
    return re.sub("::+", ":", name).strip(":") or "-"
