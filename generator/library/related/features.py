"""Extract the weighted features of a record, from its own file only.

A feature is a stem or a phrase of stems (``end plate potenti``) from the question, the keywords, or the prominent parts
of the answer (headings, bold phrases, repeated words). Features are stored as 32-bit hashes. Collisions are rare, and
only make a rank slightly wrong.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from functools import lru_cache
from html import unescape
from itertools import pairwise

from generator.model.record import Record
from generator.search import tokens

_QUESTION, _KEYWORD, _PART_OF_KEYWORD, _HIGHLIGHTED, _REPEATED = 4, 4, 2, 2, 1
_HEAVIEST = 15
_MOST = 48
"""Most features of a record. Only the heaviest are kept."""
_OFTEN, _OFTEN_IN_PAIR = 3, 2
"""How often an answer repeats a prominent word, or two words in a row."""
_ENDING = 2
"""Most letters after the stem of a word that does not change its meaning."""
_LONGEST = 5
"""Most words of a bold phrase or heading that names something."""
_HIGHLIGHTED_TEXT = re.compile(r"<(strong|h[2-6])\b[^>]*>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_KIND_OF_QUESTION = frozenset(
    "affect affects applies apply arise become becomes calculate calculated cause causes change changes common "
    "contribute contributes control controls determine determines differ different differs effect effects find finds "
    "first form forms function functions give gives happen happens help helps important involve involved involves "
    "keep keeps know lead leads main make makes measure measured next not occur occurs people peoples person play "
    "plays produce produces read reason recognized role roles second set sets show shows stand stands tell tells test "
    "tests told treated type types used work works".split()
)
"""Words that describe the kind of a question, not its subject."""


def features(record: Record, answer: str, words: Sequence[str]) -> bytes:
    """Return a record's packed features. ``answer`` is HTML, ``words`` are the folded words of its text."""
    weights: dict[int, int] = {}
    found = [(_of_question(record.question), _QUESTION)]
    for keyword in record.seo.keywords:
        whole, parts = _of_keyword(keyword)
        found += [(whole, _KEYWORD), (parts, _PART_OF_KEYWORD)]
    highlighted = {phrase for phrase in _highlighted(answer) if phrase}
    found += [(numbers, _HIGHLIGHTED) for numbers in highlighted]
    found.append((_numbers(_repeated(words)), _REPEATED))
    for numbers, weight in found:
        for number in numbers:
            weights[number] = weights.get(number, 0) + weight
    return _packed(weights)


def of_question(question: str) -> bytes:
    """Return the packed features of a question without a record."""
    return _packed(dict.fromkeys(_of_question(question), _QUESTION))


def _of_question(question: str) -> tuple[int, ...]:
    asked = stems(question)
    return _numbers({*asked, *tokens.pairs(asked), *_closed(question)})


@lru_cache(maxsize=100_000)
def stems(text: str) -> tuple[str, ...]:
    """Return the stems of the significant words of a text. The parts of a hyphenated word are separate."""
    return tuple([tokens.stem(word) for word in tokens.words(text, closed=False) if _is_significant(word)])


def is_whole(phrase: str) -> bool:
    """Whether a phrase's feature contains all its words. The feature of "data types" is that of "data"."""
    return _KIND_OF_QUESTION.isdisjoint(tokens.words(phrase, closed=False))


def is_plain(phrase: str) -> bool:
    """Whether the words of a phrase are hardly longer than their stems, so that the stems have the same meaning."""
    return all(len(word) <= len(tokens.stem(word)) + _ENDING for word in tokens.words(phrase, closed=False))


def _closed(text: str) -> Iterator[str]:
    """Yield the stems of hyphenated words without their hyphens."""
    if "-" in text:
        parts = set(tokens.words(text, closed=False))
        yield from (tokens.stem(word) for word in tokens.words(text) if word not in parts)


def _is_significant(word: str) -> bool:
    return len(word) > 1 and word not in tokens.STOPWORDS and word not in _KIND_OF_QUESTION


def _numbers(features: Iterable[str]) -> tuple[int, ...]:
    return tuple([hash_of(feature) for feature in features])


@lru_cache(maxsize=200_000)
def hash_of(feature: str) -> int:
    """Return the hash of a feature (stems separated by spaces)."""
    return zlib.crc32(feature.encode())


@lru_cache(maxsize=100_000)
def _of_keyword(keyword: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the hashes of the whole phrase, and those of its words and pairs."""
    named = stems(keyword)
    parts = {*named, *tokens.pairs(named), *_closed(keyword)}
    return _numbers([" ".join(named)] if named else ()), _numbers(parts)


def _highlighted(answer: str) -> Iterator[tuple[int, ...]]:
    return (_of_highlighted(found[2]) for found in _HIGHLIGHTED_TEXT.finditer(answer))


@lru_cache(maxsize=100_000)
def _of_highlighted(html: str) -> tuple[int, ...]:
    named = stems(unescape(_TAG.sub(" ", html)))
    return _numbers({" ".join(named), *named, *tokens.pairs(named)}) if 0 < len(named) <= _LONGEST else ()


def _repeated(words: Sequence[str]) -> Iterator[str]:
    """Yield words and pairs that an answer repeats. They are counted unstemmed, which is faster."""
    counts = {
        word: count for word, count in Counter(words).items() if count >= _OFTEN_IN_PAIR and _is_significant(word)
    }
    yield from {tokens.stem(word) for word, count in counts.items() if count >= _OFTEN}
    together = Counter(pairwise(words))
    pairs = [pair for pair, count in together.items() if count >= _OFTEN_IN_PAIR]
    yield from {
        f"{tokens.stem(first)} {tokens.stem(second)}" for first, second in pairs if first in counts and second in counts
    }


def _packed(weights: dict[int, int]) -> bytes:
    """Pack weights by hash: the sorted hashes (32 bits each), then one byte of weight for each."""
    numbers = sorted(weights)
    if len(numbers) > _MOST:
        numbers = sorted(sorted(numbers, key=weights.__getitem__, reverse=True)[:_MOST])
    return array("I", numbers).tobytes() + bytes([min(_HEAVIEST, weights[number]) for number in numbers])


def unpacked(packed: bytes) -> dict[int, int]:
    """Return the weights by hash of packed features."""
    count = len(packed) // 5
    return dict(zip(array("I", packed[: 4 * count]), packed[4 * count :], strict=True))


def selected(packed: bytes, hashes: Set[int]) -> Iterator[tuple[int, int]]:
    """Yield hash and weight of the packed features with some hashes."""
    numbers = array("I", packed[: len(packed) // 5 * 4])
    if not hashes.isdisjoint(numbers):
        weights = packed[4 * len(numbers) :]
        yield from ((number, weight) for number, weight in zip(numbers, weights, strict=True) if number in hashes)


@lru_cache(maxsize=100_000)
def key_of(phrase: str) -> int:
    """Return the hash of a phrase's feature; 0 if it has no significant word."""
    named = stems(phrase)
    return hash_of(" ".join(named)) if named else 0
