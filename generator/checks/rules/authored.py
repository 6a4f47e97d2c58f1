"""Rules for what the host renders: links in authored pages, and the navigation in the configuration."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from generator.checks.rules.addresses import OWN_FILES, RESERVED_FOLDERS
from generator.config.file import nav
from generator.content import authored
from generator.library.links import Linker, content_path, is_external
from generator.model import urls
from generator.model.answer import Target
from generator.model.finding import Finding, Place, with_source
from generator.model.record import Record
from generator.system import files

_NOT_CHECKED = re.compile(
    rf"/(?:{'|'.join(folder for folder in RESERVED_FOLDERS if folder != 'q')})(?:/.*)?|/learn/[^/]+/(?:a-z|page)/.+"
    rf"|/(?:.*/)?(?:feed\.xml|{'|'.join(map(re.escape, OWN_FILES))}|[^/]+\.apkg)"
    r"|/(?:sitemap.*\.xml|robots\.txt|llms\.txt)"
)
"""Addresses without a content file: further pages of listings, data, feeds, decks."""
_OF_TEMPLATES = frozenset("main question related near referenced origin topics questions leads decks".split())
"""Anchors that templates add to pages."""
_MACRO = re.compile(r"\{\{|\{%")
_READER = Record("", 0, date.min, "", "", "", "", "")
"""A published record, for links from pages that everyone sees."""
_Problem = tuple[str, str]
"""What is wrong, and what to do."""


class HostLinks:
    """Checks links of authored pages and of the navigation.

    ``paths`` are all Markdown files of the content folder, including broken ones; ``anchors`` are those of authored
    pages (see ``authored.anchors``).
    """

    def __init__(self, linker: Linker, paths: Collection[str], anchors: Mapping[str, tuple[str, ...]]) -> None:
        self.linker = linker
        self.paths = paths
        self.anchors = {path: frozenset(found) for path, found in anchors.items()}

    def links(self, path: str, file: str, targets: Iterable[Target]) -> Iterator[Finding]:
        """The broken links of the authored page at ``path``; ``file`` is its file in the site."""
        for target in targets:
            if is_external(target.href) or _MACRO.search(target.href):
                continue
            problem = self._link_problem(path, file, target.href)
            if problem is not None:
                yield Finding(path, "QT156", *problem, Place((), target.offset, in_body=True))

    def nav(self, targets: Iterable[str], config: Path, content: Path) -> Iterator[Finding]:
        """The broken entries of the navigation, at their places in the configuration."""
        broken = {target: problem for target in targets if (problem := self._nav_problem(target)) is not None}
        for entry in nav(config) if broken else ():
            if entry.target in broken:
                path = posixpath.relpath(entry.file.as_posix(), content.as_posix())
                finding = Finding(path, "QT155", *broken[entry.target]).at(entry.line, entry.column)
                yield from with_source([finding], entry.file.read_text("utf-8"))

    def _nav_problem(self, target: str) -> _Problem | None:
        is_file = target in self.paths or target in self.linker.static
        there = target if is_file or is_external(target) else self._file_at(posixpath.normpath(f"/{target}"))
        if there is None:
            remedy = "write the path of a file in the content folder, or remove the entry"
            return f"`nav`: {target!r} is not found", remedy
        return self._unpublished(there)

    def _link_problem(self, path: str, file: str, href: str) -> _Problem | None:
        address, _, anchor = href.partition("#")
        address, anchor = unquote(address.partition("?")[0]), unquote(anchor)
        there = self._target(path, file, address) if address else path
        if there is None:
            return f"broken link {address!r}", "write the path of a content file, relative to this file"
        return self._unpublished(there) or (self._anchor_problem(path, there, anchor) if anchor else None)

    def _target(self, path: str, file: str, address: str) -> str | None:
        """The content file that a link points to; empty for anything else that exists, ``None`` if it is broken."""
        if not address.startswith("/"):
            near = content_path(path, address)
            if near in self.linker.static:
                return ""
            if address.endswith(files.MARKDOWN):
                article = self.linker.library.at(near)
                return article.path if article is not None else near if near in self.paths else None
        folder = file.removesuffix("index.html") if file.endswith("index.html") else posixpath.dirname(file)
        return self._file_at(posixpath.normpath(posixpath.join("/", folder, address)))

    def _file_at(self, url: str) -> str | None:
        """The content file at an address, as ``_target`` returns it."""
        if url[1:] in self.linker.static or _NOT_CHECKED.fullmatch(url):
            return ""
        there = self.linker.content_file(urls.of_file(url.removesuffix(".md")))
        return None if url.endswith(".md") and there in self.anchors else there  # authored pages have no Markdown copy

    def _unpublished(self, path: str) -> _Problem | None:
        record = self.linker.library.at(path)
        if record is None or not self.linker.library.is_ahead(_READER, record):
            return None
        return f"this links to record {record.id}, which is not published", "publish it first, or remove the link"

    def _anchor_problem(self, path: str, there: str, anchor: str) -> _Problem | None:
        known = self.anchors.get(there)
        generated = self.linker.anchors.get(there, (anchor,))
        if anchor in _OF_TEMPLATES or (authored.has(known, anchor) if known is not None else anchor in generated):
            return None
        where = "this page" if there == path else there
        return f"no heading #{anchor} on {where}", "link to an existing heading"
