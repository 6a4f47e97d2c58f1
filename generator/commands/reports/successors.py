"""Suggest how to restore a missing published address: the record to redirect to, or why its own is not published."""

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
"""The permanent link in the old page of a record."""
_REFRESH = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')
"""The target of an old redirect."""
_MOST = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that may replace the old page; ``path`` is the path of its file from the current folder."""

    id: int
    path: str
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class Lost:
    """A missing address, as a url below the site's root, and what to do about it."""

    address: str
    remedy: str
    candidates: tuple[Candidate, ...]


class Successors:
    """Finds a remedy for each missing address; ``prefix`` is the path of the content folder from the current folder."""

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
        """The remedy for one missing address."""
        url = as_url(address)
        number = urls.permalink_id(url)
        record = self.by_url.get(urls.key(url)) if number is None else self.by_id.get(number)
        if record is not None:
            return Lost(url, self._hidden(record, address), ())
        near = tuple(self._candidates(address))
        return Lost(url, self._remedy(address, url, number, near), near)

    def _hidden(self, record: Record, address: str) -> str:
        """Why the address of an existing record is missing, and what to do."""
        file, remedy = f"{self.prefix}{record.path}", "publish it, or add `withdrawn:` with a reason"
        if record.path in self.broken:
            return f"its record {file} has errors; run `quicktakes check` and fix them"
        if record.draft:
            return f"its record {file} is a draft; {remedy}"
        if record.publish_on is not None and record.publish_on > self.settings.today:
            return f"its record {file} is published on {record.publish_on.isoformat()}; {remedy}"
        if set(self.settings.outputs).issuperset(("pages", "redirects")):
            form = "true" if address.endswith("/") else "false"
            return f"{file} has another form of url now; set `use_directory_urls: {form}`"
        return "`outputs` leaves it out; add pages and redirects to it"

    def _remedy(self, address: str, url: str, number: int | None, near: Sequence[Candidate]) -> str:
        best = f" (the nearest: {_names(near)})" if near else ""
        if number is not None:
            return (
                f"add `/q/{number}` to `aliases:` of the record that replaces it{best}, or restore the record and add "
                "`withdrawn:` with a reason"
            )
        subject = next((found[1] for file in answering(address) if (found := _SUBJECT.fullmatch(file))), "")
        if subject:
            return (
                f"restore the slug of the subject (`subjects:` in the configuration, `slug: {subject}`), or add a page "
                f"{self.prefix}learn/{subject}/index.md"
            )
        if "/topics/" in url:
            return f"restore the url of the topic, or add `{url}` to `aliases:` of the record that replaces it{best}"
        if near and not urls.unsafe_reason(url):
            return f"add `{url}` to `aliases:` of {_names(near)}"
        return f"restore it (with `withdrawn:` if it is out of date), or add `{url}` to `aliases:` of its replacement"

    def _candidates(self, address: str) -> Iterator[Candidate]:
        """The nearest listed records: the former one, then those with the same slug, then those with similar titles."""
        found = {record.id: record for record in (*self._formerly(address), *self._like(as_url(address)))}
        for record in list(found.values())[:_MOST]:
            yield Candidate(record.id, f"{self.prefix}{record.path}", record.url, record.title)

    def _formerly(self, address: str) -> Iterator[Record]:
        """The record of the old page, by its permanent link or the target of its redirect."""
        text = self._text(address)
        target = _REFRESH.search(text)
        if target:
            path = unquote(html.unescape(target[1]))
            redirected = posixpath.normpath(posixpath.join("/", posixpath.dirname(address), path)).strip("/")
            text = self._text(f"{redirected}/") or self._text(redirected)
            yield from self._resolved(Related("", None, "", "", as_url(redirected)))
        for number in _LINKED_ID.findall(text)[:1]:
            yield from self._resolved(Related("", int(number), "", "", ""))

    def _text(self, address: str) -> str:
        path = self.old.get(address)
        return path.read_text("utf-8", errors="replace") if path is not None else ""

    def _like(self, url: str) -> Iterator[Record]:
        """Records with the same slug, then those with similar titles; none for a permanent link."""
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


def is_redirect(path: Path) -> bool:
    """Whether a page of a built site is a redirect."""
    return _REFRESH.search(path.read_text("utf-8", errors="replace")) is not None


def _names(candidates: Sequence[Candidate]) -> str:
    """The first candidate, followed by the others."""
    first, *others = candidates
    more = f", or of {' or '.join(one.path for one in others)}" if others else ""
    return f"{first.path} ({first.id}, “{first.title}”){more}"
