"""What is near a question that no record asks yet: records that ask the same, and those to suggest beside it.

Only questions, keywords and topics count, for the new record's answer is not written: none needs to be rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.library.library import Library
from generator.library.related.duplicates import alike, synonyms
from generator.library.related.features import of_question
from generator.library.related.nearness import Vectors
from generator.library.related.relations import numbered
from generator.model.record import Record, Topic

MOST = 3
"""Suggestions; the site fills the rest of the room when the answer has shown what the record is about."""
_LEAST = 0.1
"""The cosine below which two have next to nothing in common: what an editor is given must not be far-fetched."""


@dataclass(frozen=True, slots=True)
class Near:
    """What is near a question: ``same`` ask the same (with their similarity, the most alike first), ``suggested`` are
    listed records, best first."""

    same: Sequence[tuple[Record, float]]
    suggested: Sequence[Record]


def near(
    question: str, records: Iterable[Record], library: Library, packed: Mapping[str, bytes], topics: Sequence[Topic]
) -> Near:
    """What is near a question. ``records`` are all that may ask the same; ``packed`` are the features, by path, of at
    least those that the library lists."""
    number = max(library.by_id.keys() | {0}) + 1
    listed = {record.id: packed[record.path] for record in library.listed}
    vectors = Vectors({**listed, number: of_question(question)}, numbered(topics))
    cosines, ranked = vectors.around(number)
    names = synonyms([(topic.title, topic.synonyms) for topic in topics])
    same = alike(question, records, cosines, vectors.rarity, names)
    asking = {record.id for record, _ in same}
    close = [other for other in ranked if cosines[other] >= _LEAST and other not in asking]
    return Near(same, [library.by_id[other] for other in close[:MOST]])
