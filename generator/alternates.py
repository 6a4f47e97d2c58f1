"""What the head of a page names besides the page: feeds, the page as Markdown, the address of its original."""

from __future__ import annotations

from generator.config.settings import Settings
from generator.library.library import Library
from generator.model import urls
from generator.model.page import Link
from generator.model.record import Record

ATOM, JSON_FEED, MARKDOWN = "application/atom+xml", "application/feed+json", "text/markdown"


def twin(settings: Settings, file: str) -> tuple[Link, ...]:
    """The Markdown twin of a page, where the site has them."""
    if "twins" not in settings.outputs:
        return ()
    return (Link("", urls.link(file, urls.twin_file(file), settings.directory_urls), MARKDOWN),)


def feeds(settings: Settings, file: str, folder: str, name: str) -> tuple[Link, ...]:
    """The two feeds that stand in ``folder``, where the site has feeds."""
    if "feeds" not in settings.outputs or not settings.site_url:
        return ()
    forms = (("feed.xml", ATOM), ("feed.json", JSON_FEED))
    return tuple(Link(name, urls.link(file, folder + form, settings.directory_urls), kind) for form, kind in forms)


def elsewhere(settings: Settings, library: Library, record: Record) -> str:
    """The canonical address that a record names; empty where that is an address of the record itself."""
    path = urls.below(record.canonical, settings.site_url) if record.canonical else None
    if path is None:
        return record.canonical
    url = urls.of_file(path)
    number = urls.former_id(url)
    meant = library.by_url.get(urls.key(url)) if number is None else library.by_id.get(number)
    return "" if meant is not None and library.final(meant) is record else record.canonical
