"""What the page makers of one site share."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

import orjson

from generator.catalogue.catalogue import Loaded
from generator.library.addresses import Addresses, Steps, subject_file
from generator.library.related.relations import Relations
from generator.model import urls
from generator.model.answer import Rendered, Target
from generator.model.page import Link, Page
from generator.model.record import Record, Subject
from generator.pages import jsonld
from generator.pages.trust import Trust
from generator.pages.views import RedirectView


class SiteContext:
    """The content of one site, its relations and its addresses; pages depend on nothing else."""

    def __init__(self, content: Loaded, relations: Relations) -> None:
        self.settings = content.settings
        self.library = content.library
        self.linker = content.linker
        self.topics = content.topics
        self.people = content.people
        self.relations = relations
        self.addresses = Addresses(content.settings)
        self.trust = Trust(self.addresses, content.people)
        self.terms = content.terms
        self.terms_digest = hashlib.blake2b(orjson.dumps(self.terms), digest_size=8).hexdigest() if self.terms else ""

    def trail(self, subject: Subject | None) -> Steps:
        """The breadcrumb of a subject; none if the subject has no page, because it has no listed records."""
        has_page = subject is not None and subject.slug in self.library.listed_subjects
        return ((subject.name, subject_file(subject)),) if subject is not None and has_page else ()

    def graph(self, kind: str, file: str, name: str, trail: Steps = (), main: jsonld.Node | None = None) -> str:
        """The structured data of a page that is neither a record's nor a topic's; empty without a ``site_url``.

        ``main`` is what the page is about.
        """
        url, crumbs = self.addresses.canonical(file), self.addresses.crumb_urls(trail)
        page = jsonld.WebPage(kind, url, name, crumbs)
        if main is not None:
            page = page._replace(properties={"mainEntity": {"@id": main["@id"]}}, nodes=[main])
        return self.trust.publisher.graph(page) if url else ""

    def indexed_records(self) -> list[Record]:
        """The listed records that search engines may index."""
        return [r for r in self.library.listed if not r.draft and self.trust.standing(r).indexed]

    def record_link(self, file: str, record: Record, with_subject: bool = True) -> Link:
        """A link from a file of the site to a record's page; its note is the name of the record's subject."""
        subject = self.library.subject(record).name if with_subject else ""
        return self.addresses.link(file, self.linker.file_of(record), record.title, subject)

    def answer_addresses(self, record: Record, rendered: Rendered, file: str) -> tuple[str, ...]:
        """The addresses of all links in an answer that the page ``file`` shows, in order."""
        return tuple(self._address(record, target, file) for target in rendered.targets)

    def _address(self, record: Record, target: Target, file: str) -> str:
        destination = self.linker.resolve(record, target)
        if destination.external or destination.code:
            return destination.external
        anchor = f"#{quote(destination.anchor)}" if destination.anchor else ""
        if destination.file == file and anchor:
            return anchor
        return self.addresses.href(file, destination.file) + anchor

    def redirect(self, file: str, target: str, title: str) -> Page:
        """A page that redirects to another file of the site."""
        return Page(
            path=file,
            template="redirect.html",
            title=title,
            root=urls.root(file),
            view=RedirectView(self.addresses.link(file, target, title)),
            canonical=self.addresses.canonical(target),
            robots="noindex",
        )

    def edit_url(self, path: str) -> str:
        """The address at which a file of the content folder can be edited; empty without a repository."""
        return self.settings.edit_url + quote(path) if self.settings.edit_url else ""
