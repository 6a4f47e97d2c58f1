"""Rules for the links and images in one answer; ``authored`` has those for links in authored pages."""

from __future__ import annotations

import posixpath
import unicodedata
from collections.abc import Iterator

from generator.checks.rules.texts import in_text
from generator.library.links import Destination, Linker, content_path
from generator.model.answer import Rendered
from generator.model.finding import Finding
from generator.model.record import Record


def links(record: Record, rendered: Rendered, linker: Linker) -> Iterator[Finding]:
    """Report broken links and missing images in the answer and the body."""
    for target in rendered.targets:
        destination = linker.resolve(record, target)
        place = in_text(target.offset, target.in_body)
        if destination.record is not None and linker.library.is_ahead(record, destination.record):
            message = f"this links to record {destination.record.id}, which is not published"
            yield Finding(record.path, "QT150", message, "publish it first, or remove the link", place)
        elif destination.code:
            yield Finding(record.path, destination.code, *_problem(record, destination, linker), place)


def _problem(record: Record, destination: Destination, linker: Linker) -> tuple[str, str]:
    """The message and the remedy for a broken link or a missing image."""
    address = destination.address
    if destination.code == "QT153":
        shown = address or "(empty, or a scheme such as javascript:)"
        return f"the link address {shown} is not allowed", "link to http(s), mailto, or a page of this site"
    if destination.code == "QT151":
        page = "this page" if address == record.path else address
        return f"no heading #{destination.anchor} on {page}", "link to an existing heading, in lower case with hyphens"
    is_image = destination.code == "QT152"
    subject = f"the {'image' if is_image else 'link'} {address!r}"
    similar = linker.similar_file(record, address)
    if similar is not None:
        difference, remedy = _difference(record, address, similar)
        return f"{subject} is not found{difference}", remedy
    if is_image:
        return f"{subject} is not found", f"put it at {content_path(record.path, address)} in the content folder"
    return f"{subject} is broken", "link to the url or file of a record, an authored page, or a file next to the record"


def _difference(record: Record, address: str, file: str) -> tuple[str, str]:
    """How an existing file's name differs from the address, and the remedy."""
    relative = posixpath.relpath(file, posixpath.dirname(record.path) or ".")
    path = content_path(record.path, address.replace("\\", "/"))
    if path == file:
        return ": folders are separated by /, not by a backslash", f"write {relative}"
    if unicodedata.normalize("NFC", path) != unicodedata.normalize("NFC", file):
        return f"; {file} differs only in letter case", f"write {relative}"
    remedy = "rename the file, or copy its name into the link"
    return f"; {file} differs only in how accents are encoded (NFC or NFD)", remedy
