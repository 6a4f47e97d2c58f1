"""Which records a page suggests besides its editor's own entries, so that no record is left without a way to it; and
why each is suggested."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from generator.library.related.features import is_whole, key_of, stems, unpacked
from generator.model.record import Record, Topic

if TYPE_CHECKING:
    from generator.library.related.nearness import Rarity

MOST = 5
"""Related questions of a page, the editor's and the suggested ones together."""
_REASONS = 3
_GENERAL = frozenset(
    stems(
        """analysis application approach aspect basics benefit best case category challenge characteristic clarity
        comparison component concept consideration context definition detail development effectiveness element
        example enhance ensure explanation facilitate factor feature fundamentals general goal guide impact
        implication importance improvement influence insight interpretation introduction issue limitation method
        outcome overview performance perspective principle process property provide purpose quality real
        relationship result significance step strategy structure summary support technique term time tip topic
        understanding usage world"""
    )
)
"""Words that most questions could share."""
_WORD = re.compile(r"[^\W_]+(?:['’–-][^\W_]+)*")


def choose(
    ranked: Mapping[int, Sequence[int]], given: Mapping[int, Sequence[int]], groups: Iterable[Sequence[int]]
) -> dict[int, list[int]]:
    """The suggestions for each record, by id; the keys of ``given`` are all records.

    ``ranked`` are those near each, ``given`` its editor's own, ``groups`` the subjects. A record fills the room that
    the editor left. One that nothing resembles suggests the next two of its subject. One to which nothing would lead
    takes the place of a neighbour's last suggestion that others lead to as well, or is added there as one more.
    """
    nearby = _by_subject(groups)
    chosen = {}
    for number in sorted(given):
        near = [other for other in ranked.get(number, ()) if other not in given[number]]
        if not near and not given[number]:
            near = nearby[number]
        chosen[number] = near[: max(0, MOST - len(given[number]))]
    led = Counter(other for links in (given, chosen) for number in sorted(given) for other in links[number])
    for number in sorted(given):
        if not led[number]:
            _adopt(number, [*ranked.get(number, ()), *nearby[number]], given, chosen, led)
    return chosen


def _by_subject(groups: Iterable[Sequence[int]]) -> dict[int, list[int]]:
    """For each record the next two of its group, in a ring; for one that is alone in its group, of all."""
    found: dict[int, list[int]] = {}
    alone: list[int] = []
    everything: list[int] = []
    for group in groups:
        ring = sorted(group)
        everything += ring
        for place, number in enumerate(ring):
            following = (ring[(place + 1) % len(ring)], ring[(place + 2) % len(ring)])
            found[number] = [other for other in dict.fromkeys(following) if other != number]
        alone += ring if len(ring) == 1 else []
    for number in alone:
        found[number] = [other for other in (min(everything), max(everything)) if other != number][:1]
    return found


def _adopt(
    number: int,
    near: Sequence[int],
    given: Mapping[int, Sequence[int]],
    chosen: dict[int, list[int]],
    led: Counter[int],
) -> None:
    for other in near:
        links = chosen[other]
        if len(given[other]) + len(links) < MOST:
            links.append(number)
            break
        spare = next((place for place in reversed(range(len(links))) if led[links[place]] > 1), None)
        if spare is not None:
            led[links[spare]] -= 1
            links[spare] = number
            break
    else:
        if not near:
            return
        chosen[near[0]].append(number)
    led[number] += 1


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The suggestions of a whole catalogue by id. ``rarity`` weighs features; ``topics`` is each topic's title by the
    hashes of its names, ``keywords`` is those of many records by their hashes."""

    chosen: Mapping[int, Sequence[int]]
    features: Mapping[int, bytes]
    rarity: Rarity
    topics: Mapping[int, str]
    keywords: Mapping[int, str]

    def why(self, record: Record, other: Record) -> tuple[str, ...]:
        """Up to three phrases of what both are about: topics first, then keywords, then words of their questions.

        A phrase of general words, or of the subject's name, is no reason; nor is one that repeats another. Empty when
        nothing that can be named is shared.
        """
        own, others = unpacked(self.features[record.id]), unpacked(self.features[other.id])
        shared = {number: own[number] + others[number] for number in own.keys() & others}
        reasons: list[str] = []
        said: list[set[str]] = []
        subjects = [set(stems(one.subject)) for one in (record, other)]
        names = self.topics.keys()
        both = {self.topics[number] for number in names & own} & {self.topics[number] for number in names & others}
        for kind in chain((dict.fromkeys(both, 1),), self._named(shared, record, other)):
            for phrase in sorted(kind, key=lambda phrase: (-kind[phrase] * len(stems(phrase)), phrase)):
                words = set(stems(phrase))
                repeats = words <= set().union(*said) or any(earlier <= words for earlier in said)
                if len(reasons) == _REASONS:
                    break
                if not (repeats or words in subjects or words <= _GENERAL) and _are_about(phrase, record, other):
                    reasons.append(phrase)
                    said.append(words)
            if len(reasons) > 1:
                break
        return tuple(reasons)

    def _named(self, shared: Mapping[int, int], record: Record, other: Record) -> Iterator[dict[str, int]]:
        """Phrases with their weights, keywords first; of several spellings of one the record's own."""
        keywords = (self.keywords, _by_key(other.seo.keywords), _by_key(record.seo.keywords))
        questions = (_phrases(other.question), _phrases(record.question))
        for sources in (keywords, questions):
            found = {number: source[number] for source in sources for number in source.keys() & shared}
            yield {_plain(phrase): shared[number] * self.rarity.of(number) for number, phrase in found.items()}


def _are_about(phrase: str, *records: Record) -> bool:
    """Whether a phrase of which a part was compared is a keyword of all records."""
    return is_whole(phrase) or all(phrase.casefold() in map(str.casefold, record.seo.keywords) for record in records)


def names_of(topics: Iterable[Topic]) -> dict[int, str]:
    """Each topic's title by the hashes of its names."""
    return {key_of(name): _plain(topic.title) for topic in topics for name in names_in_full(topic)}


def names_in_full(topic: Topic) -> list[str]:
    """A topic's synonyms and title, also without their hyphens."""
    names = (*topic.synonyms, topic.title)
    return [*(name.replace("-", "") for name in names), *names]


@lru_cache(maxsize=50_000)
def _by_key(keywords: tuple[str, ...]) -> Mapping[int, str]:
    return {key_of(keyword): keyword for keyword in keywords}


@lru_cache(maxsize=50_000)
def _phrases(question: str) -> Mapping[int, str]:
    """The telling words of a question and two such in a row, by their hashes."""
    words = _WORD.findall(question)
    found = {number: word for word in words if (number := key_of(word))}
    pairs = (f"{_plain(first)} {second}" for first, second in pairwise(words) if key_of(first) and key_of(second))
    return found | {key_of(pair): pair for pair in pairs}


@lru_cache(maxsize=50_000)
def _plain(phrase: str) -> str:
    """A phrase as it stands within a sentence: names with capitals inside keep them."""
    first, _, _ = phrase.partition(" ")
    is_name = first[1:] != first[1:].lower() or not first[1:2].isalpha()
    return phrase if is_name or not phrase[1:].islower() else phrase[:1].lower() + phrase[1:]
