"""The keywords of all records: which are topics, and which have a page of their own."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from hashlib import blake2b

from generator.model import slugs, urls
from generator.model.record import Keyword, Record, Topic

SHARED = 3
"""Number of records from which a keyword has a page."""


class Keywords:
    """The keywords of some records, which must be sorted by id.

    Keywords that differ only in case, spaces or number are the same. A keyword of ``SHARED`` records is ``listed``, by
    its key, unless it is the name of a topic. For a record without a topic and without a listed keyword, the keyword
    that it shares with most others is listed too. ``about`` has the paths of records with a topic. ``without`` are the
    records with neither topic nor keyword.
    """

    def __init__(self, records: Sequence[Record], topics: Iterable[Topic], about: Collection[str]) -> None:
        self.topics: dict[str, Topic] = {
            key: topic
            for topic in topics
            for name in (*topic.synonyms, topic.title)
            if (key := slugs.keyword_key(name))
        }
        holders: dict[str, list[tuple[Record, str]]] = defaultdict(list)
        alone: list[dict[str, str]] = []
        without: list[Record] = []
        for record in records:
            written = self._by_key(record)
            for key, keyword in written.items():
                holders[key].append((record, keyword))
            if written and record.path not in about:
                alone.append(written)
            if not written and record.path not in about:
                without.append(record)
        listed = {key for key, found in holders.items() if len(found) >= SHARED}
        for written in alone:
            if listed.isdisjoint(written):
                listed.add(max(written, key=lambda key: len(holders[key])))
        self.listed: dict[str, Keyword] = {key: _made(holders[key]) for key in sorted(listed)}
        self.without = tuple(without)

    def _by_key(self, record: Record) -> dict[str, str]:
        """Return a record's keywords that are not topics, by key, except those without letters and digits."""
        found = {slugs.keyword_key(keyword): keyword for keyword in reversed(record.seo.keywords)}
        return {key: found[key] for key in reversed(found) if key and key not in self.topics}

    def of(self, record: Record) -> list[tuple[str, Topic | Keyword | None]]:
        """Return the names of a record's keywords, each once, with its topic or listed keyword, if any.

        Keywords without letters and digits are left out.
        """
        found: dict[str, tuple[str, Topic | Keyword | None]] = {}
        for written in record.seo.keywords:
            key = slugs.keyword_key(written)
            if not key:
                continue
            topic, keyword = self.topics.get(key), self.listed.get(key)
            if topic is not None:
                found.setdefault(topic.url, (topic.title, topic))
            elif keyword is not None:
                found.setdefault(key, (keyword.name, keyword))
            else:
                found.setdefault(key, (" ".join(written.split()), None))
        return list(found.values())


def _made(found: Sequence[tuple[Record, str]]) -> Keyword:
    spellings = [" ".join(keyword.split()) for _, keyword in found]
    counts = Counter(spellings)
    name = min(counts, key=lambda spelling: (-counts[spelling], spelling))
    return Keyword(name, _segment(spellings[0]), tuple(record for record, _ in found))


def _segment(keyword: str) -> str:
    """Return a keyword as a segment of an address. If it is too long, it is cut and ends with a digest."""
    slug = slugs.keyword_slug(keyword).encode()
    if len(slug) > urls.LONGEST_SEGMENT:
        digest = blake2b(slug, digest_size=4).hexdigest()
        slug = slug[: urls.LONGEST_SEGMENT - len(digest) - 1] + f"-{digest}".encode()
    return slug.decode(errors="ignore")
