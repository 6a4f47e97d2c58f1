"""Find the references to a record in a content folder, and rewrite links to a record that moved."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote

from generator.catalogue.catalogue import Survey
from generator.content import authored
from generator.content.frontmatter.nodes import UneditableError
from generator.library.library import Library
from generator.library.links import Linker, content_path
from generator.model import urls
from generator.model.answer import Target
from generator.model.record import Record, Related, as_record
from generator.system import files

_LINK_END = re.compile(r""">?(?:[ \n]+(?:"[^"]*"|'[^']*'))?[ \n]*\)""")
_QUOTED = re.compile(r"""[\s()<>%?#\\"]""")


@dataclass(frozen=True, slots=True)
class Inbound:
    """All references to one record: related entries, links in texts, and ``same_as``.

    ``entries`` and ``same_as`` come from records, ``links`` also from topics and authored pages. A link comes with the
    record from which it is resolved; for a topic or page, that record only carries the path.
    """

    entries: tuple[tuple[Record, Related], ...]
    links: tuple[tuple[Record, Target], ...]
    same_as: tuple[Record, ...]


def inbound(folder: Path, survey: Survey, record: Record) -> Inbound:
    """All references to a record, including those in its own text.

    For an article with several files: references to this file by url or path. An id refers to the whole article.
    """
    library, linker = survey.everything.library, survey.everything.linker
    article = library.articles.of(record)
    is_alone = article is record

    def means(entry: Related) -> bool:
        return library.meant(entry) is article and (is_alone or library.file_meant(entry, article) is record)

    def leads_here(at: Record, target: Target) -> bool:
        named = not target.image and linker.named(at, target.href) is article
        return named and (is_alone or is_named(at, target.href, record))

    entries = [(other, entry) for other in survey.records for entry in other.related if means(entry)]
    links = [(at, target) for at, targets in _texts(folder, survey) for target in targets if leads_here(at, target)]
    same_as = [other for other in survey.records if other.same_as == record.id and other is not record]
    return Inbound(tuple(entries), tuple(links), tuple(same_as) if is_alone else ())


def is_named(at: Record, href: str, record: Record) -> bool:
    """Whether a link to an article names this file of the article, by path or url."""
    path = unquote(re.split(r"[?#]", href.strip(), maxsplit=1)[0])
    return urls.key(path) == urls.key(record.url) or content_path(at.path, path) == record.path


def _texts(folder: Path, survey: Survey) -> Iterator[tuple[Record, Sequence[Target]]]:
    rendered = survey.everything.rendered
    for record in survey.records:
        if record.path in rendered:
            yield record, rendered[record.path].targets
    for topic in survey.everything.topics.all:
        yield as_record(topic), rendered[topic.path].targets
    for path in survey.authored:
        text = files.read(folder, path).decode("utf-8", errors="replace")
        yield Record(path, 0, date.min, "", "", "", "", ""), authored.links(text)


def markup(text: str, offset: int, href: str) -> list[tuple[int, str]]:
    """The markup around a link's text, as offset and text: first what follows the text, then the opening bracket.

    ``offset`` is the offset of the address. Raises ``UneditableError`` if the link is not of the form
    ``[text](address)``.
    """
    closing = text.rfind("](", 0, offset)
    end = _LINK_END.match(text, offset + len(href))
    if closing < 0 or text[closing + 2 : offset].strip(" <") or end is None:
        raise UneditableError("it is not written as [text](address)")
    at, depth = closing, 1
    while depth and at > 0:
        at -= 1
        if text[at] in "[]" and text[at - 1 : at] != "\\":
            depth += 1 if text[at] == "]" else -1
    if depth:
        raise UneditableError("it is not written as [text](address)")
    return [(closing, text[closing : end.end()]), (at, "[")]


def folder_of(library: Library, at: Record) -> str | None:
    """The folder that a text's relative links start from; ``None`` if several files of an article share the text."""
    return None if library.articles.at(at.path) else posixpath.dirname(at.path)


def readdressed(href: str, folder: str | None, old: Record, new: Record) -> str:
    """A link to ``old``, changed to lead to ``new``, in the form it had (path, url, permanent link).

    ``folder`` is the folder of the text (see ``folder_of``); ``None`` makes paths start at the content folder. A link
    to an alias of ``old`` stays unchanged.
    """
    end = min((at for at in (href.find("?"), href.find("#")) if at >= 0), default=len(href))
    path, rest = unquote(href[:end].strip()), href[end:]
    slash = "/" if path.endswith("/") else ""
    if urls.permalink_id(path) is not None:
        return f"/q/{new.id}{slash}{rest}" if new.id != old.id else href
    if path.endswith(".md"):
        if new.path == old.path:
            return href
        is_whole = path.startswith("/") or folder is None
        return _quote(f"/{new.path}" if is_whole else posixpath.relpath(new.path, folder or ".")) + rest
    if urls.key(path) != urls.key(old.url) and urls.key(path) in map(urls.key, old.aliases):
        return href
    return _quote(new.url) + slash + rest


def moved_along(href: str, before: str, after: str | None, linker: Linker) -> str:
    """A relative link to a content file, adjusted to the move of its text from one folder to another.

    ``after`` is ``None`` if files of several folders share the text: the path then starts at the content folder.
    """
    end = min((at for at in (href.find("?"), href.find("#")) if at >= 0), default=len(href))
    path = unquote(href[:end].strip())
    if not path or path.startswith("/") or ":" in path.split("/", 1)[0]:
        return href
    named = posixpath.normpath(posixpath.join(before, path))
    known = linker.library.at(named) is not None or named in linker.authored or named in linker.static
    moved = f"/{named}" if after is None else posixpath.relpath(named, after or ".")
    return _quote(moved) + href[end:] if known else href


def _quote(path: str) -> str:
    """A path, escaped for a Markdown link."""
    return _QUOTED.sub(lambda char: "".join(f"%{byte:02X}" for byte in char[0].encode()), path)
