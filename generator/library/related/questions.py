"""Find the questions about each topic, best first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import permutations

from generator.library.related import features
from generator.library.related.choice import names_in_full
from generator.library.topics import Topics
from generator.model.record import Record, Topic
from generator.model.slugs import keyword_key

_IN_QUESTION, _IN_KEYWORDS, _IN_ANSWER = range(3)
MOST = 6
"""Most related topics of a topic."""


def questions(records: Iterable[Record], topics: Topics, packed: Mapping[int, bytes]) -> dict[str, list[Record]]:
    """Return the records about each topic, by the topic's path.

    Records that name the topic in their question come first, then those with the topic as a keyword, then those with it
    in a prominent part of the answer; within each group, the heaviest first. ``packed`` are the features by record id.
    """
    by_feature: dict[int, Topic] = {}
    by_keyword: dict[str, Topic] = {}
    for topic in topics.all:
        for name in names_in_full(topic):
            by_feature[features.key_of(name)] = topic
            by_keyword[keyword_key(name)] = topic
    by_keyword.pop("", None)  # the key of names without letters
    found: dict[str, list[tuple[int, int, int, Record]]] = {}
    for record in records if topics.all else ():
        weights = {by_feature[n].path: w for n, w in features.selected(packed[record.id], by_feature.keys())}
        places = dict.fromkeys(weights, _IN_ANSWER)
        keyed = (by_keyword.get(keyword_key(keyword)) for keyword in record.seo.keywords)
        places.update({topic.path: _IN_KEYWORDS for topic in keyed if topic})
        places.update({topic.path: _IN_QUESTION for topic in topics.mentioned(record.question)})
        for path, place in places.items():
            found.setdefault(path, []).append((place, -weights.get(path, 0), record.id, record))
    return {path: [row[3] for row in sorted(rows, key=lambda row: row[:3])] for path, rows in found.items()}


def near(
    topics: Topics, found: Mapping[str, Sequence[Record]], about: Mapping[str, Sequence[str]]
) -> dict[str, list[str]]:
    """Return the nearest topics of each topic, by path: up to ``MOST``, by the cosine of their sets of questions.

    ``found`` has the questions of each topic, ``about`` the topics of each question, by path.
    """
    shared: dict[str, Counter[str]] = {topic.path: Counter() for topic in topics.all}
    for paths in about.values():
        for path, other in permutations(paths, 2):
            shared[path][other] += 1

    def closest(counts: Counter[str]) -> list[str]:
        return sorted(counts, key=lambda other: (-(counts[other] ** 2) / len(found[other]), other))[:MOST]

    return {path: closest(counts) for path, counts in shared.items()}
