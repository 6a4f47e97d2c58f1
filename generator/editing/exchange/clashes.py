"""Check rows against the catalogue and each other, with the rules of ``check`` that compare records.

Each batch of rows is checked in a small library of the records that matter to it, so that memory does not grow with
the catalogue. These are all records with the url, slug, file name or id of a link.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import unquote

from generator.catalogue import entry
from generator.checks.rules import addresses
from generator.checks.rules.links import links
from generator.checks.rules.references import same_as
from generator.config.settings import Settings
from generator.editing.exchange.registry import WRITTEN, Holder, Registry
from generator.library.addresses import TOPICS_A_TO_Z
from generator.library.articles import question_key
from generator.library.library import Library
from generator.library.links import Linker
from generator.model import slugs, urls
from generator.model.answer import Rendered
from generator.model.finding import Finding, Place
from generator.system import files

_FURTHER = re.compile(r"/page/\d+$")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Content files other than records: authored pages with their site files, topics with their urls, static files.

    Authored pages and topics are keyed by path.
    """

    authored: Mapping[str, str] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    static: frozenset[str] = frozenset()


class Crossing:
    """Finds the errors of rows that only show in combination with other records."""

    def __init__(self, settings: Settings, registry: Registry, around: Surroundings) -> None:
        self.settings = settings
        self.registry = registry
        self.around = around
        self.topic_by_url = {urls.key(url): path for path, url in around.topics.items() if url}
        self._topic_anchors: dict[str, Sequence[str]] = {}
        self.subjects = self._slugs(registry.subjects())
        explained = {path: url for path, url in around.topics.items() if url}
        topics = {path: urls.record_file(url, settings.directory_urls) for path, url in explained.items()}
        self.pages = {**around.authored, **topics}
        overviews = ("index.html", "a-z/index.html", f"{TOPICS_A_TO_Z}/index.html")
        self.listings = [
            *overviews,
            *(f"learn/{slug}/index.html" for slug in self._slugs(registry.subjects(listed=True))),
        ]

    def _slugs(self, names: Iterable[str]) -> list[str]:
        named = {slugs.subject_slug(subject.name): subject.slug for subject in self.settings.subjects}
        used = {slugs.subject_slug(name) for name in names}
        return sorted({named.get(slug, slug) for slug in used if slug})

    def addresses(self, batch: Sequence[Holder]) -> Iterator[tuple[Holder, Finding]]:
        """Rows whose url belongs to a topic, page or file of the site, or whose subject has no slug."""
        by_path = {holder.path: holder for holder in batch}
        around = self.around
        configured = [subject.slug for subject in self.settings.subjects]
        found = addresses.collisions(
            [holder.record for holder in batch], around.authored, around.static, [*self.subjects, *configured]
        )
        for finding in found:
            if finding.path in by_path:
                yield from self._errors(by_path[finding.path], [finding])
        for holder in batch:
            for url in (holder.record.url, *holder.record.aliases):
                topic = self.topic_by_url.get(_FURTHER.sub("", urls.key(url)))
                if topic:
                    message = f"the url {url!r} belongs to the topic {topic} or its list of questions"
                    yield holder, Finding(holder.path, "QT122", message, "choose another url")

    def copies(self, articles: Iterable[Sequence[Holder]]) -> Iterator[tuple[Holder, Finding]]:
        """Rows whose question or answer differs from another file with the same id.

        Each row is compared with the files that stay unchanged; if all files change, with the first row.
        """
        for copies in articles:
            rows = sorted((holder for holder in copies if holder.fate in WRITTEN), key=lambda holder: holder.row)
            staying = [holder for holder in copies if holder.fate not in WRITTEN]
            for holder in rows if staying else rows[1:]:
                found = (self._disagreement(holder, other) for other in staying or rows[:1])
                yield from self._errors(holder, list(filter(None, found))[:1])

    def _disagreement(self, holder: Holder, other: Holder) -> Finding | None:
        name = other.name if other.fate in WRITTEN else other.path
        if question_key(holder.record.question) != question_key(other.record.question):
            message = f"the id {holder.record.id} is also in {name}, for another question"
            return Finding(holder.path, "QT120", message, "give each question its own id", Place(("id",), 0))
        if holder.text != (other.text or self._rendered(other.path).text):
            message = f"the answer differs from the one in {name}, another file of this article"
            return Finding(holder.path, "QT124", message, "give all its files the same answer", Place(("answer",), 0))
        return None

    def references(self, batch: Sequence[Holder]) -> Iterator[tuple[Holder, Finding]]:
        """Rows whose links or ``same_as`` would be broken once all rows are written.

        For an article with several files, only the links of the primary file count, because only its page shows them.
        """
        known = {holder.n: holder for holder in [*batch, *self._referenced(batch)]}
        # preview: drafts and records with a later publication date are checked too
        library = Library(
            [holder.record for holder in known.values()], self.settings.today, self.settings.subjects, preview=True
        )
        static, directory_urls = self.around.static, self.settings.directory_urls
        linker = Linker(library, self._anchors(batch, known.values()), self.pages, static, directory_urls)
        linker.add_files(self.listings)
        for holder in batch:
            rendered = Rendered("", holder.targets, (), 0, ())
            own = [*same_as(holder.record, library)]
            if holder.path in library.by_path:
                own += links(holder.record, rendered, linker)
            yield from self._errors(holder, own)

    def _referenced(self, batch: Sequence[Holder]) -> Iterator[Holder]:
        """Every record that a link or ``same_as`` of the batch could mean, and the records that those redirect to."""
        sought: dict[str, set[object]] = defaultdict(set)
        sought["id"].update(holder.record.id for holder in batch)
        for holder in batch:
            for target in holder.targets:
                path = unquote(target.href.partition("#")[0].partition("?")[0])
                number = urls.permalink_id(path)
                sought["url"].add(urls.key(path))
                sought["loose"].add(slugs.loose_url_key(path))
                sought["name"].add(path.rpartition("/")[2])
                if number is not None:
                    sought["id"].add(number)
        found = [holder for column, values in sought.items() for holder in self.registry.matching(column, values)]
        yield from found
        yield from self._redirect_targets([*batch, *found])

    def _redirect_targets(self, holders: Iterable[Holder]) -> Iterator[Holder]:
        seen: set[int] = set()
        ids = {holder.record.same_as for holder in holders if holder.record.same_as is not None}
        while ids:
            found = list(self.registry.matching("id", ids))
            yield from found
            seen |= ids
            ids = {holder.record.same_as for holder in found if holder.record.same_as is not None} - seen

    def _errors(self, holder: Holder, findings: Iterable[Finding]) -> Iterator[tuple[Holder, Finding]]:
        """The findings that are errors under the configuration and the record's ``check_ignore``."""
        judged = self.settings.policy.judged(findings, {holder.path: holder.record.check_ignore})
        yield from ((holder, finding) for finding in judged if finding.severity == "error")

    def _anchors(self, batch: Sequence[Holder], known: Iterable[Holder]) -> dict[str, Sequence[str]]:
        """The headings of each record and topic by path; empty if no link of the batch has an anchor."""
        if not any("#" in target.href for holder in batch for target in holder.targets):
            return {}
        if not self._topic_anchors:
            self._topic_anchors = {path: self._headings(path) for path, url in self.around.topics.items() if url}
        anchors = {
            holder.path: self._headings(holder.path) if holder.anchors is None else holder.anchors
            for holder in known
            if not holder.record.withdrawn
        }
        return {**self._topic_anchors, **anchors}

    def _headings(self, path: str) -> list[str]:
        return [heading.anchor for heading in self._rendered(path).headings]

    def _rendered(self, path: str) -> Rendered:
        """The rendered answer of a record or topic, read from its file."""
        read, _ = entry.read_one(path, files.read(self.settings.content, path), b"")
        return read.rendered or Rendered("", (), (), 0, ())
