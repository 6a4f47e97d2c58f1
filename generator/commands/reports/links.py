"""What ``quicktakes report`` tells: how a catalogue hangs together, what to write next, and what asks the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from statistics import median

from generator.catalogue.catalogue import Loaded
from generator.library.related.duplicates import Pair, synonyms
from generator.library.related.duplicates import duplicates as find_duplicates
from generator.library.related.keywords import SHARED
from generator.library.related.relations import Relations
from generator.model.record import Record

_MOST = 10


@dataclass(frozen=True, slots=True)
class LinkReport:
    """Orphans: records that no editor's entry leads to; ``islands``: nor a suggestion; ``without``: records that are
    about no topic and have no keyword. ``wanted`` are keywords of several records that no topic explains."""

    records: int
    topics: int
    orphans: tuple[str, ...]
    islands: tuple[str, ...]
    without: tuple[str, ...]
    unresolved: tuple[tuple[str, str], ...]
    most_linked: tuple[tuple[str, int], ...]
    topics_without_questions: tuple[str, ...]
    wanted: tuple[tuple[str, int], ...]

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)

    def as_text(self) -> str:
        """For people; parts with nothing in them say so."""
        return "".join(f"{line}\n" for line in self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{self.records:,} records, {self.topics:,} topics"
        for title, rows in (
            ("orphans (no related entry leads there)", self.orphans),
            ("islands (no suggestion either)", self.islands),
            ("records without topic and keyword", self.without),
            ("related entries that lead nowhere", [f"{path}: {title}" for path, title in self.unresolved]),
            ("most linked", [f"{count:>4} {path}" for path, count in self.most_linked]),
            ("topics without questions", self.topics_without_questions),
            ("keywords without a topic: write this next", [f"{count:>4} {word}" for word, count in self.wanted]),
        ):
            yield f"{title}: {len(rows):,}" if rows else f"{title}: none"
            yield from (f"  {row}" for row in rows)


def links(content: Loaded, relations: Relations) -> LinkReport:
    """The report on the published records and topics of a content folder."""
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
class DuplicateReport:
    """Pairs of records that ask the same."""

    pairs: tuple[Pair, ...]

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {"pairs": [{"similarity": pair.similarity, "keep": _named(pair.keep), "merge": _named(pair.merge)}
                          for pair in self.pairs]}  # fmt: skip

    def as_text(self) -> str:
        """For people, with what to do."""
        lines = [
            f"{len(self.pairs):,} pairs of questions ask the same" if self.pairs else "no two questions ask the same"
        ]
        for pair in self.pairs:
            lines += [
                f"{pair.similarity:.2f} {pair.keep.path}: {pair.keep.question}",
                f"     {pair.merge.path}: {pair.merge.question}",
                f"     to merge: take over what is missing, then add `same_as: {pair.keep.id}` to {pair.merge.path}",
            ]
        return "".join(f"{line}\n" for line in lines)


def _named(record: Record) -> dict[str, object]:
    return {"id": record.id, "path": record.path, "question": record.question}


def duplicates(content: Loaded, relations: Relations) -> DuplicateReport:
    """The report on the published records of a content folder."""
    library = content.library
    words = {record.id: content.rendered[record.path].words for record in library.listed}
    names = synonyms([(topic.title, topic.synonyms) for topic in content.topics.all])
    return DuplicateReport(
        tuple(find_duplicates(library, relations.nearest, relations.suggestions.rarity, names, words))
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """How hard the answers of one subject are: the median of their reading grades (Flesch-Kincaid), and the hardest."""

    subject: str
    answers: int
    median: float
    hardest: tuple[tuple[float, str], ...]


@dataclass(frozen=True, slots=True)
class ReadingReport:
    """Reading grades by subject; answers too short for a grade are left out."""

    subjects: tuple[Reading, ...]

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)

    def as_text(self) -> str:
        """For people."""
        lines = []
        for found in self.subjects:
            lines.append(f"{found.subject}: {found.answers:,} answers, grade {found.median:.1f} (median); the hardest:")
            lines += [f"  {grade:.1f} {path}" for grade, path in found.hardest]
        return "".join(f"{line}\n" for line in lines) or "no answer is long enough for a grade\n"


def reading(content: Loaded) -> ReadingReport:
    """The report on the published records of a content folder that was read with grades."""
    found = []
    for slug, records in sorted(content.library.in_subject().items()):
        graded = [(content.rendered[record.path].grade, record.path) for record in records]
        grades = sorted(((grade, path) for grade, path in graded if grade is not None), reverse=True)
        if grades:
            middle = round(median(grade for grade, _ in grades), 1)
            hardest = tuple((round(grade, 1), path) for grade, path in grades[:5])
            found.append(Reading(content.library.subjects[slug].name, len(grades), middle, hardest))
    return ReadingReport(tuple(found))
