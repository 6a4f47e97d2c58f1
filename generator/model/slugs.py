"""Words as addresses and as keys of comparison."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SEPARATORS = re.compile(r"[\s_/]+")
_NOT_IN_SLUG = re.compile(r"[^\w\s/]|_", re.UNICODE)
_LONGEST_SLUG = 200
"""Bytes of a question's slug: a name of a file takes 255, with endings."""
_LEADING_WORDS = frozenset(
    """a an the what which who whom whose when where why how is are was were be do does did can could should
    would may might must will has have had describe explain define discuss compare list name outline identify of
    in on at for to and role function difference between meaning main key""".split()
)


@lru_cache(maxsize=65_536)
def slug(text: str) -> str:
    """The catalogue's slug: lower case, hyphens, apostrophes and other punctuation dropped, spaces to hyphens.

    ``post-synaptic`` becomes ``postsynaptic``; accents fall away (``Ménière`` becomes ``meniere``).
    """
    plain = text.casefold()
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))
    return _SEPARATORS.sub("-", _NOT_IN_SLUG.sub("", plain).strip())


def question_slug(question: str) -> str:
    """The last segment of a new question's address: its slug, cut when it is very long, between two words if it can be.

    Empty where there is neither letter nor digit.
    """
    whole = slug(question).strip("-")
    if len(whole.encode()) <= _LONGEST_SLUG:
        return whole
    cut = whole.encode()[: _LONGEST_SLUG + 1].decode(errors="ignore")
    words = cut.rpartition("-")[0] or cut
    return words.encode()[:_LONGEST_SLUG].decode(errors="ignore").strip("-")


@lru_cache(maxsize=4_096)
def subject_slug(name: str) -> str:
    """A subject's slug: as ``slug``, but a hyphen or ampersand between words separates them."""
    return slug(re.sub(r"[-–—&]+", " ", name))


def loose_url_key(url: str) -> str:
    """A url's last segment without hyphens and case: equal for hyphen variants of one slug."""
    return url.rstrip("/").rsplit("/", 1)[-1].replace("-", "").casefold()


def loose_title_key(title: str) -> str:
    """A title without case, punctuation, accents and spaces; ``+`` and ``#`` stay, for Na is not Na+, nor C C++."""
    return slug(_with_signs(title)).replace("-", "")


def loose_title_words(title: str) -> list[str]:
    """The words of a title as ``loose_title_key`` has them; a hyphenated word is one."""
    return slug(_with_signs(title)).split("-")


def keyword_slug(keyword: str) -> str:
    """A keyword's slug: as a subject's; ``+`` and ``#`` are words (see ``loose_title_key``)."""
    return subject_slug(_with_signs(keyword))


def _with_signs(text: str) -> str:
    return text.replace("+", " plus ").replace("#", " sharp ")


def index_words(question: str) -> str:
    """The question from its first telling word on, lower case: the key under which an A–Z lists it.

    "How do ion channels …" stands under I, not under H with most of the catalogue.
    """
    words = [w for w in re.split(r"[^\w'’]+", question) if w]
    telling = next((i for i, w in enumerate(words) if w.casefold() not in _LEADING_WORDS), 0)
    return " ".join(words[telling:]).casefold()


def index_letter(question: str) -> str:
    """The letter ``a`` to ``z`` under which an A–Z lists the question; ``0-9`` for all else."""
    first = slug(index_words(question))[:1]
    return first if first and first in "abcdefghijklmnopqrstuvwxyz" else "0-9"


def anchor(text: str, taken: dict[str, int]) -> str:
    """A heading's id, unlike any in ``taken`` (which it joins); words are joined by hyphens.

    ``taken`` holds with each id the number that was last put to it, so that many equal headings cost no search.
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
    """What all spellings of one keyword have in common: no case, no spaces and hyphens, the singular.

    The plural's ``es`` and ``ies`` are told by what singulars lose too: *headache* and *calorie* their *e*.
    """
    key = loose_title_key(keyword)
    if len(key) > 3 and key.endswith("s") and not key.endswith(("ss", "us", "is")):
        key = key[:-1]
    if len(key) > 4 and key.endswith("ie"):
        return f"{key[:-2]}y"
    return key[:-1] if len(key) > 3 and key.endswith(("sse", "she", "che", "xe", "use")) and key != "ache" else key
