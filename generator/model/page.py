"""The values that templates print: a page, the settings that all pages share, and links."""

from __future__ import annotations

from dataclasses import dataclass

from generator.model.slotted import Slotted


@dataclass(frozen=True, slots=True)
class Link(Slotted):
    """A link: its text, and an address that is relative to the page that shows it."""

    text: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that one page shows. A template prints only this value and the ``Site``.

    ``path`` is the file below the site folder. ``root`` is the relative path from the page to the site's root
    (absolute for the 404 page, which is served at any depth). ``canonical`` is empty if the site's address is unknown;
    ``elsewhere`` is the canonical address of a copy. ``json_ld`` is ready to print inside a script element.
    ``alternates`` are other forms of the page, with their media types as notes.
    """

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
    """The values that all pages share, and that are part of every page's fingerprint. Paths are below the site's root.

    ``nav`` is in the header, ``more`` (the entries that do not fit there) in the footer. ``search`` has the scripts of
    the search box and of the search itself, if any. ``inline_script`` makes the content security policy allow the
    script that the host's preview adds.
    """

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
