"""Reduce an SVG file to elements, attributes and styles of an allow-list: it is drawn, but runs and loads nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from generator.content.svg import names, styles

LARGEST, DEEPEST, MOST = 20_000_000, 256, 500_000
"""The most bytes, nested elements, and elements of a file."""
_ENTITY = b"<!ENTITY"
_PLAIN = (None, "utf-8", "us-ascii", "ascii")
_REFERENCE = re.compile(r"\s*#\S*\s*")
_PICTURE = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_BREAKS = {"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"}


class SvgError(Exception):
    """A file that cannot be read; the message, what to do, and the byte where the fault is."""

    def __init__(self, message: str, remedy: str, offset: int = 0) -> None:
        super().__init__(message)
        self.message, self.remedy, self.offset = message, remedy, max(0, offset)


class Removal(NamedTuple):
    """A kind of part that was removed: its name, and the byte where the first element with it begins."""

    name: str
    offset: int


class Drawing(NamedTuple):
    """A clean SVG file, and what was removed that a browser would have shown, run or loaded.

    Comments, the document type and the data of drawing programs are not in ``removed``. If there was nothing to remove,
    ``data`` is the unchanged file.
    """

    data: bytes
    removed: tuple[Removal, ...]


def clean(data: bytes) -> Drawing:
    """Clean a file. Cleaning the result changes nothing. Raises ``SvgError``."""
    if len(data) > LARGEST:
        raise SvgError(f"the file has more than {LARGEST // 1_000_000} MB", "simplify the drawing, or save it as PNG")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SvgError("the file is not UTF-8", "save it as UTF-8", error.start) from None
    if _ENTITY in data:
        remedy = "export it without data of the drawing program"
        raise SvgError("the document type declares entities", remedy, data.index(_ENTITY))
    return _SvgCleaner().clean(data)


class _SvgCleaner:
    """Writes what the parser reads, without what is not in the lists.

    ``skipped`` counts the open elements in one that is removed; ``style`` is the text of an open style sheet.
    """

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.removed: dict[str, int] = {}
        self.is_same = True
        self.is_open = False
        self.depth = self.count = self.skipped = 0
        self.style: list[str] | None = None
        parser = expat.ParserCreate("utf-8", " ")
        parser.ordered_attributes = parser.buffer_text = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._document_type
        parser.ProcessingInstructionHandler = self._instruction
        parser.SkippedEntityHandler = self._entity
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        self.parser = parser

    def clean(self, data: bytes) -> Drawing:
        try:
            self.parser.Parse(data, True)
        except expat.ExpatError as error:
            message = f"the file is not valid XML: {expat.ErrorString(error.code)}"
            raise SvgError(message, "export it again", self.parser.ErrorByteIndex) from None
        made = data if self.is_same and not self.removed else "".join(self.parts).encode("utf-8")
        return Drawing(made, tuple(Removal(*found) for found in self.removed.items()))

    def _refuse(self, message: str, remedy: str) -> SvgError:
        return SvgError(message, remedy, self.parser.CurrentByteIndex)

    def _remove(self, name: str) -> None:
        self.removed.setdefault(name, self.parser.CurrentByteIndex)

    def _declaration(self, version: str, encoding: str | None, standalone: int) -> None:
        """Keep a declaration only if every program reads the file as this one does."""
        self.is_same = version == "1.0" and (encoding and encoding.lower()) in _PLAIN

    def _document_type(self, name: str, system: str | None, public: str | None, has_subset: int) -> None:
        self.is_same = False
        if has_subset:
            raise self._refuse("the document type has declarations", "export it without data of the drawing program")

    def _instruction(self, target: str, data: str) -> None:
        self.is_same = False
        if target == "xml-stylesheet":
            self._remove(target)

    def _entity(self, name: str, is_parameter: bool) -> None:
        raise self._refuse(f"the entity &{name}; is unknown", "write the character itself")

    def _start(self, name: str, attributes: list[str]) -> None:
        space, _, local = name.rpartition(" ")
        self.depth += 1
        self.count += 1
        if self.depth == 1 and (space, local) != (names.SVG, "svg"):
            found = f"<{local}> of {space}" if space else f"<{local}> without xmlns"
            raise self._refuse(f"the file begins with {found}", f'begin it with <svg xmlns="{names.SVG}">')
        if self.depth > DEEPEST or self.count > MOST:
            what = f"{DEEPEST} nested" if self.depth > DEEPEST else f"{MOST:,}"
            raise self._refuse(f"the drawing has more than {what} elements", "simplify it, or save it as PNG")
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        if self.skipped or self.style is not None or not self._is_allowed(space, local, pairs):
            self.skipped += 1
            self.is_same = False
            return
        self._close_tag()
        self.parts.append(f"<{local}")
        if self.depth == 1:
            self.parts.append(f' xmlns="{names.SVG}" xmlns:xlink="{names.XLINK}"')
        for written, value in self._attributes(local, pairs):
            self.parts.append(f" {written}={quoteattr(value, _BREAKS)}")
        self.is_open = True
        if local == "style":
            self.style = []

    def _is_allowed(self, space: str, local: str, pairs: list[tuple[str, str]]) -> bool:
        if space != names.SVG or local not in names.ELEMENTS:
            if space in names.SHOWN and local != "metadata":
                self._remove(local)
            return False
        given = dict(pairs)
        if local in names.ANIMATIONS and local != "animateMotion":
            is_allowed = given.get("attributeName") in names.DRAWN
        else:
            is_allowed = local != "style" or given.get("type", "") in ("", "text/css")
        if not is_allowed:
            self._remove(local)
        return is_allowed

    def _attributes(self, element: str, pairs: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
        """What an element keeps. Attributes that no browser knows are dropped without a note."""
        for name, value in pairs:
            space, _, local = name.rpartition(" ")
            written = names.SHARED.get((space, local), "") if space else self._known(local)
            if not written:
                self.is_same = False
                if (not space and local.startswith("on")) or (space, local) == (names.XML, "base"):
                    self._remove(local)
            elif local == "style":
                kept = styles.declarations(value)
                self._note(kept, "style")
                yield written, kept.text if kept.dropped or not kept.is_same else value
            elif self._is_safe(element, local, value):
                yield written, value
            else:
                self._remove(f"{written} of {element}")

    def _known(self, name: str) -> str:
        is_known = name in names.ATTRIBUTES or name in names.TEXTS or name == names.HREF
        return name if is_known or name.startswith(("aria-", "data-")) else ""

    def _is_safe(self, element: str, name: str, value: str) -> bool:
        if name == names.HREF:
            in_file = element in ("image", "feImage") and _PICTURE.fullmatch(value)
            return bool(in_file or _REFERENCE.fullmatch(value))
        return name in names.TEXTS or name.startswith(("aria-", "data-")) or styles.is_safe(value)

    def _note(self, kept: styles.Sheet, where: str) -> None:
        """Note what is not kept of a style sheet."""
        self.is_same = self.is_same and kept.is_same
        for statement in kept.dropped:
            self._remove(f"`{statement[:30].strip()}` of {where}")

    def _end(self, name: str) -> None:
        self.depth -= 1
        if self.skipped:
            self.skipped -= 1
            return
        local = name.rpartition(" ")[2]
        if self.style is not None:
            kept, self.style = styles.sheet("".join(self.style)), None
            self._note(kept, "style")
            self._close_tag()
            self.parts.append(escape(kept.text))
        self.parts.append("/>" if self.is_open else f"</{local}>")
        self.is_open = False

    def _text(self, text: str) -> None:
        if self.skipped:
            return
        if self.style is not None:
            self.style.append(text)
            return
        self._close_tag()
        self.parts.append(escape(text, {"\r": "&#13;"}))

    def _close_tag(self) -> None:
        if self.is_open:
            self.parts.append(">")
            self.is_open = False
