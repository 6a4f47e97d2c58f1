"""All page makers of one site, and its single pages: search, 404 and authored pages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from generator.catalogue.catalogue import Loaded
from generator.library.addresses import subject_file
from generator.library.related.relations import Relations
from generator.model import urls
from generator.model.page import Link, Page
from generator.pages.context import SiteContext
from generator.pages.listings import ListingPages
from generator.pages.records import RecordPages
from generator.pages.topics import TopicPages
from generator.pages.views import AuthoredView, NotFoundView, SearchView

_ALIGNED = re.compile(r'(<t[hd](?![^>]* class=)[^>]*) style="text-align: (left|center|right);"')
"""An aligned table cell as Python-Markdown writes it; the pages' policy refuses inline styles."""


@dataclass(frozen=True, slots=True)
class SitePages:
    """The page makers of one site; ``context`` is what they share."""

    content: Loaded
    context: SiteContext
    records: RecordPages
    topics: TopicPages
    listings: ListingPages

    @classmethod
    def of(cls, content: Loaded, relations: Relations) -> SitePages:
        """The page makers for a content folder and its relations."""
        context = SiteContext(content, relations)
        topics = TopicPages(context)
        return cls(content, context, RecordPages(context), topics, ListingPages(context, topics))

    def not_found(self) -> Page:
        """The page for addresses that do not exist; its links start at the host's root, because any depth serves it."""
        settings = self.content.settings
        base = "/" + settings.site_url.split("/", 3)[3] if settings.site_url else "/"
        links = (Link(subject.name, base + f"learn/{subject.slug}/") for subject in self.listings.subjects)
        return Page(
            path="404.html",
            template="404.html",
            title=f"Page not found | {settings.site_name}",
            root=base,
            view=NotFoundView(tuple(links), base + "a-z/"),
            robots="noindex",
        )

    def search(self) -> Page:
        """The search page, which a script fills."""
        file, settings, addresses = "search/index.html", self.content.settings, self.context.addresses
        links = (addresses.link(file, subject_file(subject), subject.name) for subject in self.listings.subjects)
        return Page(
            path=file,
            template="search.html",
            title=f"Search | {settings.site_name}",
            root=urls.root(file),
            view=SearchView(addresses.href(file, "a-z/index.html"), tuple(links)),
            description=f"Search all questions and topics on {settings.site_name} by keyword or question.",
            robots="noindex",
        )

    def authored_view(self, path: str, title: str, html: str) -> AuthoredView:
        """The view of the authored page at ``path``; table columns keep their alignment as classes, not styles."""
        html = _ALIGNED.sub(r'\1 class="qt-\2"', html)
        return AuthoredView(html, "" if "<h1" in html else title, self.context.edit_url(path))

    def authored(self, file: str, title: str, description: str, view: AuthoredView) -> Page:
        """An authored page in the site's own layout."""
        settings, addresses, trail = self.content.settings, self.context.addresses, ((title, file),)
        return Page(
            path=file,
            template="page.html",
            title=f"{title} | {settings.site_name}",
            root=urls.root(file),
            view=view,
            description=description or settings.site_description,
            canonical=addresses.canonical(file),
            breadcrumbs=addresses.crumbs(file, trail),
            json_ld=self.context.graph("WebPage", file, title, trail),
        )
