"""The other forms in which a page can be read, for its head: feeds, and the page as Markdown."""

from __future__ import annotations

from generator import urls
from generator.config import Settings
from generator.model import Link

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
