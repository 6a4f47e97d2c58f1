"""The file and the address of each page of a site, and links between pages."""

from __future__ import annotations

import hashlib
import re

from generator.config.settings import Settings
from generator.content.people import People
from generator.library.library import Library
from generator.library.topics import Topics
from generator.model import slugs, urls
from generator.model.page import Link
from generator.model.record import Keyword, Person, Record, Subject, Topic

ATOM, JSON_FEED, MARKDOWN = "application/atom+xml", "application/feed+json", "text/markdown"
PEOPLE = "people"
"""The folder of pages about people."""
KEYWORDS = "keywords"
"""The folder of keyword listings."""
TOPICS_A_TO_Z = "a-z/topics"
"""The folder of the A–Z of topics and keywords."""
STUDY = "study"
"""The folder of the study page and its decks."""
_NOT_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 60
Steps = tuple[tuple[str, str], ...]
"""Breadcrumbs after "Home": the text and file of each."""


class Addresses:
    """Files, links between them, and public addresses, according to the settings of one site."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def canonical(self, file: str) -> str:
        """The public address of a file of the site; empty without a ``site_url``."""
        base = self.settings.site_url
        return base + urls.public(file, self.settings.directory_urls) if base else ""

    def href(self, source: str, target: str) -> str:
        """The relative address of one file of the site in another."""
        return urls.link(source, target, self.settings.directory_urls)

    def link(self, source: str, target: str, text: str, note: str = "") -> Link:
        """A link from one file of the site to another."""
        return Link(text, self.href(source, target), note)

    def permalink_file(self, record: Record) -> str:
        """The file of a record's permanent link (``/q/ID``), which stays the same when the slug changes."""
        return urls.record_file(f"/q/{record.id}", self.settings.directory_urls)

    def crumbs(self, file: str, trail: Steps) -> tuple[Link, ...]:
        """Breadcrumbs of a page: "Home", then the trail."""
        return tuple(self.link(file, target, text) for text, target in (("Home", "index.html"), *trail))

    def crumb_urls(self, trail: Steps) -> list[tuple[str, str]]:
        """The same breadcrumbs with public addresses, for JSON-LD."""
        return [(text, self.canonical(target)) for text, target in (("Home", "index.html"), *trail)]

    def topic_file(self, topic: Topic) -> str:
        """The file of a topic's page."""
        return urls.record_file(topic.url, self.settings.directory_urls)

    def topic_link(self, source: str, topic: Topic) -> Link:
        """A link from a file of the site to a topic's page."""
        return self.link(source, self.topic_file(topic), topic.title)

    def keyword_file(self, keyword: Keyword) -> str:
        """The first page of a keyword's listing."""
        return f"{KEYWORDS}/{keyword.slug}/index.html"

    def deck_name(self, file: str) -> str:
        """The name of the deck of a subject's or topic's page: the page's name and a short hash of its address."""
        url = urls.of_file(file)
        stem = _NOT_NAME.sub("-", url.rpartition("/")[2].lower())[:_LONGEST_NAME].strip("-")
        return f"{stem}-{hashlib.blake2b(url.encode(), digest_size=4).hexdigest()}".lstrip("-")

    def deck_link(self, source: str, target: str, text: str) -> Link:
        """A link to the study deck of the page ``target``; an empty link if the site has no decks.

        The deck's name follows the ``#``, which browsers do not send to the server.
        """
        if "study" not in self.settings.outputs:
            return Link("", "")
        return Link(text, f"{self.href(source, f'{STUDY}/index.html')}#deck={self.deck_name(target)}")

    def twin(self, file: str) -> tuple[Link, ...]:
        """The link to a page's Markdown twin; empty if the site has no twins."""
        if "twins" not in self.settings.outputs:
            return ()
        return (self.link(file, urls.twin_file(file), "", MARKDOWN),)

    def feeds(self, file: str, folder: str, name: str) -> tuple[Link, ...]:
        """Links to the two feeds in ``folder``; empty if the site has no feeds."""
        if "feeds" not in self.settings.outputs or not self.settings.site_url:
            return ()
        forms = (("feed.xml", ATOM), ("feed.json", JSON_FEED))
        return tuple(self.link(file, folder + form, name, kind) for form, kind in forms)


def listing_files(library: Library, topics: Topics, people: People) -> list[str]:
    """The first page of every listing, so that answers can link to them."""
    subjects = (subject_file(library.subjects[slug]) for slug in sorted(library.listed_subjects))
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
    """The first page of a subject's listing; always a folder, with and without ``use_directory_urls``."""
    return f"learn/{subject.slug}/index.html"


def person_file(person: Person) -> str:
    """The first page about a person."""
    return f"{PEOPLE}/{person.slug}/index.html"


def canonical_elsewhere(settings: Settings, library: Library, record: Record) -> str:
    """The ``canonical`` address of a record; empty if it is an address of the record itself."""
    path = urls.below(record.canonical, settings.site_url) if record.canonical else None
    if path is None:
        return record.canonical
    url = urls.of_file(path)
    number = urls.permalink_id(url)
    meant = library.by_url.get(urls.key(url)) if number is None else library.by_id.get(number)
    return "" if meant is not None and library.final(meant) is record else record.canonical
