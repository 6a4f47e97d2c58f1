"""The relations of a whole catalogue: suggestions, the questions of topics, and keywords."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from generator.library.library import Library
from generator.library.related import features, questions
from generator.library.related.choice import Suggestions, choose, names_in_full, names_of
from generator.library.related.keywords import Keywords
from generator.library.topics import Topics
from generator.model.record import Record, Topic

if TYPE_CHECKING:
    from generator.library.related.nearness import Nearest

_BEYOND_HASHES = 2**32


@dataclass(frozen=True, slots=True)
class Relations:
    """The relations of a catalogue, by paths of topics and records.

    ``questions`` has the records of each topic, best first; ``about`` the topics of each record; ``near_topics`` the
    topics that share questions with a topic. ``nearest`` is saved for the next build.
    """

    suggestions: Suggestions
    questions: Mapping[str, list[Record]]
    about: Mapping[str, Sequence[str]]
    near_topics: Mapping[str, Sequence[str]]
    topics: Topics
    keywords: Keywords
    nearest: Nearest


class KeptNearest(NamedTuple):
    """The arrays of ``Nearest`` in their order, as bytes for the state."""

    ids: bytes
    queries: bytes
    postings: bytes
    others: bytes
    products: bytes
    ranked: bytes


def kept_nearest(kept: KeptNearest | None) -> Nearest | None:
    """The nearest records from the state; ``None`` if they are not in it, or cannot be what a build has saved."""
    from generator.library.related.nearness import Nearest  # here, because most runs do not need NumPy and SciPy

    return kept and Nearest.of(kept)


def relate(
    library: Library,
    topics: Topics,
    packed: Mapping[int, bytes],
    kept: Nearest | None,
    executor: Callable[[int, object], Executor],
) -> Relations:
    """Compute the relations of a catalogue; ``packed`` are the features of its records by id.

    ``kept`` is from an earlier build: it saves work and does not change the result. ``executor`` makes an executor for
    a number of records and a value to share.
    """
    from generator.library.related.nearness import Vectors  # here, because most runs do not need NumPy and SciPy

    listed = {record.id: packed[record.id] for record in library.listed}
    vectors = Vectors(listed, numbered(topics.all))
    nearest = vectors.nearest(kept, executor)
    given = {record.id: [target.id for target in library.related(record)] for record in library.listed}
    groups: dict[str, list[int]] = defaultdict(list)
    for record in library.listed:
        groups[library.subject(record).slug].append(record.id)
    chosen = choose(nearest.in_rank(), given, groups.values())
    found = questions.questions(library.listed, topics, listed)
    about: dict[str, list[str]] = defaultdict(list)
    for path, records in found.items():
        for record in records:
            about[record.path].append(path)
    keywords = Keywords(library.listed, topics.all, about)
    plain = filter(features.is_plain, (keyword.name for keyword in keywords.listed.values()))
    names = {features.key_of(name): name for name in sorted(plain, key=lambda name: (-len(name), name))}
    suggestions = Suggestions(chosen, listed, vectors.rarity, names_of(topics.all), names)
    return Relations(suggestions, found, about, questions.near(topics, found, about), topics, keywords, nearest)


def numbered(topics: Iterable[Topic]) -> dict[int, list[int]]:
    """Return the hashes of each topic's names, by a number above all hashes that identifies the topic."""
    return {
        _BEYOND_HASHES + zlib.crc32(topic.url.encode()): [
            number for name in names_in_full(topic) if (number := features.key_of(name))
        ]
        for topic in topics
    }
