"""Where the links and images of answers lead: one resolution for the checker and for the pages."""

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
    """Where a target leads: an ``external`` address, or a ``file`` of the site and an ``anchor`` on it.

    A ``code`` says what is wrong instead; then ``message`` and ``remedy`` are for the editor.
    """

    file: str = ""
    anchor: str = ""
    record: Record | None = None
    external: str = ""
    code: str = ""
    message: str = ""
    remedy: str = ""


class Linker:
    """Resolves targets against the library, the authored pages and the static files of one content folder.

    ``authored`` maps the path of an authored page or a topic in the content folder to its file in the site; ``anchors``
    holds the heading ids of each record and topic by path.
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
        self.anchors = anchors
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
        """Let links reach further pages, given as files of the site (listings)."""
        self._by_url.update({urls.key(urls.of_file(file)): file for file in pages})

    def file_of(self, record: Record) -> str:
        """The file of a record's page."""
        return urls.record_file(record.url, self.directory_urls)

    def standing(self, url: str) -> str | None:
        """The content file of the page at an address of the site: empty for a listing, ``None`` where there is none."""
        record = self.library.by_url.get(urls.key(url)) or self._by_permalink(url)
        if record is not None:
            return self.library.final(record).path
        file = self._by_url.get(urls.key(url))
        return None if file is None else self._paths.get(file, "")

    def resolve(self, record: Record, target: Target) -> Destination:
        """Where a target of a record's answer leads, or what is wrong with it."""
        href = target.href.strip()
        scheme = _SCHEME.match(href)
        if not href or (scheme and scheme[0].lower() not in _ALLOWED):
            shown = href or "(empty, or a scheme such as javascript:)"
            return Destination(
                code="QT153",
                message=f"the link address {shown} is not allowed",
                remedy="link to http(s), mailto, or a page of this site",
            )
        if scheme or href.startswith("//"):
            return Destination(external=href if scheme else f"https:{href}")
        path, _, anchor = href.partition("#")
        path, anchor = unquote(path.partition("?")[0]), unquote(anchor)
        return self._image(record, path) if target.image else self._page(record, path, anchor)

    def named(self, record: Record, href: str) -> Record | None:
        """The record that a link of another record names, before its ``same_as`` is followed."""
        path = unquote(re.split(r"[?#]", href.strip(), maxsplit=1)[0])
        return None if not path or _SCHEME.match(path) or path.startswith("//") else self._record(record, path)

    def _image(self, record: Record, path: str) -> Destination:
        file = beside(record.path, path)
        if file in self.static:
            return Destination(file=file)
        named = self._misnamed(record, path)
        wrong, remedy = named or ("is not found", f"put it at {file} in the content folder")
        return Destination(code="QT152", message=f"the image {path!r} {wrong}", remedy=remedy)

    def _misnamed(self, record: Record, path: str) -> tuple[str, str] | None:
        """What is wrong with a path to a file whose name differs only in its spelling, and what to do."""
        wanted = beside(record.path, path.replace("\\", "/"))
        file = self._by_loose_name.get(_loose_name(wanted))
        if file is None:
            return None
        relative = posixpath.relpath(file, posixpath.dirname(record.path) or ".")
        if wanted == file:
            return "is not found: folders are separated by /, not by a backslash", f"write {relative}"
        is_case = unicodedata.normalize("NFC", wanted) != unicodedata.normalize("NFC", file)
        way = "only in letter case" if is_case else "only in how accents are encoded (NFC or NFD)"
        remedy = f"write {relative}" if is_case else "rename the file, or copy its name into the link"
        return f"is not found; {file} differs {way}", remedy

    @cached_property
    def _by_loose_name(self) -> dict[str, str]:
        return {_loose_name(file): file for file in sorted(self.static, reverse=True)}

    def _page(self, record: Record, path: str, anchor: str) -> Destination:
        found = record if not path else self._record(record, path)
        if found is not None:
            found = self.library.final(found)
            file, there = self.file_of(found), found.path
        else:
            file = self._other(record, path)
            there = self._topics.get(file, "")
        if not file:
            other = "link to the url or file of a record, an authored page, or a file next to the record"
            wrong, remedy = self._misnamed(record, path) or ("is broken", other)
            return Destination(code="QT150", message=f"the link {path!r} {wrong}", remedy=remedy)
        if anchor and there and anchor not in self.anchors.get(there, ()):
            where = "this page" if there == record.path else there
            return Destination(
                code="QT151", message=f"no heading #{anchor} on {where}",
                remedy="link to an existing heading, in lower case with hyphens",
            )  # fmt: skip
        return Destination(file=file, anchor=anchor, record=found)

    def _record(self, record: Record, path: str) -> Record | None:
        if path.endswith(".md"):
            found = self.library.at(beside(record.path, path))
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
        file = beside(record.path, path)
        if path.endswith(".md"):
            return self.authored.get(file, "")
        return self._by_url.get(urls.key(path), "") or (file if file in self.static else "")


def beside(source: str, path: str) -> str:
    """A path in a file's text as a path in the content folder; ``/…`` counts from the content folder's root."""
    if path.startswith("/"):
        return posixpath.normpath(path.lstrip("/"))
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), path))


def _loose_name(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()


def is_external(href: str) -> bool:
    """Whether a link names a scheme or a host."""
    return _SCHEME.match(href.strip()) is not None or href.strip().startswith("//")
