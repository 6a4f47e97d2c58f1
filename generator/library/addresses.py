"""Where each page of a site stands, and how one leads to another."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

from generator.config.settings import Settings
from generator.content.people import People
from generator.library.library import Library
from generator.library.topics import Topics
from generator.model import slugs, urls
from generator.model.page import Link
from generator.model.record import Keyword, Person, Record, Subject, Topic

ATOM, JSON_FEED, MARKDOWN = "application/atom+xml", "application/feed+json", "text/markdown"
PEOPLE = "people"
"""The folder of the people's pages."""
KEYWORDS = "keywords"
"""The folder of the keywords' listings."""
TOPICS_A_TO_Z = "a-z/topics"
"""The folder of the A–Z of topics and keywords."""
STUDY = "study"
"""The folder of the study page and of what it asks for."""
_NOT_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 60
Steps = tuple[tuple[str, str], ...]
"""Text and file of breadcrumbs after the first."""


class Places:
    """The addresses of one site: files, links between them, public addresses."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def canonical(self, file: str) -> str:
        """The public address of a file of the site; empty when the site's own address is not known."""
        base = self.settings.site_url
        return base + urls.public(file, self.settings.directory_urls) if base else ""

    def to(self, source: str, target: str, text: str, anchor: str = "") -> Link:
        """A link between two files of the site."""
        href = urls.link(source, target, self.settings.directory_urls)
        return Link(text, f"{href}#{quote(anchor)}" if anchor else href)

    def permalink_file(self, record: Record) -> str:
        """``/q/<id>``: the address that stays when the slug changes."""
        return urls.record_file(f"/q/{record.id}", self.settings.directory_urls)

    def crumbs(self, file: str, *steps: tuple[str, str]) -> tuple[Link, ...]:
        """Breadcrumbs: home, then each (text, file)."""
        return tuple(self.to(file, target, text) for text, target in (("Home", "index.html"), *steps))

    def crumb_urls(self, *steps: tuple[str, str]) -> list[tuple[str, str]]:
        """The same for JSON-LD, with public addresses."""
        return [(text, self.canonical(target)) for text, target in (("Home", "index.html"), *steps)]

    def topic_file(self, topic: Topic) -> str:
        """The file of a topic's page."""
        return urls.record_file(topic.url, self.settings.directory_urls)

    def keyword_file(self, keyword: Keyword) -> str:
        """The first page of a keyword's listing."""
        return f"{KEYWORDS}/{keyword.slug}/index.html"

    def deck_name(self, file: str) -> str:
        """What the deck of a subject's or topic's page is called: the page's name, and its address in a few digits."""
        url = urls.of_file(file)
        stem = _NOT_NAME.sub("-", url.rpartition("/")[2].lower())[:_LONGEST_NAME].strip("-")
        return f"{stem}-{hashlib.blake2b(url.encode(), digest_size=4).hexdigest()}".lstrip("-")

    def to_deck(self, source: str, target: str, text: str) -> Link:
        """A link to the study of what the page ``target`` is about; without text where the site has no decks.

        The deck stands behind the ``#``: that is not sent to the host.
        """
        if "study" not in self.settings.outputs:
            return Link("", "")
        page = self.to(source, f"{STUDY}/index.html", text)
        return Link(text, f"{page.href}#deck={self.deck_name(target)}")


def listing_files(library: Library, topics: Topics, people: People) -> list[str]:
    """The first page of every listing, for links from answers."""
    subjects = (subject_file(library.subjects[slug]) for slug in library.in_subject())
    persons = [person_file(person) for person in people.values()]
    return [
        "index.html",
        "a-z/index.html",
        *((f"{TOPICS_A_TO_Z}/index.html",) if has_topics_or_keywords(library, topics) else ()),
        *subjects,
        *((f"{PEOPLE}/index.html", *persons) if persons else ()),
    ]


def has_topics_or_keywords(library: Library, topics: Topics) -> bool:
    """Whether the site has an A–Z of topics and keywords."""
    words = (word for record in library.listed for word in record.seo.keywords)
    return bool(topics.all) or any(map(slugs.keyword_key, words))


def subject_file(subject: Subject) -> str:
    """The first page of a subject's listing: a folder with and without directory urls."""
    return f"learn/{subject.slug}/index.html"


def person_file(person: Person) -> str:
    """The first page of what a person wrote and reviewed."""
    return f"{PEOPLE}/{person.slug}/index.html"


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
    number = urls.permalink_id(url)
    meant = library.by_url.get(urls.key(url)) if number is None else library.by_id.get(number)
    return "" if meant is not None and library.final(meant) is record else record.canonical
