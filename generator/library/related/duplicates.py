"""Find duplicate questions, in the same words or in others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from generator.library.library import Library
from generator.library.related.features import hash_of, stems
from generator.library.related.nearness import Nearest
from generator.library.related.weights import Rarity
from generator.model import slugs
from generator.model.record import Record
from generator.search import tokens

_SIMILAR = 0.6
"""Similarity from which two questions are reported."""
_OF_QUESTION = 0.7
"""Share of the questions in the similarity. The rest is the cosine of all features."""
_OTHER_KIND = 0.5
"""Factor for two questions of different kinds, such as cause and treatment (see ``_KINDS``)."""
_LONGEST = 5
"""Most words of a synonym."""
_UNIQUE = 20
"""Rarity of a word that only one record has."""
_KINDS = {
    "cause": "cause causes caused lead leads produce produces reason trigger triggers why",
    "treatment": "manage managed management therapy treat treated treatment treatments",
    "difference": "compare compared differ difference differences differs distinguish versus vs",
    "recognition": "detect detected diagnose diagnosed diagnosis recognize recognized signs symptoms tested",
    "prevention": "avoid avoided prevent prevented prevention",
    "working": "act acts function functions mechanism role roles work works",
    "measure": "calculate calculated computed measure measured",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_INSIGNIFICANT = frozenset("happen happens main important occur occurs involved".split())


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records with similar questions, and their similarity (0 to 1). ``merge`` should be merged into ``keep``."""

    keep: Record
    merge: Record
    similarity: float


@dataclass(frozen=True, slots=True)
class _Question:
    """The subject of a question as stems, and its kinds (see ``_KINDS``)."""

    about: frozenset[str]
    kinds: frozenset[str]


def duplicates(
    library: Library, nearest: Nearest, rarity: Rarity, names: Mapping[str, str], words: Mapping[int, int]
) -> list[Pair]:
    """Return all pairs of listed records with similar questions, the most similar first.

    ``names`` are from ``synonyms``; ``words`` has the length of each record's answer. The record to keep is the one
    that more records refer to, else the one with the longer answer, else the one with the lower id.
    """
    parsed = {record.id: _parsed(record.question, names) for record in library.listed}
    weight = _weights(rarity)
    found: dict[tuple[int, int], float] = {}
    for one, other, cosine in (*nearest.pairs(), *_equal(library)):
        similarity = _similarity(parsed[one], parsed[other], cosine, weight)
        if similarity >= _SIMILAR:
            found[one, other] = max(similarity, found.get((one, other), 0.0))

    def worth(number: int) -> tuple[int, int, int]:
        return len(library.backlinks.get(number, ())), words[number], -number

    pairs = []
    for numbers, similarity in found.items():
        merge, keep = sorted(numbers, key=worth)
        pairs.append(Pair(library.by_id[keep], library.by_id[merge], round(similarity, 2)))
    return sorted(pairs, key=lambda pair: (-pair.similarity, pair.keep.id, pair.merge.id))


def similar(
    question: str,
    records: Iterable[Record],
    cosines: Mapping[int, float],
    rarity: Rarity,
    names: Mapping[str, str],
) -> list[tuple[Record, float]]:
    """Return the records with questions similar to a new question, with their similarities, the most similar first.

    ``cosines`` has the records that share features with the question. A similarity of 1 means the same words, ignoring
    case and spaces.
    """
    new, key, weight = _parsed(question, names), slugs.loose_title_key(question), _weights(rarity)
    found = []
    for record in records:
        texts = {record.question, record.title}
        cosine = cosines.get(record.id, 0.0)
        if any(slugs.loose_title_key(text) == key for text in texts):
            similarity = 1.0
        else:
            closest = max(_similarity(new, _parsed(text, names), cosine, weight) for text in texts)
            similarity = min(round(closest, 2), 0.99)
        if similarity >= _SIMILAR:
            found.append((record, similarity))
    return sorted(found, key=lambda pair: (-pair[1], pair[0].id, pair[0].path))


def synonyms(topics: Collection[tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    """Map the stems of each synonym to the stems of its topic's title, given titles with their synonyms."""
    return {" ".join(stems(name)): " ".join(stems(title)) for title, others in topics for name in others}


def _equal(library: Library) -> Iterator[tuple[int, int, float]]:
    """Yield pairs of records with the same question, ignoring case and spaces."""
    groups: dict[str, list[int]] = defaultdict(list)
    for record in library.listed:
        groups[slugs.loose_title_key(record.question)].append(record.id)
    for numbers in groups.values():
        yield from ((numbers[0], number, 1.0) for number in numbers[1:])


def _parsed(question: str, names: Mapping[str, str]) -> _Question:
    words = list(tokens.words(question, closed=False))
    kinds = frozenset(_KIND_OF[word] for word in words if word in _KIND_OF)
    significant = [
        tokens.stem(word)
        for word in words
        if word not in tokens.STOPWORDS and word not in _KIND_OF and word not in _INSIGNIFICANT
    ]
    about: set[str] = set()
    while significant:
        length = next(
            (n for n in range(min(_LONGEST, len(significant)), 1, -1) if " ".join(significant[:n]) in names), 1
        )
        name = " ".join(significant[:length])
        about.update(names.get(name, name).split())
        del significant[:length]
    return _Question(frozenset(about), kinds)


def _weights(rarity: Rarity) -> Callable[[str], int]:
    """Return a function for the weight of a term, which is its rarity."""
    return cache(lambda term: rarity.of(hash_of(term)) or _UNIQUE)


def _similarity(one: _Question, other: _Question, cosine: float, weight: Callable[[str], int]) -> float:
    """Combine the cosine of all features with the share of common terms in the subjects, by weight."""
    if not one.about or not other.about:
        return 0.0
    common = sum(map(weight, one.about & other.about)) / sum(map(weight, one.about | other.about))
    is_other_kind = (one.kinds or other.kinds) and one.kinds.isdisjoint(other.kinds)
    return (_OF_QUESTION * common + (1 - _OF_QUESTION) * cosine) * (_OTHER_KIND if is_other_kind else 1)
