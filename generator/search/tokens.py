"""Split records and queries into terms. ``search-core.js`` does the same in the browser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise

import Stemmer

_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau "
        "upsilon phi chi psi omega".split(),
        strict=True,
    )
)
_TABLE = str.maketrans({**_GREEK, "’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-", "−": "-"})
_CHUNK = re.compile(r"[a-z0-9]+(?:['-][a-z0-9]+)*")
_LONGEST = 40
STOPWORDS = frozenset(
    "a about after all also am an and any are as at be because been before being between both but by can "
    "could did do does doing down during each else ever for from get gets getting give given go goes had has "
    "have having he her here his how i if in into is it its just let like ll many may me might more most much "
    "must my no nor of off on one only or other our out over own please s same say says she should since so "
    "some such t tell than that the their them then there these they thing things this those through to too "
    "under until up upon us use used using ve very want was way we were what when where whether which while "
    "who whom whose why will with within without would you your explain describe define difference happen "
    "happens mean means called exactly really actually does anyone someone somebody something".split()
)
"""Words that do not describe the subject of a question. They are removed only from queries."""
_stemmer = Stemmer.Stemmer("english")


def fold(text: str) -> str:
    """Return a text in lower case without accents; ``₂``, ``⁺``, Greek letters and dashes become plain characters."""
    lowered = unicodedata.normalize("NFKC", text).lower().translate(_TABLE)
    if lowered.isascii():
        return lowered
    return "".join(c for c in unicodedata.normalize("NFD", lowered) if not unicodedata.combining(c))


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """Return the English stem (Snowball) of a folded word. Words with digits stay unchanged."""
    if any(c.isdigit() for c in word):
        return word
    return str(_stemmer.stemWord(word))


@lru_cache(maxsize=100_000)
def _forms(chunk: str, closed: bool) -> tuple[str, ...]:
    """Return the words of a chunk; with ``closed``, also a hyphenated one without hyphens (``il``, ``6``, ``il6``)."""
    parts = chunk.replace("'", "").split("-")
    return (*parts, "".join(parts)) if closed and len(parts) > 1 else tuple(parts)


def words(text: str, closed: bool = True) -> Iterator[str]:
    """Yield the folded words of a text; with ``closed``, also hyphenated words without their hyphens."""
    for chunk in _CHUNK.findall(fold(text)):
        for word in _forms(chunk, closed):
            yield word[:_LONGEST]


def terms(text: str) -> list[str]:
    """Return the stems of a text, in order."""
    return [stem(word) for word in words(text)]


def content_terms(text: str) -> list[str]:
    """Return the stems of a text without stopwords, for queries and for pairs."""
    return [stem(word) for word in words(text) if word not in STOPWORDS]


def pairs(found: Sequence[str]) -> list[str]:
    """Return each two neighbouring terms as one term with a space."""
    return [f"{first} {second}" for first, second in pairwise(found)]
