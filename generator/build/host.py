"""What MkDocs, the host of the authored pages, contributes to a site, and when it does not have to run again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from generator import __version__
from generator.build.tasks import PageRenderer
from generator.catalogue.catalogue import Loaded
from generator.config.settings import Settings
from generator.content import endings
from generator.library.autolink import Term
from generator.model.page import Link, Page, Site
from generator.model.record import Record, Topic
from generator.outputs import assets
from generator.pages.site import SitePages
from generator.pages.views import AuthoredView
from generator.system import files

PROGRAM = "QuickTakes Site "
MARK = f"{PROGRAM}{__version__}"
HOST_KIND = "authored and static"
"""The kind of output that the host writes."""


class HostError(Exception):
    """The host could not build the authored pages; the message is its own."""


class HostTask(NamedTuple):
    """What MkDocs has to do for a build: its own pages of the site, and its static files, into ``stage``.

    ``strict``: warnings fail.
    """

    pages: SitePages
    stage: Path
    strict: bool

    def files(self) -> Iterator[tuple[str, str]]:
        """The content files of records and topics, with the files of their pages."""
        content, addresses = self.pages.content, self.pages.context.addresses
        for record in content.library.files:
            yield record.path, content.linker.file_of(content.library.articles.of(record))
        for topic in content.topics.all:
            yield topic.path, addresses.topic_file(topic)

    def static(self) -> Iterator[str]:
        """The content files that are published as they are; active ones only if the configuration allows them."""
        content = self.pages.content
        allowed = ("", *content.settings.files)
        yield from (path for path in content.static if endings.active(path) in allowed)


class Home(NamedTuple):
    """The authored introduction of the home page."""

    view: AuthoredView
    title: str
    description: str


@dataclass(slots=True)
class Host:
    """The navigation's top level, every further page in it, the theme's stylesheet; the home page's own text.

    ``inline_script``: the host serves the pages itself and adds a script to them, as ``mkdocs serve`` does.
    ``listed`` are the authored pages' files that search engines may list; ``messages`` are the host's warnings.
    """

    nav: tuple[Link, ...]
    more: tuple[Link, ...]
    stylesheet: str
    inline_script: bool = False
    home: Home | None = None
    listed: set[str] = field(default_factory=set)
    messages: tuple[str, ...] = ()

    def site(self, settings: Settings) -> Site:
        """What all pages of the site share."""
        style, _ = assets.stylesheet(settings.templates, settings.subjects, settings.identity.colour)
        script, _ = assets.script(settings.templates)
        return Site(
            name=settings.site_name,
            language=settings.language,
            stylesheets=(self.stylesheet, style, *settings.extra_css),
            script=script,
            nav=self.nav,
            more=self.more,
            disclaimer=settings.disclaimer,
            copyright=settings.identity.copyright,
            email=settings.identity.email,
            logo=settings.identity.logo,
            favicon=settings.identity.favicon,
            qa_page=settings.identity.qa_page,
            generator=MARK,
            index="a-z/" if settings.directory_urls else "a-z/index.html",
            search=assets.search_scripts(settings.templates) if "search" in settings.outputs else ("", ""),
            inline_script=self.inline_script,
        )

    def renderer(self, settings: Settings, terms: tuple[Term, ...]) -> PageRenderer:
        """The renderer of the site's pages; ``terms`` are linked in answers."""
        return PageRenderer(self.site(settings), settings.templates, terms, settings.directory_urls)

    def home_page(self, pages: SitePages) -> Page:
        """The home page, with its authored introduction if there is one."""
        return pages.listings.home(*self.home) if self.home else pages.listings.home()

    def finish_page(self, pages: SitePages, path: str, file: str, title: str, description: str, html: str) -> str:
        """An authored page from the text that MkDocs rendered; empty for the home page, which is made later."""
        view = pages.authored_view(path, title, html)
        if file == "index.html":
            self.home = Home(view, title, description)
            return ""
        page = pages.authored(file, title, description, view)
        if page.canonical:
            self.listed.add(file)
        return self.renderer(pages.content.settings, ()).text(HOST_KIND, page)


def nav_link(title: str, url: str) -> Link:
    """A link of the navigation as written; links to other sites have a note."""
    is_external = bool(urlsplit(url).scheme) or url.startswith("//")
    return Link(title, url, "external") if is_external else Link(title, url.lstrip("/"))


def host_key(
    site: bytes, settings: Settings, content: files.Content, digest: Callable[[str], bytes], loaded: Loaded
) -> bytes | None:
    """The digest of what the host's work depends on; ``None`` if unknown, because plugins and hooks read other files.

    That is: the configuration and the templates (the fingerprint ``site``), the authored pages (by the ``digest`` of
    each), static files, the addresses of records and topics, and the titles of those in ``nav:``.
    """
    if not settings.is_host_repeatable:
        return None
    seen = hashlib.blake2b(site, digest_size=16)
    for path in sorted(loaded.authored):
        seen.update(f"\n{path}\n".encode() + digest(path))
    for path, stamp in content.static.items():
        seen.update(f"\n{path}\n{stamp}".encode())
    published: Iterable[Record | Topic] = (*loaded.library.files, *loaded.topics.all)
    for ours in published:
        page = loaded.library.articles.of(ours) if isinstance(ours, Record) else ours
        title = page.title if ours.path in settings.written else ""
        seen.update(f"\n{ours.path}\n{page.url}\n{title}".encode())
    return seen.digest()
