"""The index of all records. It owns every fact that crosses records, and does not depend on the order of files."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from generator.library.articles import Articles
from generator.library.same import Same
from generator.model import slugs, urls
from generator.model.record import Record, Related, Subject


@dataclass(frozen=True, slots=True)
class Resolved:
    """A ``related_articleN`` entry with its record, or ``None`` if the entry is broken."""

    entry: Related
    target: Record | None


class Library:
    """Articles by id, URL, slug, title and subject, with their related articles in both directions.

    ``files`` are the published records, one for each file. ``published`` are the articles: files with the same id and
    question are one article with several addresses. Its values and page are those of its primary file. Among the files
    that are public today, this is one with ``primary: true``, else the one whose subject is configured first, else the
    one with the first path.

    Records are published if they are public on the date ``today``; ``preview`` includes drafts and future records. If
    articles share an id or URL (reported by ``rules.addresses.clashes``), an entry means the one with the lowest id,
    then the one with the first path.
    """

    def __init__(
        self,
        records: Iterable[Record],
        today: date,
        subjects: Sequence[Subject] = (),
        preview: bool = False,
    ) -> None:
        self.today = today
        ordered = sorted(records, key=lambda record: (record.id, record.path))
        self.files = tuple(r for r in ordered if preview or _is_public(r, today))
        self.subjects = self._subjects(subjects)
        self.articles = Articles(self.files, self._rank(subjects))
        self.published = self.articles.all
        self.by_id = {record.id: record for record in reversed(self.published)}
        self.by_path = {record.path: record for record in self.published}
        self.by_url = self._index_urls()
        self._same = Same(self.by_id)
        self._nearest: dict[tuple[int, str, Subject | None], Record | None] = {}
        self.listed = tuple(record for record in self.published if self.is_listed(record))
        self.links: Mapping[str, tuple[Resolved, ...]] = {r.path: self._resolve_all(r) for r in self.files}

    def _rank(self, configured: Sequence[Subject]) -> Callable[[Record], tuple[bool, bool, int, str]]:
        """Return the sort key of an article's files. The first one is the primary."""
        place = {subject.slug: number for number, subject in enumerate(configured)}

        def rank(record: Record) -> tuple[bool, bool, int, str]:
            subject = place.get(self.subject(record).slug, len(place))
            return not _is_public(record, self.today), not record.primary, subject, record.path

        return rank

    def at(self, path: str) -> Record | None:
        """Return the article of a file, primary or not."""
        return self.articles.at(path) or self.by_path.get(path)

    def _index_urls(self) -> dict[str, Record]:
        index = {urls.key(alias): record for record in reversed(self.published) for alias in record.aliases}
        index.update({urls.key(record.url): self.articles.of(record) for record in reversed(self.files)})
        return index

    def is_listed(self, record: Record) -> bool:
        """Whether listings, feeds, the search and decks include a record."""
        return not record.withdrawn and not record.no_index and self.final(record) is record

    @cached_property
    def shared(self) -> frozenset[int | str]:
        """Ids and URLs (ignoring case) of several records. References to them are ambiguous."""
        counts = Counter[int | str](record.id for record in self.published)
        counts.update(urls.key(record.url) for record in self.published)
        return frozenset(key for key, count in counts.items() if count > 1)

    @cached_property
    def newest(self) -> str:
        """The date (ISO) of the latest change in a listed record; empty if none is listed."""
        return newest(self.listed)

    @cached_property
    def listed_subjects(self) -> frozenset[str]:
        """The slugs of subjects with a page, which need a listed record."""
        return frozenset(subject.slug for record in self.listed for subject in self.subjects_of(record))

    @cached_property
    def _by_slug(self) -> dict[str, list[Record]]:
        """Records by loose slug, for entries whose id and URL are not found."""
        return self._group(lambda record: slugs.loose_url_key(record.url))

    @cached_property
    def _by_title(self) -> dict[str, list[Record]]:
        """Records by loose title, for entries whose slug is not found either."""
        return self._group(lambda record: slugs.loose_title_key(record.title))

    def _group(self, key_of: Callable[[Record], str]) -> dict[str, list[Record]]:
        groups: dict[str, list[Record]] = defaultdict(list)
        for record in self.files:
            group, article = groups[key_of(record)], self.articles.of(record)
            if not group or group[-1] is not article:  # the files of an article are adjacent
                group.append(article)
        return groups

    def _subjects(self, configured: Iterable[Subject]) -> dict[str, Subject]:
        """Return subjects by slug, named as configured, else as in the record with the lowest id."""
        known = {subject.slug: subject for subject in configured}
        by_name = {slugs.subject_slug(subject.name): subject for subject in known.values()}
        for record in self.files:
            slug = slugs.subject_slug(record.subject)
            if slug not in by_name:
                by_name[slug] = known.setdefault(slug, Subject(record.subject, slug))
        self._subject_by_name_slug = by_name
        used = {self.subject(record).slug for record in self.files}
        return {slug: subject for slug, subject in known.items() if slug in used}

    def subject(self, record: Record) -> Subject:
        """Return the subject of a record."""
        return self._subject_by_name_slug[slugs.subject_slug(record.subject)]

    def subjects_of(self, article: Record) -> tuple[Subject, ...]:
        """Return all subjects of an article, that of its primary first."""
        return tuple(dict.fromkeys(map(self.subject, self.articles.files(article))))

    def subject_named(self, name: str) -> Subject | None:
        """Return the subject with a name, if a record or the configuration has it."""
        return self._subject_by_name_slug.get(slugs.subject_slug(name))

    def final(self, record: Record) -> Record:
        """Follow ``same_as`` to the last record. In a loop, return the record itself."""
        return self._same.final(record)

    def resolve(self, entry: Related) -> Record | None:
        """Return the record of an entry: by id, else URL or alias, else slug without hyphens, else title.

        If several records have the slug or title, the entry's own subject is preferred, then the lowest id. The result
        is ``None`` for a withdrawn record.
        """
        found = self.meant(entry)
        found = None if found is None else self.final(found)
        return None if found is None or found.withdrawn else found

    def meant(self, entry: Related) -> Record | None:
        """Return the record of an entry, even a withdrawn one, and without following ``same_as``."""
        found = self.by_id.get(entry.id) if entry.id is not None else None
        if found is None and entry.url:
            found = self.by_url.get(urls.key(entry.url)) or self._closest(
                self._by_slug, slugs.loose_url_key(entry.url), entry
            )
        if found is None and entry.title:
            found = self._closest(self._by_title, slugs.loose_title_key(entry.title), entry)
        return found

    def file_meant(self, entry: Related, article: Record) -> Record:
        """Return the file of an article that an entry refers to: by URL, else by subject, else the primary."""
        files = self.articles.files(article)
        if len(files) == 1:
            return files[0]
        own = self._file_of_subject.get((article.path, self.subject_named(entry.subject)), files[0])
        return self.articles.address(article, entry.url) or own

    @cached_property
    def _file_of_subject(self) -> dict[tuple[str, Subject | None], Record]:
        """The first file of an article in each of its subjects."""
        found: dict[tuple[str, Subject | None], Record] = {}
        for article in self.published:
            for file in self.articles.files(article):
                found.setdefault((article.path, self.subject(file)), file)
        return found

    def is_all_public(self) -> bool:
        """Whether every file of this library is public today."""
        return all(_is_public(record, self.today) for record in self.files)

    def is_ahead(self, record: Record, target: Record) -> bool:
        """Whether a record is public today and its target is not."""
        return _is_public(record, self.today) and not _is_public(target, self.today)

    def hidden(self, record: Record, entry: Related, target: Record | None) -> str:
        """Return the id of an entry's existing but hidden record, with the reason; empty if it is shown."""
        if target is not None:
            return f"{target.id}, which is not published yet" if self.is_ahead(record, target) else ""
        meant = self.meant(entry)
        return f"{self.final(meant).id}, which was withdrawn" if meant is not None else ""

    def _closest(self, groups: Mapping[str, Sequence[Record]], key: str, entry: Related) -> Record | None:
        """Return the record of a group that an entry means; many entries may mean the same one of many records."""
        subject = self.subject_named(entry.subject)
        asked = id(groups), key, subject
        if asked not in self._nearest:
            self._nearest[asked] = min(
                groups.get(key, ()), key=lambda r: (subject not in self.subjects_of(r), r.id), default=None
            )
        return self._nearest[asked]

    def _resolve_all(self, record: Record) -> tuple[Resolved, ...]:
        return tuple(Resolved(entry, self.resolve(entry)) for entry in record.related)

    def related(self, record: Record) -> tuple[Record, ...]:
        """Return the targets of an article's entries, its primary's first, each once and without the article itself."""
        targets = (resolved.target for resolved in self._links_of(record))
        return tuple({t.id: t for t in targets if t is not None and t.id != record.id}.values())

    def unresolved(self, record: Record) -> tuple[str, ...]:
        """Return the titles of an article's broken entries, each once."""
        return tuple(dict.fromkeys(r.entry.title for r in self._links_of(record) if r.target is None and r.entry.title))

    def _links_of(self, article: Record) -> Iterator[Resolved]:
        for file in self.articles.files(article):
            yield from self.links[file.path]

    @cached_property
    def backlinks(self) -> Mapping[int, tuple[Record, ...]]:
        """The listed records that link to each record, by its id. A check does not need them."""
        back: dict[int, list[Record]] = defaultdict(list)
        for record in self.listed:
            for target in self.related(record):
                back[target.id].append(record)
        return {number: tuple(records) for number, records in back.items()}

    def in_subject(self) -> Mapping[str, tuple[Record, ...]]:
        """Return listed records by the slug of each of their subjects, newest first."""
        groups: dict[str, list[Record]] = {slug: [] for slug in self.subjects}
        for record in sorted(self.listed, key=lambda r: (r.date, r.id), reverse=True):
            for subject in self.subjects_of(record):
                groups[subject.slug].append(record)
        return {slug: tuple(records) for slug, records in groups.items() if records}


def newest(records: Iterable[Record]) -> str:
    """Return the date (ISO) of the latest change in some records; empty without records."""
    return max((record.modified.isoformat() for record in records), default="")


def _is_public(record: Record, today: date) -> bool:
    return not record.draft and (record.publish_on is None or record.publish_on <= today)
