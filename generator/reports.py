"""``quicktakes report links``: how well a catalogue hangs together, and what to write next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from generator import slugs
from generator.catalogue import Loaded

_MOST = 10
_OFTEN = 3
"""Records with one keyword from which a topic would be worth writing."""


@dataclass(frozen=True, slots=True)
class LinkReport:
    """Orphans: records to which no other leads. ``wanted`` are keywords of several records that no topic explains."""

    records: int
    topics: int
    orphans: tuple[str, ...]
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
            ("orphans (no other record leads there)", self.orphans),
            ("related entries that lead nowhere", [f"{path}: {title}" for path, title in self.unresolved]),
            ("most linked", [f"{count:>4} {path}" for path, count in self.most_linked]),
            ("topics without questions", self.topics_without_questions),
            ("keywords without a topic: write this next", [f"{count:>4} {word}" for word, count in self.wanted]),
        ):
            yield f"{title}: {len(rows):,}" if rows else f"{title}: none"
            yield from (f"  {row}" for row in rows)


def links(content: Loaded) -> LinkReport:
    """The report on the published records and topics of a content folder."""
    library, topics = content.library, content.topics
    unresolved = [(record.path, title) for record in library.listed for title in library.unresolved(record)]
    counts = Counter({record.path: len(library.backlinks.get(record.id, ())) for record in library.listed})
    words: Counter[str] = Counter()
    spelled: dict[str, str] = {}
    for record in library.listed:
        for keyword in record.seo.keywords:
            key = slugs.loose_title_key(keyword).removesuffix("s")
            spelled.setdefault(key, keyword)
            words[key] += 1
    wanted = [
        (spelled[key], count)
        for key, count in words.most_common()
        if count >= _OFTEN and not topics.topics.is_named(spelled[key])
    ]
    return LinkReport(
        records=len(library.listed),
        topics=len(topics.topics.all),
        orphans=tuple(sorted(path for path, count in counts.items() if not count)),
        unresolved=tuple(sorted(unresolved)),
        most_linked=tuple(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:_MOST]),
        topics_without_questions=tuple(t.path for t in topics.topics.all if not topics.questions.get(t.path)),
        wanted=tuple(sorted(wanted, key=lambda pair: (-pair[1], pair[0]))[:_MOST]),
    )
