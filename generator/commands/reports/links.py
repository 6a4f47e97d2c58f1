"""``quicktakes report links``, ``duplicates`` and ``reading``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from generator.catalogue.catalogue import Loaded
from generator.library.related.duplicates import duplicates as find_duplicates
from generator.library.related.duplicates import synonyms
from generator.library.related.keywords import SHARED
from generator.library.related.relations import Relations
from generator.model.finding import counted
from generator.model.record import Record

_MOST = 10


@dataclass(frozen=True, slots=True)
class LinkReport:
    """The links between the records and topics of a catalogue.

    ``orphans`` are records without a related entry that points to them; ``islands`` have no suggestion either;
    ``without`` are records without topics and keywords. ``wanted`` are keywords of several records without a topic.
    """

    records: int
    topics: int
    orphans: tuple[str, ...]
    islands: tuple[str, ...]
    without: tuple[str, ...]
    unresolved: tuple[tuple[str, str], ...]
    most_linked: tuple[tuple[str, int], ...]
    topics_without_questions: tuple[str, ...]
    wanted: tuple[tuple[str, int], ...]

    def lines(self) -> Iterator[str]:
        """The report for people."""
        yield f"{self.records:,} records, {self.topics:,} topics"
        for title, rows in (
            ("orphans (no related entry points to them)", self.orphans),
            ("islands (no suggestion points to them either)", self.islands),
            ("records without topics and keywords", self.without),
            ("broken related entries", [f"{path}: {title}" for path, title in self.unresolved]),
            ("most linked", [f"{count:>4} {path}" for path, count in self.most_linked]),
            ("topics without questions", self.topics_without_questions),
            ("keywords without a topic (write these next)", [f"{count:>4} {word}" for word, count in self.wanted]),
        ):
            yield f"{title}: {len(rows):,}" if rows else f"{title}: none"
            yield from (f"  {row}" for row in rows)


def links(content: Loaded, relations: Relations) -> LinkReport:
    """Report on the published records and topics of a content folder."""
    library, topics = content.library, content.topics
    unresolved = [(record.path, title) for record in library.listed for title in library.unresolved(record)]
    counts = Counter({record.path: len(library.backlinks.get(record.id, ())) for record in library.listed})
    suggested = {number for numbers in relations.suggestions.chosen.values() for number in numbers}
    orphans = [record for record in library.listed if not counts[record.path]]
    wanted = [
        (keyword.name, len(keyword.records))
        for keyword in relations.keywords.listed.values()
        if len(keyword.records) >= SHARED
    ]
    return LinkReport(
        records=len(library.listed),
        topics=len(topics.all),
        orphans=tuple(sorted(record.path for record in orphans)),
        islands=tuple(sorted(record.path for record in orphans if record.id not in suggested)),
        without=tuple(sorted(record.path for record in relations.keywords.without)),
        unresolved=tuple(sorted(unresolved)),
        most_linked=tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]),
        topics_without_questions=tuple(t.path for t in topics.all if not relations.questions.get(t.path)),
        wanted=tuple(sorted(wanted, key=lambda pair: (-pair[1], pair[0]))[:_MOST]),
    )


@dataclass(frozen=True, slots=True)
class DuplicateQuestion:
    """One record of a pair."""

    id: int
    path: str
    question: str


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """Two records that ask the same; the similarity is at most 1."""

    similarity: float
    keep: DuplicateQuestion
    merge: DuplicateQuestion


@dataclass(frozen=True, slots=True)
class DuplicateReport:
    """Pairs of records that ask the same."""

    pairs: tuple[DuplicatePair, ...]

    def lines(self) -> Iterator[str]:
        """The report for people, with what to do."""
        yield f"{counted(len(self.pairs), 'pair')} of duplicate questions" if self.pairs else "no duplicate questions"
        for pair in self.pairs:
            yield f"{pair.similarity:.2f} {pair.keep.path}: {pair.keep.question}"
            yield f"     {pair.merge.path}: {pair.merge.question}"
            yield f"     to merge: copy what the first lacks, then add `same_as: {pair.keep.id}` to {pair.merge.path}"


def duplicates(content: Loaded, relations: Relations) -> DuplicateReport:
    """Report on the published records of a content folder."""
    library = content.library
    words = {record.id: content.rendered[record.path].words for record in library.listed}
    names = synonyms([(topic.title, topic.synonyms) for topic in content.topics.all])
    found = find_duplicates(library, relations.nearest, relations.suggestions.rarity, names, words)
    return DuplicateReport(
        tuple(DuplicatePair(pair.similarity, _named(pair.keep), _named(pair.merge)) for pair in found)
    )


def _named(record: Record) -> DuplicateQuestion:
    return DuplicateQuestion(record.id, record.path, record.question)


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading grades (Flesch-Kincaid) of one subject: median, and hardest answers."""

    subject: str
    answers: int
    median: float
    hardest: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """Reading grades by subject; answers too short for a grade are left out."""

    subjects: tuple[Reading, ...]

    def lines(self) -> Iterator[str]:
        """The report for people."""
        for found in self.subjects:
            yield f"{found.subject}: {found.answers:,} answers, median grade {found.median:.1f}; hardest:"
            yield from (f"  {grade:.1f} {path}" for grade, path in found.hardest)
        if not self.subjects:
            yield "no answer is long enough for a reading grade"


def reading(content: Loaded) -> ReadingReport:
    """Report on the published records of a content folder that was read with grades."""
    found = []
    for slug, records in sorted(content.library.in_subject().items()):
        graded = [(content.rendered[record.path].grade, record.path) for record in records]
        grades = sorted(((grade, path) for grade, path in graded if grade is not None), reverse=True)
        if grades:
            middle = round(median(grade for grade, _ in grades), 1)
            hardest = tuple((round(grade, 1), path) for grade, path in grades[:5])
            found.append(Reading(content.library.subjects[slug].name, len(grades), middle, hardest))
    return ReadingReport(tuple(found))
