"""What one record is about, as weighted features: of its file alone, so that it is worked out once for each text.

A feature is a stem, or a phrase of stems (``end plate potenti``): of the question, of the keywords, and what
stands out in the answer (headings, bold phrases, what is said again and again). Features are kept as 32-bit hashes: two
of them falling together is rare, and costs no more than a slightly wrong rank.
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

_QUESTION, _KEYWORD, _PART_OF_KEYWORD, _MARKED, _SAID = 4, 4, 2, 2, 1
_HEAVIEST = 15
_MOST = 48
"""Features of a record; the heaviest stay."""
_OFTEN, _OFTEN_IN_PAIR = 3, 2
"""How often an answer says a word, or two words in a row, that stand out."""
_ENDING = 2
"""Letters that a word may have behind its stem without meaning something else."""
_LONGEST = 5
"""Words of a bold phrase or a heading that names something."""
_MARKED_TEXT = re.compile(r"<(strong|h[2-6])\b[^>]*>(.*?)</\1>", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_ASKING = frozenset(
    "affect affects applies apply arise become becomes calculate calculated cause causes change changes common "
    "contribute contributes control controls determine determines differ different differs effect effects find finds "
    "first form forms function functions give gives happen happens help helps important involve involved involves "
    "keep keeps know lead leads main make makes measure measured next not occur occurs people peoples person play "
    "plays produce produces read reason recognized role roles second set sets show shows stand stands tell tells test "
    "tests told treated type types used work works".split()
)
"""Words of questions that tell what is asked, not of what."""


def features(record: Record, answer: str, words: Sequence[str]) -> bytes:
    """A record's features, packed; ``answer`` is its HTML, ``words`` are the folded words of its text."""
    weights: dict[int, int] = {}
    found = [(_of_question(record.question), _QUESTION)]
    for keyword in record.seo.keywords:
        whole, parts = _of_keyword(keyword)
        found += [(whole, _KEYWORD), (parts, _PART_OF_KEYWORD)]
    marked = {phrase for phrase in _marked(answer) if phrase}
    found += [(numbers, _MARKED) for numbers in marked]
    found.append((_numbers(_said(words)), _SAID))
    for numbers, weight in found:
        for number in numbers:
            weights[number] = weights.get(number, 0) + weight
    return _packed(weights)


def of_question(question: str) -> bytes:
    """The features, packed, of a record of which no more than its question is known."""
    return _packed(dict.fromkeys(_of_question(question), _QUESTION))


def _of_question(question: str) -> tuple[int, ...]:
    asked = stems(question)
    return _numbers({*asked, *tokens.pairs(asked), *_closed(question)})


@lru_cache(maxsize=100_000)
def stems(text: str) -> tuple[str, ...]:
    """The stems of the words of a text that tell what it is about; a hyphenated word's parts, each by itself."""
    return tuple([tokens.stem(word) for word in tokens.words(text, closed=False) if _tells(word)])


def is_whole(phrase: str) -> bool:
    """Whether a phrase's feature stands for all its words: that of "data types" is that of "data"."""
    return _ASKING.isdisjoint(tokens.words(phrase, closed=False))


def is_plain(phrase: str) -> bool:
    """Whether its words are hardly longer than their stems, and so mean the same: not "networking" for "networks"."""
    return all(len(word) <= len(tokens.stem(word)) + _ENDING for word in tokens.words(phrase, closed=False))


def _closed(text: str) -> Iterator[str]:
    """The stems of its hyphenated words without their hyphens."""
    if "-" in text:
        parts = set(tokens.words(text, closed=False))
        yield from (tokens.stem(word) for word in tokens.words(text) if word not in parts)


def _tells(word: str) -> bool:
    return len(word) > 1 and word not in tokens.STOPWORDS and word not in _ASKING


def _numbers(features: Iterable[str]) -> tuple[int, ...]:
    return tuple([hash_of(feature) for feature in features])


@lru_cache(maxsize=200_000)
def hash_of(feature: str) -> int:
    """The number that a feature (stems with a space between) is known by."""
    return zlib.crc32(feature.encode())


@lru_cache(maxsize=100_000)
def _of_keyword(keyword: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The whole phrase, and its words and pairs."""
    named = stems(keyword)
    parts = {*named, *tokens.pairs(named), *_closed(keyword)}
    return _numbers([" ".join(named)] if named else ()), _numbers(parts)


def _marked(answer: str) -> Iterator[tuple[int, ...]]:
    return (_of_marked(found[2]) for found in _MARKED_TEXT.finditer(answer))


@lru_cache(maxsize=100_000)
def _of_marked(html: str) -> tuple[int, ...]:
    named = stems(unescape(_TAG.sub(" ", html)))
    return _numbers({" ".join(named), *named, *tokens.pairs(named)}) if 0 < len(named) <= _LONGEST else ()


def _said(words: Sequence[str]) -> Iterator[str]:
    """Words and pairs that an answer repeats; counted as they stand, for that is quick."""
    counts = {word: count for word, count in Counter(words).items() if count >= _OFTEN_IN_PAIR and _tells(word)}
    yield from {tokens.stem(word) for word, count in counts.items() if count >= _OFTEN}
    together = Counter(pairwise(words))
    pairs = [pair for pair, count in together.items() if count >= _OFTEN_IN_PAIR]
    yield from {
        f"{tokens.stem(first)} {tokens.stem(second)}" for first, second in pairs if first in counts and second in counts
    }


def _packed(weights: dict[int, int]) -> bytes:
    """The hashes in order (32 bits each), then a byte of weight for each."""
    numbers = sorted(weights)
    if len(numbers) > _MOST:
        numbers = sorted(sorted(numbers, key=weights.__getitem__, reverse=True)[:_MOST])
    return array("I", numbers).tobytes() + bytes([min(_HEAVIEST, weights[number]) for number in numbers])


def unpacked(packed: bytes) -> dict[int, int]:
    """Weights by hash."""
    count = len(packed) // 5
    return dict(zip(array("I", packed[: 4 * count]), packed[4 * count :], strict=True))


def those_of(packed: bytes, wanted: Set[int]) -> Iterator[tuple[int, int]]:
    """Hash and weight of those features that are wanted."""
    numbers = array("I", packed[: len(packed) // 5 * 4])
    if not wanted.isdisjoint(numbers):
        weights = packed[4 * len(numbers) :]
        yield from ((number, weight) for number, weight in zip(numbers, weights, strict=True) if number in wanted)


@lru_cache(maxsize=100_000)
def key_of(phrase: str) -> int:
    """The hash of the feature that a phrase as people write it stands for; 0 where it tells nothing."""
    named = stems(phrase)
    return hash_of(" ".join(named)) if named else 0
