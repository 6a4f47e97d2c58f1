"""Find duplicates of a new question, and related records to suggest.

Only questions, keywords and topics are compared, because the new answer is not written yet. No answer is rendered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from generator.library.library import Library
from generator.library.related.duplicates import similar, synonyms
from generator.library.related.features import of_question
from generator.library.related.nearness import Vectors
from generator.library.related.relations import numbered
from generator.model.record import Record, Topic

MOST = 3
"""Most suggestions. The site adds more when the record has an answer."""
_LEAST = 0.1
"""Least cosine of a suggestion, so that none is far-fetched."""


@dataclass(frozen=True, slots=True)
class Near:
    """Duplicates of a new question with their similarities, and suggested listed records, both best first."""

    same: Sequence[tuple[Record, float]]
    suggested: Sequence[Record]


def near(
    question: str, records: Iterable[Record], library: Library, packed: Mapping[str, bytes], topics: Sequence[Topic]
) -> Near:
    """Find the records near a new question.

    ``records`` are compared for duplicates. ``packed`` has the features of at least all listed records, by path.
    """
    number = max(library.by_id.keys() | {0}) + 1
    listed = {record.id: packed[record.path] for record in library.listed}
    vectors = Vectors({**listed, number: of_question(question)}, numbered(topics))
    cosines, ranked = vectors.around(number)
    names = synonyms([(topic.title, topic.synonyms) for topic in topics])
    same = similar(question, records, cosines, vectors.rarity, names)
    duplicates = {record.id for record, _ in same}
    close = [other for other in ranked if cosines[other] >= _LEAST and other not in duplicates]
    return Near(same, [library.by_id[other] for other in close[:MOST]])
