"""Resolve the links and images of answers, for the checker and for the pages."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from generator.library.library import Library
from generator.model import urls
from generator.model.answer import Target
from generator.model.record import Record, Related

_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:")
_ALLOWED = ("http:", "https:", "mailto:")
Anchors = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class Destination:
    """The destination of a link: an ``external`` address, or a ``file`` of the site with an ``anchor``.

    For a link with a problem, ``code`` is that of the finding and ``address`` is the path as written; for a missing
    heading it is the content file of the page.
    """

    file: str = ""
    anchor: str = ""
    record: Record | None = None
    external: str = ""
    code: str = ""
    address: str = ""


class Linker:
    """Resolves links to records, topics, authored pages and static files of a content folder.

    ``authored`` maps the path of each authored page and topic to its file in the site. ``anchors`` has the ids of
    headings by the path of each record and topic.
    """

    def __init__(
        self,
        library: Library,
        anchors: Anchors,
        authored: Mapping[str, str],
        static: Collection[str],
        directory_urls: bool,
    ) -> None:
        self.library = library
        self.anchors = {path: frozenset(found) for path, found in anchors.items()}
        self.authored = authored
        self.static = static
        self.directory_urls = directory_urls
        self._by_url = {urls.key(urls.of_file(file)): file for file in authored.values()}
        self._topics = {file: path for path, file in authored.items() if path in anchors}
        self._paths = {file: path for path, file in authored.items()}
        self._by_name: dict[str, list[Record]] = defaultdict(list)
        for record in library.files:
            named, article = self._by_name[posixpath.basename(record.path)], library.articles.of(record)
            if not named or named[-1] is not article:  # copies of one article often share their name
                named.append(article)

    def add_files(self, pages: Iterable[str]) -> None:
        """Add files of the site, such as listings, that links may point to."""
        self._by_url.update({urls.key(urls.of_file(file)): file for file in pages})

    def file_of(self, record: Record) -> str:
        """Return the file of a record's page."""
        return urls.record_file(record.url, self.directory_urls)

    def content_file(self, url: str) -> str | None:
        """Return the content file of the page at a URL; empty for a listing, ``None`` if no page has the URL."""
        record = self.library.by_url.get(urls.key(url)) or self._by_permalink(url)
        if record is not None:
            return self.library.final(record).path
        file = self._by_url.get(urls.key(url))
        return None if file is None else self._paths.get(file, "")

    def resolve(self, record: Record, target: Target) -> Destination:
        """Return the destination of a link or image in a record's answer, or its problem."""
        href = target.href.strip()
        scheme = _SCHEME.match(href)
        if not href or (scheme and scheme[0].lower() not in _ALLOWED):
            return Destination(code="QT153", address=href)
        if scheme or href.startswith("//"):
            return Destination(external=href if scheme else f"https:{href}")
        path, _, anchor = href.partition("#")
        path, anchor = unquote(path.partition("?")[0]), unquote(anchor)
        return self._image(record, path) if target.image else self._page(record, path, anchor)

    def named(self, record: Record, href: str) -> Record | None:
        """Return the record that a link in another record names, before following ``same_as``."""
        path = unquote(re.split(r"[?#]", href.strip(), maxsplit=1)[0])
        return None if not path or is_external(path) else self._record(record, path)

    def _image(self, record: Record, path: str) -> Destination:
        file = content_path(record.path, path)
        return Destination(file=file) if file in self.static else Destination(code="QT152", address=path)

    def similar_file(self, record: Record, path: str) -> str | None:
        """Return the file whose name differs from a path only in case, accents or slashes."""
        return self._by_loose_name.get(_loose_name(content_path(record.path, path.replace("\\", "/"))))

    @cached_property
    def _by_loose_name(self) -> dict[str, str]:
        return {_loose_name(file): file for file in sorted(self.static, reverse=True)}

    def _page(self, record: Record, path: str, anchor: str) -> Destination:
        found = record if not path else self._record(record, path)
        if found is not None:
            found = self.library.final(found)
            file, source = self.file_of(found), found.path
        else:
            file = self._other(record, path)
            source = self._topics.get(file, "")
        if not file:
            return Destination(code="QT150", address=path)
        if anchor and source and anchor not in self.anchors.get(source, ()):
            return Destination(code="QT151", address=source, anchor=anchor)
        return Destination(file=file, anchor=anchor, record=found)

    def _record(self, record: Record, path: str) -> Record | None:
        if path.endswith(".md"):
            found = self.library.at(content_path(record.path, path))
            named = self._by_name.get(posixpath.basename(path), [])
            return found or (named[0] if len(named) == 1 else None)
        if "/" not in path.strip("/") and not path.startswith("/"):
            return None
        exact = self.library.by_url.get(urls.key(path)) or self._by_permalink(path)
        if exact is not None or urls.key(path) in self._by_url:
            return exact
        return self.library.resolve(Related("", None, "", record.subject, path))

    def _by_permalink(self, path: str) -> Record | None:
        number = urls.permalink_id(path)
        return self.library.by_id.get(number) if number is not None else None

    def _other(self, record: Record, path: str) -> str:
        file = content_path(record.path, path)
        if path.endswith(".md"):
            return self.authored.get(file, "")
        return self._by_url.get(urls.key(path), "") or (file if file in self.static else "")


def content_path(source: str, path: str) -> str:
    """Resolve a path in the text of a file to a path in the content folder, whose root is ``/``."""
    if path.startswith("/"):
        return posixpath.normpath(path.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), path))


def _loose_name(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def is_external(href: str) -> bool:
    """Whether a link names a scheme or a host."""
    return _SCHEME.match(href.strip()) is not None or href.strip().startswith("//")
