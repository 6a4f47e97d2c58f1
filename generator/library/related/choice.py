"""Choose the records that a page suggests besides the editor's own entries, and give the reasons.

Every record is suggested at least once, so that readers can reach it.
"""

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
    from generator.library.related.weights import Rarity

MOST = 5
"""Most related questions of a page, the editor's and the suggested ones together."""
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
"""Words that most questions could share, and that are therefore no reason."""
_WORD = re.compile(r"[^\W_]+(?:['’–-][^\W_]+)*")


def choose(
    ranked: Mapping[int, Sequence[int]], given: Mapping[int, Sequence[int]], groups: Iterable[Sequence[int]]
) -> dict[int, list[int]]:
    """Choose the suggestions of each record, by id.

    ``ranked`` has the near records of each, ``given`` the editor's own entries of every record, ``groups`` the records
    of each subject. Suggestions fill a page up to ``MOST`` related questions. A record without near records suggests
    the next two of its subject. A record that no other links to replaces the last suggestion of a near record that is
    also linked from elsewhere, or is added there as one more.
    """
    nearby = _by_subject(groups)
    chosen = {}
    for number in sorted(given):
        near = [other for other in ranked.get(number, ()) if other not in given[number]]
        if not near and not given[number]:
            near = nearby[number]
        chosen[number] = near[: max(0, MOST - len(given[number]))]
    incoming = Counter(other for links in (given, chosen) for number in sorted(given) for other in links[number])
    for number in sorted(given):
        if not incoming[number]:
            _adopt(number, [*ranked.get(number, ()), *nearby[number]], given, chosen, incoming)
    return chosen


def _by_subject(groups: Iterable[Sequence[int]]) -> dict[int, list[int]]:
    """Return the next two records of each record's group, in a ring; for the only one in a group, another record."""
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
    incoming: Counter[int],
) -> None:
    """Add a record to the suggestions of one of the records near to it."""
    for other in near:
        links = chosen[other]
        if len(given[other]) + len(links) < MOST:
            links.append(number)
            break
        spare = next((place for place in reversed(range(len(links))) if incoming[links[place]] > 1), None)
        if spare is not None:
            incoming[links[spare]] -= 1
            links[spare] = number
            break
    else:
        if not near:
            return
        chosen[near[0]].append(number)
    incoming[number] += 1


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The suggestions of a catalogue by record id.

    ``features`` are packed, by id. ``topics`` has the title of each topic by the hashes of its names, ``keywords`` the
    keywords of several records by their hashes.
    """

    chosen: Mapping[int, Sequence[int]]
    features: Mapping[int, bytes]
    rarity: Rarity
    topics: Mapping[int, str]
    keywords: Mapping[int, str]

    def why(self, record: Record, other: Record) -> tuple[str, ...]:
        """Return up to three phrases that two records share: topics, then keywords, then words of their questions.

        Phrases of general words, names of subjects and repetitions are left out. The result may be empty.
        """
        own, others = unpacked(self.features[record.id]), unpacked(self.features[other.id])
        shared = {number: own[number] + others[number] for number in own.keys() & others}
        reasons: list[str] = []
        earlier: list[set[str]] = []
        subjects = [set(stems(one.subject)) for one in (record, other)]
        names = self.topics.keys()
        both = {self.topics[number] for number in names & own} & {self.topics[number] for number in names & others}
        for kind in chain((dict.fromkeys(both, 1),), self._named(shared, record, other)):
            for phrase in sorted(kind, key=lambda phrase: (-kind[phrase] * len(stems(phrase)), phrase)):
                words = set(stems(phrase))
                repeats = words <= set().union(*earlier) or any(phrase_words <= words for phrase_words in earlier)
                if len(reasons) == _REASONS:
                    break
                if not (repeats or words in subjects or words <= _GENERAL) and _are_about(phrase, record, other):
                    reasons.append(phrase)
                    earlier.append(words)
            if len(reasons) > 1:
                break
        return tuple(reasons)

    def _named(self, shared: Mapping[int, int], record: Record, other: Record) -> Iterator[dict[str, int]]:
        """Yield phrases with their weights, keywords first, in the record's own spelling if it has one."""
        keywords = (self.keywords, _by_key(other.seo.keywords), _by_key(record.seo.keywords))
        questions = (_phrases(other.question), _phrases(record.question))
        for sources in (keywords, questions):
            found = {number: source[number] for source in sources for number in source.keys() & shared}
            yield {_plain(phrase): shared[number] * self.rarity.of(number) for number, phrase in found.items()}


def _are_about(phrase: str, *records: Record) -> bool:
    """Whether a phrase is compared as a whole, or is a keyword of all records."""
    return is_whole(phrase) or all(phrase.casefold() in map(str.casefold, record.seo.keywords) for record in records)


def names_of(topics: Iterable[Topic]) -> dict[int, str]:
    """Return the title of each topic by the hashes of its names."""
    return {key_of(name): _plain(topic.title) for topic in topics for name in names_in_full(topic)}


def names_in_full(topic: Topic) -> list[str]:
    """Return a topic's synonyms and title, with and without hyphens."""
    names = (*topic.synonyms, topic.title)
    return [*(name.replace("-", "") for name in names), *names]


@lru_cache(maxsize=50_000)
def _by_key(keywords: tuple[str, ...]) -> Mapping[int, str]:
    return {key_of(keyword): keyword for keyword in keywords}


@lru_cache(maxsize=50_000)
def _phrases(question: str) -> Mapping[int, str]:
    """Return the significant words of a question, and two in a row, by their hashes."""
    words = _WORD.findall(question)
    found = {number: word for word in words if (number := key_of(word))}
    pairs = (f"{_plain(first)} {second}" for first, second in pairwise(words) if key_of(first) and key_of(second))
    return found | {key_of(pair): pair for pair in pairs}


@lru_cache(maxsize=50_000)
def _plain(phrase: str) -> str:
    """Return a phrase in the form it has within a sentence. Names with inner capitals keep their case."""
    first, _, _ = phrase.partition(" ")
    is_name = first[1:] != first[1:].lower() or not first[1:2].isalpha()
    return phrase if is_name or not phrase[1:].islower() else phrase[:1].lower() + phrase[1:]
