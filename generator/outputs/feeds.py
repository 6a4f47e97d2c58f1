"""``feed.xml`` (Atom, RFC 4287) and ``feed.json`` (JSON Feed 1.1) of the site and of each subject.

A feed has the 50 records with the newest ``Record.modified``. The id of an entry is the record's permanent link, which
stays the same when the slug changes. The date of a feed is that of its newest entry, not the time of the build.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from heapq import nlargest
from urllib.parse import urlsplit

from generator.model import urls
from generator.model.record import Record
from generator.model.wellformed import line, xml
from generator.outputs.output import Catalogue, Output

NEWEST = 50
"""The number of entries in a feed."""
JSON_FEED = "https://jsonfeed.org/version/1.1"
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_NEVER = "1970-01-01"
"""The date of a feed without entries; Atom requires a date."""


def outputs(catalogue: Catalogue) -> Iterator[Output]:
    """The feeds; none without a ``site_url``, because the addresses in feeds are absolute."""
    settings, library, records = catalogue.settings, catalogue.library, catalogue.records
    if not settings.site_url:
        return
    yield from Feed(catalogue, "", settings.site_name, settings.site_description, records).files()
    ids = {record.id for record in records}
    for slug, listed in sorted(library.in_subject().items()):
        subject, found = library.subjects[slug], [record for record in listed if record.id in ids]
        name = f"{settings.site_name}: {subject.name}"
        yield from Feed(catalogue, f"learn/{slug}/", name, subject.introduction, found).files()


class Feed:
    """The feed of one page in both formats; ``folder`` is the page's address below the site's."""

    def __init__(
        self, catalogue: Catalogue, folder: str, name: str, description: str, records: Iterable[Record]
    ) -> None:
        self.settings = catalogue.settings
        self.library = catalogue.library
        self.people = catalogue.people
        self.folder = folder
        self.home = self.settings.site_url + folder
        self.name = line(name) or urlsplit(self.home).netloc
        self.description = line(description)
        self.records = nlargest(NEWEST, records, key=lambda record: (record.modified, record.id))

    def files(self) -> Iterator[Output]:
        """The Atom file and the JSON file."""
        yield f"{self.folder}feed.xml", self.atom().encode("utf-8")
        yield f"{self.folder}feed.json", self.json().encode("utf-8")

    def _address(self, url: str) -> str:
        directory = self.settings.directory_urls
        return self.settings.site_url + urls.public(urls.record_file(url, directory), directory)

    def _permalink(self, record: Record) -> str:
        return self._address(f"/q/{record.id}")

    def _author(self, record: Record) -> str:
        """The author as the page shows it: a person's name, not the key; the publisher if no author is named."""
        person = self.people.named(record.author)
        return line(person.name if person else record.author) or line(self.settings.identity.organisation) or self.name

    def atom(self) -> str:
        """The feed in the Atom format."""
        language = self.settings.language
        attribute = f' xml:lang="{language}"' if _is_language(language) else ""
        updated = self.records[0].modified.isoformat() if self.records else _NEVER
        lines = [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<feed xmlns="http://www.w3.org/2005/Atom"{attribute}>',
            f"<id>{xml(self.home)}</id>",
            f"<title>{xml(self.name)}</title>",
            *([f"<subtitle>{xml(self.description)}</subtitle>"] if self.description else []),
            f"<updated>{_moment(updated)}</updated>",
            f'<link rel="self" type="application/atom+xml" href="{xml(self.home)}feed.xml"/>',
            f'<link rel="alternate" type="text/html" href="{xml(self.home)}"/>',
        ]
        for record in self.records:
            lines += self._atom_entry(record)
        return "\n".join([*lines, "</feed>\n"])

    def _atom_entry(self, record: Record) -> Iterator[str]:
        summary = line(record.seo.description)
        yield "<entry>"
        yield f"<id>{xml(self._permalink(record))}</id>"
        yield f"<title>{xml(_title(record))}</title>"
        yield f'<link rel="alternate" type="text/html" href="{xml(self._address(record.url))}"/>'
        yield f"<published>{_moment(record.date.isoformat())}</published>"
        yield f"<updated>{_moment(record.modified.isoformat())}</updated>"
        yield f"<author><name>{xml(self._author(record))}</name></author>"
        for subject in self.library.subjects_of(record):
            yield f'<category term="{xml(subject.slug)}" label="{xml(line(subject.name))}"/>'
        if summary:
            yield f"<summary>{xml(summary)}</summary>"
        yield "</entry>"

    def json(self) -> str:
        """The feed in the JSON Feed format."""
        language = self.settings.language
        feed: dict[str, object] = {
            "version": JSON_FEED,
            "title": self.name,
            "home_page_url": self.home,
            "feed_url": f"{self.home}feed.json",
        }
        feed |= {"description": self.description} if self.description else {}
        feed |= {"language": language} if _is_language(language) else {}
        feed["items"] = [self._json_item(record) for record in self.records]
        return json.dumps(feed, ensure_ascii=False, indent=1) + "\n"

    def _json_item(self, record: Record) -> dict[str, object]:
        title = _title(record)
        summary = line(record.seo.description) or title  # the format requires content; the answer is on the page
        return {
            "id": self._permalink(record),
            "url": self._address(record.url),
            "title": title,
            "summary": summary,
            "content_text": summary,
            "date_published": _moment(record.date.isoformat()),
            "date_modified": _moment(record.modified.isoformat()),
            "authors": [{"name": self._author(record)}],
            "tags": [line(subject.name) for subject in self.library.subjects_of(record)],
        }


def _title(record: Record) -> str:
    return line(record.title) or str(record.id)


def _is_language(tag: str) -> bool:
    return _LANGUAGE.fullmatch(tag) is not None


def _moment(day: str) -> str:
    """A date as an RFC 3339 timestamp; records have no time of day."""
    return f"{day}T00:00:00Z"
