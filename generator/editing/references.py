"""What in a content folder leads to a record, and how a link is written when the record has gone elsewhere."""

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
from generator.library.links import Linker, beside
from generator.model import urls
from generator.model.answer import Target
from generator.model.record import Record, Related, as_record
from generator.system import files

_LINK_END = re.compile(r""">?(?:[ \n]+(?:"[^"]*"|'[^']*'))?[ \n]*\)""")
_QUOTED = re.compile(r"""[\s()<>%?#\\"]""")


@dataclass(frozen=True, slots=True)
class Inbound:
    """All that leads to one record. ``entries`` and ``same_as`` stand in records; ``links`` also in topics and pages.

    ``links`` are kept by the file's path, each with the record that stands for the file where links are resolved.
    """

    entries: tuple[tuple[Record, Related], ...]
    links: tuple[tuple[Record, Target], ...]
    same_as: tuple[Record, ...]


def inbound(folder: Path, survey: Survey, record: Record) -> Inbound:
    """Everything that names a record, other records' entries and its own text included.

    Of an article with several files: what names this file by its url or path. Its id names the whole article.
    """
    library, linker = survey.everything.library, survey.everything.linker
    article = library.articles.of(record)
    is_alone = article is record

    def means(entry: Related) -> bool:
        return library.meant(entry) is article and (is_alone or library.file_meant(entry, article) is record)

    def leads(at: Record, target: Target) -> bool:
        named = not target.image and linker.named(at, target.href) is article
        return named and (is_alone or is_named(at, target.href, record))

    entries = [(other, entry) for other in survey.records for entry in other.related if means(entry)]
    links = [(at, target) for at, targets in _texts(folder, survey) for target in targets if leads(at, target)]
    same_as = [other for other in survey.records if other.same_as == record.id and other is not record]
    return Inbound(tuple(entries), tuple(links), tuple(same_as) if is_alone else ())


def is_named(at: Record, href: str, record: Record) -> bool:
    """Whether a link that leads to an article names this file of it, by its path or its url."""
    path = unquote(re.split(r"[?#]", href.strip(), maxsplit=1)[0])
    return urls.key(path) == urls.key(record.url) or beside(at.path, path) == record.path


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
    """What makes a link of its text, the address being at ``offset``: its end, then its bracket, each with its place.

    Raises ``UneditableError`` for a link that is not written as ``[text](address)``.
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
    """The folder from which relative links of a text count; ``None`` where several files of an article hold it."""
    return None if library.articles.at(at.path) else posixpath.dirname(at.path)


def readdressed(href: str, folder: str | None, old: Record, new: Record) -> str:
    """A link that named ``old``, so that it names ``new``; in the way it was written (path, url, permanent link).

    ``folder`` is the folder of the text that holds the link; ``None`` where files of several folders hold the same text
    (see ``folder_of``): then a path counts from the content folder. A link by an alias of ``old`` stays as it is.
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
    """A relative link to a file of the content folder, when its text moves from one folder to another.

    ``after`` is ``None`` where files of several folders hold the text: then a path counts from the content folder.
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
    """A path as Markdown takes it in a link."""
    return _QUOTED.sub(lambda char: "".join(f"%{byte:02X}" for byte in char[0].encode()), path)
