"""Rules on what the host renders: the links of authored pages, and the navigation of the configuration."""

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

_NEVER_JUDGED = re.compile(
    rf"/(?:{'|'.join(folder for folder in RESERVED_FOLDERS if folder != 'q')})(?:/.*)?|/learn/[^/]+/(?:a-z|page)/.+"
    rf"|/(?:.*/)?(?:feed\.xml|{'|'.join(map(re.escape, OWN_FILES))}|[^/]+\.apkg)"
    r"|/(?:sitemap.*\.xml|robots\.txt|llms\.txt)"
)
"""Addresses of the site that no content file stands behind: further pages of listings, data, feeds, decks."""
_OF_TEMPLATES = frozenset("main question related near referenced origin topics questions leads decks".split())
"""Anchors that templates give to pages."""
_MACRO = re.compile(r"\{\{|\{%")
_READER = Record("", 0, date.min, "", "", "", "", "")
"""A page that everybody sees."""
_Wrong = tuple[str, str]
"""What is wrong, and what to do."""


class Destinations:
    """Where links of authored pages lead. ``paths`` are all Markdown files of the content folder, broken ones too;
    ``anchors`` those of authored pages (see ``authored.anchors``)."""

    def __init__(self, linker: Linker, paths: Collection[str], anchors: Mapping[str, tuple[str, ...]]) -> None:
        self.linker = linker
        self.paths = paths
        self.anchors = anchors

    def links(self, path: str, file: str, targets: Iterable[Target]) -> Iterator[Finding]:
        """The dead links of the authored page at ``path``, which the site has at ``file``."""
        for target in targets:
            judged = not is_external(target.href) and not _MACRO.search(target.href)
            wrong = self._wrong(path, file, target.href) if judged else None
            if wrong is not None:
                yield Finding(path, "QT156", *wrong, Place((), target.offset, in_body=True))

    def nav(self, targets: Iterable[str], config: Path, content: Path) -> Iterator[Finding]:
        """The entries of a configuration's navigation that lead nowhere, where they stand."""
        dead = {target: wrong for target in targets if (wrong := self._wrong_in_nav(target)) is not None}
        for entry in nav(config) if dead else ():
            if entry.target in dead:
                path = posixpath.relpath(entry.file.as_posix(), content.as_posix())
                finding = Finding(path, "QT155", *dead[entry.target]).at(entry.line, entry.column)
                yield from with_source([finding], entry.file.read_text("utf-8"))

    def _wrong_in_nav(self, target: str) -> _Wrong | None:
        is_file = target in self.paths or target in self.linker.static
        there = target if is_file or is_external(target) else self._standing(posixpath.normpath(f"/{target}"))
        if there is None:
            remedy = "write the path of a file in the content folder, or remove the entry"
            return f"`nav`: {target!r} is not found", remedy
        return self._unpublished(there)

    def _wrong(self, path: str, file: str, href: str) -> _Wrong | None:
        named, _, anchor = href.partition("#")
        named, anchor = unquote(named.partition("?")[0]), unquote(anchor)
        there = self._named(path, file, named) if named else path
        if there is None:
            return f"broken link {named!r}", "write the path of a content file, relative to this file"
        return self._unpublished(there) or (self._wrong_anchor(path, there, anchor) if anchor else None)

    def _named(self, path: str, file: str, named: str) -> str | None:
        """The content file that a link means; empty for what is none, ``None`` where there is nothing."""
        if not named.startswith("/"):
            near = content_path(path, named)
            if near in self.linker.static:
                return ""
            if named.endswith(files.MARKDOWN):
                article = self.linker.library.at(near)
                return article.path if article is not None else near if near in self.paths else None
        folder = file.removesuffix("index.html") if file.endswith("index.html") else posixpath.dirname(file)
        return self._standing(posixpath.normpath(posixpath.join("/", folder, named)))

    def _standing(self, url: str) -> str | None:
        if url[1:] in self.linker.static or _NEVER_JUDGED.fullmatch(url):
            return ""
        there = self.linker.content_file(urls.of_file(url.removesuffix(".md")))
        return None if url.endswith(".md") and there in self.anchors else there  # only pages of ours have twins

    def _unpublished(self, path: str) -> _Wrong | None:
        record = self.linker.library.at(path)
        if record is None or not self.linker.library.is_ahead(_READER, record):
            return None
        return f"this links to record {record.id}, which is not published", "publish it first, or remove the link"

    def _wrong_anchor(self, path: str, there: str, anchor: str) -> _Wrong | None:
        known = self.anchors.get(there)
        ours = self.linker.anchors.get(there, (anchor,))
        if anchor in _OF_TEMPLATES or (authored.has(known, anchor) if known is not None else anchor in ours):
            return None
        where = "this page" if there == path else there
        return f"no heading #{anchor} on {where}", "link to an existing heading"
