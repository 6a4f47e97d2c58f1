"""What the host of the authored pages (MkDocs) contributes to a site, and when it need not be asked again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from generator import __version__
from generator.build.outcome import Outcome
from generator.build.tasks import renderer
from generator.catalogue.catalogue import Loaded
from generator.config.settings import Settings
from generator.model.page import Link, Site
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


@dataclass(frozen=True, slots=True)
class Home:
    """The authored introduction of the home page."""

    view: AuthoredView
    title: str
    description: str


@dataclass(slots=True)
class Host:
    """The navigation's top level, every further page in it, the theme's stylesheet; the home page's own text.

    ``inline_script``: the host serves the pages itself and puts a script into them (``mkdocs serve`` does).
    ``listed`` are the authored pages' files that search engines may list; ``messages`` what the host warned of.
    """

    nav: tuple[Link, ...]
    more: tuple[Link, ...]
    stylesheet: str
    inline_script: bool = False
    home: Home | None = None
    listed: set[str] = field(default_factory=set)
    messages: tuple[str, ...] = ()


class Hosted(Protocol):
    """A build as the host sees it; ``Authoring`` has the part that takes pages over."""

    strict: bool
    stage: Path | None
    settings: Settings

    @property
    def pages(self) -> SitePages:
        """The makers of the site's pages, over the content."""

    def start(self, nav: Sequence[Link], more: Sequence[Link], stylesheet: str, inline_script: bool = False) -> None:
        """Take over the navigation, the stylesheet, and whether the host puts a script into pages."""

    def authored(self, path: str, file: str, title: str, description: str, html: str) -> str:
        """Take over a page."""

    def finish(self, messages: Sequence[str]) -> Outcome | None:
        """End well."""

    def discard(self) -> None:
        """End badly."""


def host_key(
    site: bytes, settings: Settings, content: files.Content, digest: Callable[[str], bytes], loaded: Loaded
) -> bytes | None:
    """What the host's work depends on; ``None`` where that cannot be told (plugins and hooks may read anything).

    That is the fingerprint of configuration and templates, the authored pages (by the ``digest`` of each) and static
    files, and where records and topics stand, for authored pages link to them; what records are called only if they are
    in ``nav:``.
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


def site_of(settings: Settings, host: Host) -> Site:
    """What every page of the site shares."""
    style, _ = assets.stylesheet(settings.templates, settings.subjects, settings.identity.colour)
    script, _ = assets.script(settings.templates)
    return Site(
        name=settings.site_name,
        language=settings.language,
        stylesheets=(host.stylesheet, style, *settings.extra_css),
        script=script,
        nav=host.nav,
        more=host.more,
        disclaimer=settings.disclaimer,
        copyright=settings.identity.copyright,
        email=settings.identity.email,
        logo=settings.identity.logo,
        favicon=settings.identity.favicon,
        qa_page=settings.identity.qa_page,
        generator=MARK,
        index="a-z/" if settings.directory_urls else "a-z/index.html",
        search=assets.search_scripts(settings.templates) if "search" in settings.outputs else ("", ""),
        inline_script=host.inline_script,
    )


class Authoring:
    """Takes what the host of the authored pages hands over: ``start``, then any number of ``authored``."""

    host: Host | None = None

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @property
    def pages(self) -> SitePages:
        """The makers of the site's pages, over the content."""
        raise NotImplementedError

    def start(self, nav: Sequence[Link], more: Sequence[Link], stylesheet: str, inline_script: bool = False) -> None:
        """Take over what the host knows: its navigation and the theme's stylesheet.

        ``nav`` is the navigation's top level, ``more`` every further page in it.
        """
        self.host = Host(tuple(nav), tuple(more), stylesheet, inline_script)

    def authored(self, path: str, file: str, title: str, description: str, html: str) -> str:
        """An authored page that the host rendered, as the whole page that is published; the home page comes later."""
        assert self.host is not None, "start() comes first"
        view = self.pages.authored_view(path, title, html)
        if file == "index.html":
            self.host.home = Home(view, title, description)
            return ""
        page = self.pages.authored(file, title, description, view)
        if page.canonical:
            self.host.listed.add(file)
        return renderer(site_of(self.settings, self.host), self.settings.templates).render(page)
