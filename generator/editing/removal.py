"""``quicktakes rm``: remove a record and the references to it."""

from __future__ import annotations

from functools import partial

from generator.editing import references
from generator.editing.cuts import Surgery
from generator.editing.desk import Change, Desk, Plan
from generator.editing.file_edits import replaced
from generator.editing.references import Inbound
from generator.library.library import Library
from generator.model import urls
from generator.model.record import Record, Related

_COPIES = ("id", "title", "subject", "url")


def remove(desk: Desk, record: Record, target: Record | None) -> Plan:
    """The plan to remove a record; with ``target``, references to the record then lead to ``target``.

    If the article has other files, the primary one of them is the default target.
    """
    plan = Plan()
    library = desk.survey.everything.library
    copies = [file for file in library.articles.files(library.articles.of(record)) if file is not record]
    target = target or next(iter(copies), None)
    inbound = references.inbound(desk.settings.content, desk.survey, record)
    others = [other for other in library.files if other is not record]
    rest = Library(others, library.today, desk.settings.subjects, preview=True)
    own = _files_of(rest, target) if target is not None else ()
    _redirect_entries(desk, record, target, inbound, rest)
    for at, link in inbound.links:
        if at.path == record.path:
            continue
        if target is None:
            plan.dead.append(f"{desk.where(at, link)}: the link {link.href} would break")
            continue
        if at.path in own:
            desk.edits(at.path).link(link, "")  # a link from a page to itself
            continue
        href = references.readdressed(link.href, references.folder_of(rest, at), record, target)
        href, _, anchor = href.partition("#")
        known = anchor in desk.survey.everything.linker.anchors.get(target.path, ())
        desk.edits(at.path).link(link, f"{href}#{anchor}" if known else href)
    for other in inbound.same_as:
        if target is None:
            plan.dead.append(f"{desk.prefix}{other.path}: same_as {record.id} would break")
        elif other is target:
            desk.edits(other.path).add("same_as removed", lambda surgery: surgery.remove(("same_as",)))
        else:
            desk.edits(other.path).add(f"same_as → {target.id}", replaced(("same_as",), str(target.id)))
    if target is not None:
        known_urls = {urls.key(url) for url in (target.url, *target.aliases)}
        left = dict.fromkeys((record.url, *record.aliases, *(() if copies else (f"/q/{record.id}",))))
        given = [url for url in left if urls.key(url) not in known_urls]
        if given:
            work = partial(Surgery.extend, key="aliases", values=given, after="url")
            desk.edits(target.path).add(f"alias {', '.join(given)} added, which redirects here", work)
    desk.edited.pop(record.path, None)
    desk.finish(plan, {}, essential=target.path if target else "")
    removed = ", ".join((record.url, *record.aliases))
    warning = f"; {removed} and /q/{record.id} no longer exist" if target is None else ""
    plan.done.insert(0, f"{desk.prefix}{record.path} removed{warning}")
    plan.changes.append(Change("", b"", record.path, desk.read(record.path)))
    plan.left += desk.mentions(record, "")
    return plan


def _files_of(library: Library, record: Record) -> set[str]:
    """The files that share the page of a record, or of the record that it redirects to."""
    article = library.articles.of(record)
    return {file.path for one in (article, library.final(article)) for file in library.articles.files(one)}


def _redirect_entries(desk: Desk, record: Record, target: Record | None, inbound: Inbound, rest: Library) -> None:
    """Point other records' entries to ``target``, else to what they mean without the record; remove the rest.

    ``rest`` is the library without the record.
    """
    library = desk.survey.everything.library
    dropped = {(other.path, entry.key) for other, entry in inbound.entries}
    taken: dict[str, set[int]] = {}
    for other, entry in inbound.entries:
        if other is record:
            continue
        if other.path not in taken:
            meant = [rest.resolve(kept) for kept in other.related if (other.path, kept.key) not in dropped]
            taken[other.path] = {other.id, *(found.id for found in meant if found is not None)}
        found = target or rest.resolve(entry)
        if found is None or rest.final(found).id in taken[other.path] or library.is_ahead(other, found):
            work = partial(Surgery.remove, key=(entry.key,), known=_COPIES)
            desk.edits(other.path).add(f"{entry.key} removed", work)
        else:
            taken[other.path].add(rest.final(found).id)
            work = partial(_point, entry=entry, record=found, subject=library.subject(found).name)
            desk.edits(other.path).add(f"{entry.key} → record {found.id}", work)


def _point(surgery: Surgery, entry: Related, record: Record, subject: str) -> None:
    """Point an entry to a record; only keys that the entry already has are written."""
    today = {"id": str(record.id), "title": " ".join(record.title.split()), "subject": subject, "url": record.url}
    written = surgery.mapping[entry.key]
    for name in _COPIES:
        if isinstance(written, dict) and written.get(name):
            surgery.replace((entry.key, name), today[name])
