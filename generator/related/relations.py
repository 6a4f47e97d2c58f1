"""All that a site knows of what belongs together: topics, keywords and suggestions of a catalogue as a whole."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from generator.library import Library
from generator.model import Record
from generator.related import features, questions
from generator.related.choice import Suggestions, choose, names_of
from generator.related.keywords import Keywords
from generator.topics import Topics

if TYPE_CHECKING:
    from generator.related.nearness import Nearest

_BEYOND_HASHES = 2**32


@dataclass(frozen=True)
class Relations:
    """``questions`` are the records of each topic (by its path), best first, ``near_topics`` the paths of those that
    share questions with it; ``homeless`` the paths of records to which neither a topic nor a keyword leads. ``nearest``
    is kept for the next build."""

    suggestions: Suggestions
    questions: Mapping[str, list[Record]]
    keywords: Keywords
    nearest: Nearest
    near_topics: Mapping[str, Sequence[str]]
    homeless: frozenset[str]


def relate(library: Library, topics: Topics, packed: Mapping[int, bytes], kept: Nearest | None = None) -> Relations:
    """What belongs together in one catalogue; ``packed`` are the features of its records by id.

    ``kept`` is what an earlier build knew of nearness: it saves work and changes nothing.
    """
    from generator.related.nearness import Vectors  # here, because most runs do without NumPy and SciPy

    listed = {record.id: packed[record.id] for record in library.listed}
    numbers = {
        _BEYOND_HASHES + zlib.crc32(topic.url.encode()): [
            number for name in (topic.title, *topic.synonyms) if (number := features.key_of(name))
        ]
        for topic in topics.all
    }  # fmt: skip
    vectors = Vectors(listed, numbers)
    nearest = vectors.nearest(kept)
    ranked = nearest.in_rank()
    given = {record.id: [target.id for target in library.related(record)] for record in library.listed}
    groups = [[record.id for record in records] for records in library.in_subject().values()]
    suggestions = Suggestions(choose(ranked, given, groups), listed, vectors.rarity, names_of(topics.all))
    asked = questions.questions(library.listed, topics, listed)
    near_topics = questions.near(topics, asked)
    about: dict[str, str] = {}
    for path, records in asked.items():
        for record in records:
            about.setdefault(record.path, path)
    keywords = Keywords(library.listed, topics.all, about)
    homeless = _take_in(library, asked, about, keywords, ranked)
    return Relations(suggestions, asked, keywords, nearest, near_topics, frozenset(homeless))


def _take_in(
    library: Library, asked: dict[str, list[Record]], about: Mapping[str, str], keywords: Keywords,
    ranked: Mapping[int, Sequence[int]],
) -> Iterator[str]:  # fmt: skip
    """A record without topic and keyword joins the topic (see ``about``), or else the keyword, of the nearest that has
    one; the paths of those that found none."""
    for record in library.listed:
        if record.path in about or keywords.first(record):
            continue
        for other in (library.by_id[number] for number in ranked.get(record.id, ())):
            listed = keywords.first(other)
            if other.path in about:
                asked[about[other.path]].append(record)
            elif listed:
                keywords.add(listed, record)
            else:
                continue
            break
        else:
            yield record.path
