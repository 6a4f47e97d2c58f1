"""What to do about published addresses that lead nowhere: which record took over, or what keeps its own one away."""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote

from generator.catalogue.catalogue import Loaded
from generator.catalogue.entry import Entry
from generator.commands.reports.published import Published, answering, as_url
from generator.config.settings import Settings
from generator.library.candidates import Candidates
from generator.model import urls
from generator.model.record import Record, Related

_SUBJECT = re.compile(r"learn/([^/]+)/index\.html")
_LINKED_ID = re.compile(r'href="(?:\.\./)*q/(-?\d{1,18})(?:/|\.html|")')
"""In a record's old page: its permanent link."""
_LEADS_TO = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')
"""In an old redirect."""
_MOST = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may have taken over; ``path`` is its file as it is called from here."""

    id: int
    path: str
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Lost:
    """An address that leads nowhere now, as a url below the site's root, and what to do about it."""

    address: str
    remedy: str
    candidates: tuple[Candidate, ...]


class Successors:
    """Says what to do about each lost address of one site; ``prefix`` is how the content folder is called."""

    def __init__(
        self, settings: Settings, content: Loaded, entries: Sequence[Entry], published: Published, prefix: str
    ) -> None:
        self.settings, self.content, self.prefix = settings, content, prefix
        self.old = published.addresses
        records = [entry.record for entry in entries if entry.record is not None]
        self.by_id = {record.id: record for record in records}
        self.by_url = {urls.key(url): record for record in records for url in (*record.aliases, record.url)}
        self.broken = {finding.path for finding in content.findings if finding.severity == "error"}

    def of(self, address: str) -> Lost:
        """One lost address."""
        url = as_url(address)
        number = urls.permalink_id(url)
        record = self.by_url.get(urls.key(url)) if number is None else self.by_id.get(number)
        if record is not None:
            return Lost(url, self._hidden(record, address), ())
        near = tuple(self._candidates(address))
        return Lost(url, self._remedy(address, url, number, near), near)

    def _hidden(self, record: Record, address: str) -> str:
        """Why an address of a record that is there leads nowhere, and what to do."""
        file, leads_back = f"{self.prefix}{record.path}", "publish it, or give it `withdrawn:` and a reason"
        if record.path in self.broken:
            return f"its record {file} has errors: mend them (`quicktakes check`)"
        if record.draft:
            return f"its record {file} is a draft: {leads_back}"
        if record.publish_on is not None and record.publish_on > self.settings.today:
            return f"its record {file} comes on {record.publish_on.isoformat()}: {leads_back}"
        if set(self.settings.outputs).issuperset(("pages", "redirects")):
            form = "true" if address.endswith("/") else "false"
            return f"{file} is published in another form: set `use_directory_urls: {form}` again"
        return "`outputs` leaves it out: let pages and redirects be written again"

    def _remedy(self, address: str, url: str, number: int | None, near: Sequence[Candidate]) -> str:
        best = f" (the nearest: {_names(near)})" if near else ""
        if number is not None:
            return (
                f"add `/q/{number}` to `aliases:` of the record that replaced it{best}, "
                "or put the record back with `withdrawn:` and a reason"
            )
        subject = next((found[1] for file in answering(address) if (found := _SUBJECT.fullmatch(file))), "")
        if subject:
            return (
                f"give the subject its slug again (`subjects:` in the configuration, `slug: {subject}`), or put a page "
                f"there: {self.prefix}learn/{subject}/index.md"
            )
        if "/topics/" in url:
            return f"give the topic its url back, or add `{url}` to `aliases:` of the record that answers instead{best}"
        if near and not urls.unsafe(url):
            return f"add `{url}` to `aliases:` of {_names(near)}"
        return f"put it back, with `withdrawn:` if it no longer holds, or add `{url}` to `aliases:` of what replaced it"

    def _candidates(self, address: str) -> Iterator[Candidate]:
        """The nearest listed records: that which had the address, those of its slug, those of like titles."""
        found = {record.id: record for record in (*self._formerly(address), *self._like(as_url(address)))}
        for record in list(found.values())[:_MOST]:
            yield Candidate(record.id, f"{self.prefix}{record.path}", record.url, record.title)

    def _formerly(self, address: str) -> Iterator[Record]:
        """What the old page says: its record's id, or where it led, if that can be read."""
        text = self._text(address)
        target = _LEADS_TO.search(text)
        if target:
            path = unquote(html.unescape(target[1]))
            led = posixpath.normpath(posixpath.join("/", posixpath.dirname(address), path)).strip("/")
            text = self._text(f"{led}/") or self._text(led)
            yield from self._resolved(Related("", None, "", "", as_url(led)))
        for number in _LINKED_ID.findall(text)[:1]:
            yield from self._resolved(Related("", int(number), "", "", ""))

    def _text(self, address: str) -> str:
        path = self.old.get(address)
        return path.read_text("utf-8", errors="replace") if path is not None else ""

    def _like(self, url: str) -> Iterator[Record]:
        """Records of that slug, then those whose titles come near it. The rest of a permanent address says nothing."""
        entry = Related("", None, "", "", url)
        if not url.startswith("/q/"):
            yield from self._resolved(entry)
            yield from self._titles.nearest(entry, 0)

    def _resolved(self, entry: Related) -> Iterator[Record]:
        found = self.content.library.resolve(entry)
        if found is not None:
            yield found

    @cached_property
    def _titles(self) -> Candidates:
        return Candidates(self.content.library.listed)


def leads_on(path: Path) -> bool:
    """Whether a page of a built site is a redirect."""
    return _LEADS_TO.search(path.read_text("utf-8", errors="replace")) is not None


def _names(candidates: Sequence[Candidate]) -> str:
    """The first candidate, and that there are others."""
    first, *others = candidates
    more = f", or of {' or '.join(one.path for one in others)}" if others else ""
    return f"{first.path} ({first.id}, “{first.title}”){more}"
