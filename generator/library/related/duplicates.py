"""Questions that ask the same, in the same words or in others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from generator.library.library import Library
from generator.library.related.features import hash_of, stems
from generator.library.related.nearness import Nearest, Rarity
from generator.model import slugs
from generator.model.record import Record
from generator.search import tokens

ALIKE = 0.6
"""The similarity from which two questions are told."""
_OF_QUESTION = 0.7
"""How much the questions count; the rest is what keywords and answers have in common."""
_OTHER_KIND = 0.5
"""What is left of the similarity when one asks for a cause, say, and the other for a treatment, or for nothing such."""
_LONGEST = 5
"""Words of a synonym that is looked for."""
_UNIQUE = 20
"""The rarity of a word that only one record has."""
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
_SAYS_LITTLE = frozenset("happen happens main important occur occurs involved".split())


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records whose questions are alike, and how much (0 to 1); ``merge`` is the one to give up for ``keep``."""

    keep: Record
    merge: Record
    similarity: float


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question is about, and what it wants to know of that (see ``_KINDS``)."""

    about: frozenset[str]
    kinds: frozenset[str]


def duplicates(
    library: Library, nearest: Nearest, rarity: Rarity, names: Mapping[str, str], words: Mapping[int, int]
) -> list[Pair]:
    """Every pair of listed records whose questions are alike, the most alike first.

    ``names`` are the stems of topics' synonyms and what stands for them, ``words`` the length of each record's answer.
    To be kept is the record that more others refer to, then the one with the longer answer, then the older.
    """
    asked = {record.id: _asked(record.question, names) for record in library.listed}
    weight = _weights(rarity)
    found: dict[tuple[int, int], float] = {}
    for one, other, cosine in (*nearest.pairs(), *_equal(library)):
        similarity = _similarity(asked[one], asked[other], cosine, weight)
        if similarity >= ALIKE:
            found[one, other] = max(similarity, found.get((one, other), 0.0))

    def worth(number: int) -> tuple[int, int, int]:
        return len(library.backlinks.get(number, ())), words[number], -number

    pairs = []
    for numbers, similarity in found.items():
        merge, keep = sorted(numbers, key=worth)
        pairs.append(Pair(library.by_id[keep], library.by_id[merge], round(similarity, 2)))
    return sorted(pairs, key=lambda pair: (-pair.similarity, pair.keep.id, pair.merge.id))


def alike(
    question: str,
    records: Iterable[Record],
    cosines: Mapping[int, float],
    rarity: Rarity,
    names: Mapping[str, str],
) -> list[tuple[Record, float]]:
    """The records that ask what a question asks that is in no record, with their similarity, the most alike first.

    Every record is compared; ``cosines`` are those of the records that have features in common with the question. It
    is 1 for the same words, however cased and spaced, and for no others.
    """
    asked, key, weight = _asked(question, names), slugs.loose_title_key(question), _weights(rarity)
    found = []
    for record in records:
        texts = {record.question, record.title}
        cosine = cosines.get(record.id, 0.0)
        if any(slugs.loose_title_key(text) == key for text in texts):
            similarity = 1.0
        else:
            closest = max(_similarity(asked, _asked(text, names), cosine, weight) for text in texts)
            similarity = min(round(closest, 2), 0.99)
        if similarity >= ALIKE:
            found.append((record, similarity))
    return sorted(found, key=lambda pair: (-pair[1], pair[0].id, pair[0].path))


def synonyms(topics: Collection[tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    """For titles with their synonyms: the stems of each synonym, and the stems of the title."""
    return {" ".join(stems(name)): " ".join(stems(title)) for title, others in topics for name in others}


def _equal(library: Library) -> Iterator[tuple[int, int, float]]:
    """Pairs of records with one question, however cased and spaced."""
    groups: dict[str, list[int]] = defaultdict(list)
    for record in library.listed:
        groups[slugs.loose_title_key(record.question)].append(record.id)
    for numbers in groups.values():
        yield from ((numbers[0], number, 1.0) for number in numbers[1:])


def _asked(question: str, names: Mapping[str, str]) -> _Asked:
    words = list(tokens.words(question, closed=False))
    kinds = frozenset(_KIND_OF[word] for word in words if word in _KIND_OF)
    telling = [
        tokens.stem(word)
        for word in words
        if word not in tokens.STOPWORDS and word not in _KIND_OF and word not in _SAYS_LITTLE
    ]
    about: set[str] = set()
    while telling:
        length = next((n for n in range(min(_LONGEST, len(telling)), 1, -1) if " ".join(telling[:n]) in names), 1)
        name = " ".join(telling[:length])
        about.update(names.get(name, name).split())
        del telling[:length]
    return _Asked(frozenset(about), kinds)


def _weights(rarity: Rarity) -> Callable[[str], int]:
    """The weight of a term: its rarity."""
    return cache(lambda term: rarity.of(hash_of(term)) or _UNIQUE)


def _similarity(one: _Asked, other: _Asked, cosine: float, weight: Callable[[str], int]) -> float:
    """The weights of what both are about beside those of what either is, and the cosine of all their features."""
    if not one.about or not other.about:
        return 0.0
    alike = sum(map(weight, one.about & other.about)) / sum(map(weight, one.about | other.about))
    other_kind = (one.kinds or other.kinds) and one.kinds.isdisjoint(other.kinds)
    return (_OF_QUESTION * alike + (1 - _OF_QUESTION) * cosine) * (_OTHER_KIND if other_kind else 1)
