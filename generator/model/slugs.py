"""Slugs for addresses, and loose keys to compare titles, URLs and keywords."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SEPARATORS = re.compile(r"[\s_/]+")
_NOT_IN_SLUG = re.compile(r"[^\w\s/]|_", re.UNICODE)
_LONGEST_SLUG = 200
"""Most bytes of the slug of a question or topic. A file name may have 255, including its extension."""
_LEADING_WORDS = frozenset(
    """a an the what which who whom whose when where why how is are was were be do does did can could should
    would may might must will has have had describe explain define discuss compare list name outline identify of
    in on at for to and role function difference between meaning main key""".split()
)


@lru_cache(maxsize=65_536)
def slug(text: str) -> str:
    """Return a text in lower case without punctuation, with hyphens instead of spaces.

    Hyphens are removed (``post-synaptic`` becomes ``postsynaptic``), and so are accents (``Ménière`` becomes
    ``meniere``).
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))
    return _SEPARATORS.sub("-", _NOT_IN_SLUG.sub("", plain).strip())


def question_slug(question: str) -> str:
    """Return the last segment of the address of a new question or topic: its slug, cut between two words if too long.

    The result is empty if the text has neither letters nor digits.
    """
    whole = slug(question).strip("-")
    if len(whole.encode()) <= _LONGEST_SLUG:
        return whole
    cut = whole.encode()[: _LONGEST_SLUG + 1].decode(errors="ignore")
    words = cut.rpartition("-")[0] or cut
    return words.encode()[:_LONGEST_SLUG].decode(errors="ignore").strip("-")


@lru_cache(maxsize=4_096)
def subject_slug(name: str) -> str:
    """Return a subject's slug: like ``slug``, but hyphens and ampersands separate words."""
    return slug(re.sub(r"[-–—&]+", " ", name))


def loose_url_key(url: str) -> str:
    """Return the last segment of a URL without hyphens and case, equal for all hyphenations of a slug."""
    return url.rstrip("/").rsplit("/", 1)[-1].replace("-", "").casefold()


def loose_title_key(title: str) -> str:
    """Return a title without case, punctuation, accents and spaces. ``+`` and ``#`` count: C is not C++."""
    return slug(_with_signs(title)).replace("-", "")


def loose_title_words(title: str) -> list[str]:
    """Return the words of a title in the form of ``loose_title_key``. A hyphenated word is one word."""
    return slug(_with_signs(title)).split("-")


def keyword_slug(keyword: str) -> str:
    """Return a keyword's slug: like a subject's, with ``+`` and ``#`` as words."""
    return subject_slug(_with_signs(keyword))


def _with_signs(text: str) -> str:
    return text.replace("+", " plus ").replace("#", " sharp ")


def index_words(question: str) -> str:
    """Return a question in lower case from its first significant word on, as the sort key of the A–Z.

    "How do ion channels …" is under I, not under H with most of the catalogue.
    """
    words = [w for w in re.split(r"[^\w'’]+", question) if w]
    first = next((i for i, w in enumerate(words) if w.casefold() not in _LEADING_WORDS), 0)
    return " ".join(words[first:]).casefold()


def index_letter(question: str) -> str:
    """Return the heading in the A–Z under which a question is listed: ``a`` to ``z``, or ``0-9``."""
    first = slug(index_words(question))[:1]
    return first if first and first in "abcdefghijklmnopqrstuvwxyz" else "0-9"


def anchor(text: str, taken: dict[str, int]) -> str:
    """Return an id for a heading that is not in ``taken`` yet, and add it there.

    ``taken`` maps each id to the last number appended to it, so that many equal headings need no search.
    """
    base = re.sub(r"[^\w]+", "-", text.casefold()).strip("-") or "section"
    candidate, number = base, taken.get(base, 0)
    while candidate in taken:
        number += 1
        candidate = f"{base}-{number}"
    taken[base] = max(number, 1)
    taken.setdefault(candidate, 1)
    return candidate


@lru_cache(maxsize=65_536)
def keyword_key(keyword: str) -> str:
    """Return a key that all spellings of a keyword share: singular, without case, spaces and hyphens.

    The plural endings ``es`` and ``ies`` are found by removing the *e* of singulars such as *headache* and *calorie*
    as well.
    """
    key = loose_title_key(keyword)
    if len(key) > 3 and key.endswith("s") and not key.endswith(("ss", "us", "is")):
        key = key[:-1]
    if len(key) > 4 and key.endswith("ie"):
        return f"{key[:-2]}y"
    return key[:-1] if len(key) > 3 and key.endswith(("sse", "she", "che", "xe", "use")) and key != "ache" else key
