"""Rules for the references of one record to others: related entries, subject spelling, ``same_as``."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from generator.library.candidates import Candidates
from generator.library.library import Library
from generator.model import urls
from generator.model.finding import Finding, Fix, Place
from generator.model.record import Record, Related


def file_name(record: Record) -> Iterator[Finding]:
    """Report a ``file_name`` that is not the last segment of the url with ``.md``."""
    expected = posixpath.basename(record.url) + ".md"
    if record.file_name and record.file_name != expected:
        message = f"`file_name` {record.file_name!r} does not match the url"
        fix = Fix(("file_name",), expected)
        yield Finding(record.path, "QT130", message, f"write {expected}", Place(("file_name",), 0), fix=fix)


def subject_spelling(record: Record, library: Library) -> Iterator[Finding]:
    """Report a subject that is not spelled as configured, or as in the record with the lowest id."""
    name = library.subject(record).name
    if record.subject != name:
        message = f"the subject is written {record.subject!r} here and {name!r} elsewhere"
        fix = Fix(("subject",), name)
        yield Finding(record.path, "QT131", message, f"write {name}", Place(("subject",), 0), fix=fix)


def same_as(record: Record, library: Library) -> Iterator[Finding]:
    """Report a ``same_as`` that does not lead to another record, or leads round in a circle."""
    if record.same_as is not None and library.final(record) is record:
        message = f"`same_as: {record.same_as}` does not name another record"
        remedy = "write the id of the record that this one repeats"
        yield Finding(record.path, "QT123", message, remedy, Place(("same_as",), 0))


def related(record: Record, library: Library, candidates: Candidates) -> Iterator[Finding]:
    """Report related entries without a record, for the record itself, for the same record as an earlier entry, or with
    outdated values.

    Two entries with different addresses of one article are allowed.
    """
    seen: dict[str, str] = {}
    for resolved in library.links[record.path]:
        entry, target = resolved.entry, resolved.target
        place = Place((entry.key,))
        hidden = library.hidden(record, entry, target)
        if hidden:
            message, remedy = f"`{entry.key}` links to record {hidden}", "remove the entry, or publish that record"
            yield Finding(record.path, "QT140", message, remedy, place)
            continue
        if target is None:
            near = candidates.nearest(entry, record.id)
            advice = "; ".join(f"{c.id} {c.title!r}" for c in near)
            message = f"`{entry.key}` ({entry.id}, {entry.title!r}) is not in the catalogue"
            remedy = f"did you mean {advice}?" if near else "add that record, or remove the entry"
            yield Finding(record.path, "QT140", message, remedy, place)
            continue
        file = library.file_meant(entry, target).path
        if target.id != record.id and file not in seen:
            seen[file] = entry.key
            yield from outdated_values(record, entry, target, library)
            continue
        fix = None if is_doubtful(entry, library) else Fix((entry.key,), None)
        if target.id == record.id:
            message = f"`{entry.key}` is this record itself"
            yield Finding(record.path, "QT142", message, "remove the entry", place, fix=fix)
        else:
            message = f"`{entry.key}` repeats `{seen[file]}` (record {target.id})"
            yield Finding(record.path, "QT141", message, "remove one of the two", place, fix=fix)


def outdated_values(record: Record, entry: Related, target: Record, library: Library) -> Iterator[Finding]:
    """Report the title, subject or url of a related entry that differs from the record's current one.

    An entry that was matched by its title alone, or by its slug under another subject, is not compared.
    """
    if entry[1:] == (target.id, target.title, library.subject(target).name, target.url):
        return  # most entries
    meant = library.meant(entry)
    if meant is None or meant.id in library.shared or urls.key(meant.url) in library.shared:
        return
    if is_doubtful(entry, library):
        message = f"`{entry.key}` has the id of {meant.path}, but the url of another record"
        remedy = "write the id and the url of the same record"
        yield Finding(record.path, "QT143", message, remedy, Place((entry.key, "url"), 0))
        return
    if entry.id != meant.id and not _is_variant(entry.url, meant, library):
        return
    file = library.file_meant(entry, meant)
    current = {"title": meant.title, "subject": library.subject(file).name, "url": file.url}
    written = {"title": entry.title, "subject": entry.subject, "url": entry.url and urls.normal(entry.url)}
    for name, value in current.items():
        value = " ".join(value.split())
        if value and written[name] and " ".join(written[name].split()) != value:
            key = (entry.key, name)
            message = f"`{entry.key}.{name}` differs from record {meant.id}"
            yield Finding(record.path, "QT143", message, f"write {value}", Place(key, 0), fix=Fix(key, value))


def _is_variant(url: str, record: Record, library: Library) -> bool:
    """Whether a url is a record's url or alias, ignoring hyphens, case and a trailing slash."""
    known = library.by_url.get(urls.key(url))
    return known is record or urls.key(url).replace("-", "") == urls.key(record.url).replace("-", "")


def is_doubtful(entry: Related, library: Library) -> bool:
    """Whether an entry is ambiguous: several records have its id, or its url belongs to another record than its id."""
    by_id = library.by_id.get(entry.id) if entry.id is not None else None
    by_url = library.by_url.get(urls.key(entry.url)) if entry.url else None
    if by_id is None:
        return by_url is not None and urls.key(by_url.url) in library.shared
    return by_id.id in library.shared or (by_url is not None and library.final(by_id) is not library.final(by_url))
