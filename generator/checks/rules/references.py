"""Rules that look at one record in the light of the whole library; each yields findings."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from generator.checks.rules.texts import in_text
from generator.library.candidates import Candidates
from generator.library.library import Library
from generator.library.links import Linker
from generator.model import urls
from generator.model.answer import Rendered
from generator.model.finding import Finding, Fix, Place
from generator.model.record import Record, Related


def file_name(record: Record) -> Iterator[Finding]:
    """``file_name`` should be the url's last segment with ``.md``."""
    expected = posixpath.basename(record.url) + ".md"
    if record.file_name and record.file_name != expected:
        yield Finding(
            record.path, "QT130", f"`file_name` {record.file_name!r} does not match the url", f"write {expected}",
            Place(("file_name",), 0), fix=Fix(("file_name",), expected),
        )  # fmt: skip


def subject_casing(record: Record, library: Library) -> Iterator[Finding]:
    """One subject, one spelling: the configured one, or that of the record with the lowest id."""
    name = library.subject(record).name
    if record.subject != name:
        yield Finding(
            record.path, "QT131", f"the subject is written {record.subject!r} here and {name!r} elsewhere",
            f"write {name}", Place(("subject",), 0), fix=Fix(("subject",), name),
        )  # fmt: skip


def same_as(record: Record, library: Library) -> Iterator[Finding]:
    """``same_as`` must lead to another record, and not round in a circle."""
    if record.same_as is not None and library.final(record) is record:
        yield Finding(
            record.path, "QT123", f"`same_as: {record.same_as}` does not name another record",
            "write the id of the record that this one repeats", Place(("same_as",), 0),
        )  # fmt: skip


def related(record: Record, library: Library, candidates: Candidates) -> Iterator[Finding]:
    """Entries that resolve to nothing, to a record that an earlier entry gave, or to the record itself.

    Two entries may name one article by two of its addresses.
    """
    seen: dict[str, str] = {}
    for resolved in library.links[record.path]:
        entry, target = resolved.entry, resolved.target
        place = Place((entry.key,))
        hidden = library.hidden(record, entry, target)
        if hidden:
            yield Finding(
                record.path,
                "QT140",
                f"`{entry.key}` links to record {hidden}",
                "remove the entry until that changes",
                place,
            )
        elif target is None:
            near = candidates.nearest(entry, record.id)
            advice = "; ".join(f"{c.id} {c.title!r}" for c in near)
            yield Finding(
                record.path, "QT140", f"`{entry.key}` ({entry.id}, {entry.title!r}) is not in the catalogue",
                f"did you mean {advice}?" if near else "add that record, or remove the entry", place,
            )  # fmt: skip
        elif target.id == record.id:
            fix = None if is_doubtful(entry, library) else Fix((entry.key,), None)
            yield Finding(
                record.path, "QT142", f"`{entry.key}` is this record itself", "remove the entry", place, fix=fix
            )
        elif (named := library.file_meant(entry, target).path) in seen:
            fix = None if is_doubtful(entry, library) else Fix((entry.key,), None)
            yield Finding(
                record.path, "QT141", f"`{entry.key}` repeats `{seen[named]}` (record {target.id})",
                "remove one of the two", place, fix=fix,
            )  # fmt: skip
        else:
            seen[named] = entry.key
            yield from copies(record, entry, target, library)


def copies(record: Record, entry: Related, target: Record, library: Library) -> Iterator[Finding]:
    """An entry's title, subject and url should be those of its record today.

    What was found by its title alone, or by its slug under another subject, is no copy of the record found.
    """
    if entry[1:] == (target.id, target.title, library.subject(target).name, target.url):
        return  # nearly all are
    meant = library.meant(entry)
    if meant is None or meant.id in library.shared or urls.key(meant.url) in library.shared:
        return
    if is_doubtful(entry, library):
        yield Finding(
            record.path, "QT143", f"`{entry.key}` has the id of {meant.path}, but the url of another record",
            "write the id and the url of the same record", Place((entry.key, "url"), 0),
        )  # fmt: skip
        return
    if entry.id != meant.id and not _is_variant(entry.url, meant, library):
        return
    file = library.file_meant(entry, meant)
    today = {"title": meant.title, "subject": library.subject(file).name, "url": file.url}
    written = {"title": entry.title, "subject": entry.subject, "url": entry.url and urls.normal(entry.url)}
    for name, value in today.items():
        value = " ".join(value.split())
        if value and written[name] and " ".join(written[name].split()) != value:
            key = (entry.key, name)
            yield Finding(
                record.path, "QT143", f"`{entry.key}.{name}` differs from record {meant.id}",
                f"write {value}", Place(key, 0), fix=Fix(key, value),
            )  # fmt: skip


def _is_variant(url: str, record: Record, library: Library) -> bool:
    """Whether a url is a record's own or an alias of it, hyphens, case and a closing slash aside."""
    known = library.by_url.get(urls.key(url))
    return known is record or urls.key(url).replace("-", "") == urls.key(record.url).replace("-", "")


def is_doubtful(entry: Related, library: Library) -> bool:
    """Whether an entry may mean one record or another: several have its id, or its url is not that of its id."""
    by_id = library.by_id.get(entry.id) if entry.id is not None else None
    by_url = library.by_url.get(urls.key(entry.url)) if entry.url else None
    if by_id is None:
        return by_url is not None and urls.key(by_url.url) in library.shared
    return by_id.id in library.shared or (by_url is not None and library.final(by_id) is not library.final(by_url))


def links(record: Record, rendered: Rendered, linker: Linker) -> Iterator[Finding]:
    """Links and images of the answer and the body that do not lead where a reader can go."""
    for target in rendered.targets:
        destination = linker.resolve(record, target)
        hidden = destination.record is not None and linker.library.is_ahead(record, destination.record)
        if hidden and destination.record is not None:
            place = in_text(target.offset, target.in_body)
            message = f"this links to record {destination.record.id}, which is not published"
            yield Finding(record.path, "QT150", message, "publish it first, or remove the link", place)
        elif destination.code:
            place = in_text(target.offset, target.in_body)
            yield Finding(record.path, destination.code, destination.message, destination.remedy, place)
