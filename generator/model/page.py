"""What one page of the site shows, what all pages share, and a link between pages."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.slotted import Slotted


@dataclass(frozen=True, slots=True)
class Link(Slotted):
    """A place to go to: its text and an address that is already right for the page that shows it."""

    text: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """All that one page of the site shows: a template prints this value and the ``Site``, nothing else.

    ``path`` is the file below the site folder; ``root`` leads from the page to the site's root (absolute for the 404
    page, which is served at any depth); ``canonical`` is empty when the site's address is unknown; ``elsewhere`` is the
    canonical address of a copy. ``json_ld`` is ready to print inside a script element; ``alternates`` are other forms,
    their media types as notes."""

    path: str
    template: str
    title: str
    root: str
    view: object
    description: str = ""
    keywords: str = ""
    canonical: str = ""
    robots: str = ""
    kind: str = "website"
    breadcrumbs: tuple[Link, ...] = ()
    json_ld: str = ""
    subject_slug: str = ""
    alternates: tuple[Link, ...] = ()
    elsewhere: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """What every page of a site shares: part of the fingerprint of all pages. Paths are below the site's root.

    ``nav`` stands in the header, ``more`` (what it has no room for) in the footer. ``search``: the search box's script
    and the one that searches, if any. ``inline_script``: the host's preview adds a script: the policy allows it."""

    name: str
    language: str
    stylesheets: tuple[str, ...]
    script: str
    nav: tuple[Link, ...]
    more: tuple[Link, ...]
    disclaimer: str
    copyright: str
    email: str
    logo: str
    favicon: str
    qa_page: bool
    generator: str
    index: str
    search: tuple[str, str]
    inline_script: bool = False
