"""``quicktakes rm``: a record taken out, with everything that points to it."""

from __future__ import annotations

from functools import partial

from generator.editing import references
from generator.editing.cuts import Surgery
from generator.editing.desk import Change, Desk, Plan, replaced
from generator.editing.references import Inbound
from generator.library.library import Library
from generator.model import urls
from generator.model.record import Record, Related

_COPIES = ("id", "title", "subject", "url")


def remove(desk: Desk, record: Record, target: Record | None) -> Plan:
    """The plan that takes a record out; with ``target``, everything that led to it leads there.

    A file of an article that has others leaves its address to the primary of those.
    """
    plan = Plan()
    library = desk.survey.everything.library
    copies = [file for file in library.articles.files(library.articles.of(record)) if file is not record]
    target = target or next(iter(copies), None)
    inbound = references.inbound(desk.settings.content, desk.survey, record)
    others = [other for other in library.files if other is not record]
    rest = Library(others, library.today, desk.settings.subjects, preview=True)
    own = _files_of(rest, target) if target is not None else ()
    _let_go(desk, record, target, inbound, rest)
    for at, link in inbound.links:
        if at.path == record.path:
            continue
        if target is None:
            plan.dead.append(f"{desk.where(at, link)}: the link {link.href} would lead nowhere")
            continue
        if at.path in own:
            desk.draft(at.path).link(link, "")  # else it would lead to its own page
            continue
        href = references.readdressed(link.href, references.folder_of(rest, at), record, target)
        href, _, anchor = href.partition("#")
        known = anchor in desk.survey.everything.linker.anchors.get(target.path, ())
        desk.draft(at.path).link(link, f"{href}#{anchor}" if known else href)
    for other in inbound.same_as:
        if target is None:
            plan.dead.append(f"{desk.prefix}{other.path}: same_as {record.id} would lead nowhere")
        elif other is target:
            desk.draft(other.path).add("same_as taken out", lambda surgery: surgery.remove(("same_as",)))
        else:
            desk.draft(other.path).add(f"same_as → {target.id}", replaced(("same_as",), str(target.id)))
    if target is not None:
        known_urls = {urls.key(url) for url in (target.url, *target.aliases)}
        left = dict.fromkeys((record.url, *record.aliases, *(() if copies else (f"/q/{record.id}",))))
        given = [url for url in left if urls.key(url) not in known_urls]
        if given:
            work = partial(Surgery.extend, key="aliases", values=given, after="url")
            desk.draft(target.path).add(f"alias {', '.join(given)}, which redirects here", work)
    desk.drafts.pop(record.path, None)
    desk.finish(plan, {}, essential=target.path if target else "")
    gone = ", ".join((record.url, *record.aliases))
    told = f"; {gone} and /q/{record.id} lead nowhere from now on" if target is None else ""
    plan.done.insert(0, f"{desk.prefix}{record.path} removed{told}")
    plan.changes.append(Change("", b"", record.path, desk.read(record.path)))
    plan.left += desk.mentions(record, "")
    return plan


def _files_of(library: Library, record: Record) -> set[str]:
    """The files whose page is that of a record, or of the one that it leads to."""
    article = library.articles.of(record)
    return {file.path for one in (article, library.final(article)) for file in library.articles.files(one)}


def _let_go(desk: Desk, record: Record, target: Record | None, inbound: Inbound, rest: Library) -> None:
    """Entries of others that lead to the record: to ``target``, else to what they mean without it, else taken out.

    ``rest`` is the library without the record.
    """
    library = desk.survey.everything.library
    gone = {(other.path, entry.key) for other, entry in inbound.entries}
    taken: dict[str, set[int]] = {}
    for other, entry in inbound.entries:
        if other is record:
            continue
        if other.path not in taken:
            meant = [rest.resolve(kept) for kept in other.related if (other.path, kept.key) not in gone]
            taken[other.path] = {other.id, *(found.id for found in meant if found is not None)}
        found = target or rest.resolve(entry)
        if found is None or rest.final(found).id in taken[other.path] or library.is_ahead(other, found):
            work = partial(Surgery.remove, key=(entry.key,), known=_COPIES)
            desk.draft(other.path).add(f"{entry.key} taken out", work)
        else:
            taken[other.path].add(rest.final(found).id)
            work = partial(_point, entry=entry, record=found, subject=library.subject(found).name)
            desk.draft(other.path).add(f"{entry.key} → record {found.id}", work)


def _point(surgery: Surgery, entry: Related, record: Record, subject: str) -> None:
    """Make an entry one of another record, in the keys that it has."""
    today = {"id": str(record.id), "title": " ".join(record.title.split()), "subject": subject, "url": record.url}
    written = surgery.mapping[entry.key]
    for name in _COPIES:
        if isinstance(written, dict) and written.get(name):
            surgery.replace((entry.key, name), today[name])
