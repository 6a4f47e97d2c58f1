"""``quicktakes mv``: rename a record and update the references to it."""

from __future__ import annotations

import posixpath
import re
from dataclasses import replace
from functools import partial

from generator.checks.rules.references import is_doubtful
from generator.editing import references
from generator.editing.cuts import Surgery
from generator.editing.desk import Desk, Plan
from generator.editing.file_edits import Work, replaced
from generator.editing.references import Inbound
from generator.model import slugs, urls
from generator.model.record import Record, Related
from generator.system.errors import RefusedError

_TITLES = ("title", "article_title", "question")


def renamed(desk: Desk, record: Record, new: str) -> Record:
    """The record with a new name: a url (``/…``), a file (``….md``), a slug, or a title that gives the slug.

    Raises ``RefusedError`` if the name is invalid or taken.
    """
    title, path = record.title, record.path
    folder = posixpath.dirname(record.url)
    if new.startswith("/") and not new.endswith(".md"):
        url = urls.normal(new)
    elif new.endswith(".md"):
        path = posixpath.join(posixpath.dirname(path), new) if "/" not in new else desk.path(new)
        url = f"{folder}/{posixpath.basename(path).removesuffix('.md')}"
    elif re.search(r"\s|\?$", new.strip()):
        title = " ".join(new.split())
        url = f"{folder}/{slugs.slug(title)}"
    else:
        url = f"{folder}/{new}"
    articles = desk.survey.everything.library.articles
    files = articles.files(articles.of(record))
    if title != record.title and len(files) > 1:
        raise RefusedError(
            f"the article has {len(files)} files; change the question in one of them and run `quicktakes fix --from` "
            "with it, or give a slug to rename only this address"
        )
    slug = posixpath.basename(url)
    if url != record.url and slugs.slug(slug.replace("-", " ")) != slug:
        raise RefusedError(f"{slug!r} is not a slug; use lower-case letters, digits and hyphens (a title has spaces)")
    if path == record.path and slug != posixpath.basename(record.url):
        path = posixpath.join(posixpath.dirname(path), f"{slug}.md")
    file_name = f"{slug}.md" if record.file_name else ""
    changed = replace(record, title=title, url=url, path=path, file_name=file_name)
    _refuse_taken(desk, record, changed)
    return changed


def _refuse_taken(desk: Desk, record: Record, new: Record) -> None:
    wrong = urls.unsafe_reason(new.url)
    if wrong:
        raise RefusedError(f"the url {new.url} is unsafe: {wrong}; choose another name")
    library = desk.survey.everything.library
    holder = library.by_url.get(urls.key(new.url))
    if holder is not None and library.articles.of(record) is holder:  # its own alias, or another of its files
        holder = library.articles.address(holder, new.url)
    if holder is not None and holder is not record:
        raise RefusedError(
            f"the url {new.url} is taken by {holder.path}; choose another name, or remove that record first"
        )
    if new.path.startswith((".", "/")) or any(part.startswith(".") for part in new.path.split("/")):
        raise RefusedError(f"{new.path} is not in the content folder; name a file inside it")
    if new.path != record.path and (desk.settings.content / new.path).exists():
        raise RefusedError(f"{new.path} already exists; choose another name")


def rename(desk: Desk, record: Record, new: Record) -> Plan:
    """The plan to change a record's url, file and title, and the references to it."""
    plan = Plan()
    if new == record:
        return plan
    library = desk.survey.everything.library
    inbound = references.inbound(desk.settings.content, desk.survey, record)
    own = desk.edits(record.path)
    if new.path != record.path:
        plan.done.append(f"{desk.prefix}{record.path} → {desk.prefix}{new.path}")
    for about, work in _own_changes(record, new):
        own.add(about, work)
    for other, entry in inbound.entries:
        if is_doubtful(entry, library):
            plan.left.append(
                f"{desk.prefix}{other.path}: {entry.key} could mean this record or another; correct its id or title"
            )
            continue
        for name, value in _outdated_copies(entry, record, new).items():
            desk.edits(other.path).add(f"{entry.key}.{name} → {value}", replaced((entry.key, name), value))
    for at, target in inbound.links:
        folder = references.folder_of(library, at)
        folder = posixpath.dirname(new.path) if folder is not None and at.path == record.path else folder
        href = references.readdressed(target.href, folder, record, new)
        if href != target.href:
            desk.edits(at.path).link(target, href)
    _update_relative_links(desk, record, new, inbound)
    desk.finish(plan, {record.path: new.path}, essential=record.path)
    plan.left += desk.mentions(record, new.path)
    return plan


def _own_changes(record: Record, new: Record) -> list[tuple[str, Work]]:
    changes: list[tuple[str, Work]] = []
    for key in _TITLES if new.title != record.title else ():
        if " ".join(str(getattr(record, key)).split()) == " ".join(record.title.split()):
            changes.append((f"{key} → {new.title}", replaced((key,), new.title)))
    if new.url != record.url:
        changes.append((f"url → {new.url}", replaced(("url",), new.url)))
        changes.append(
            (f"alias {record.url} added, which redirects here", partial(_add_alias, old=record.url, new=new.url))
        )
    if new.file_name != record.file_name:
        changes.append((f"file_name → {new.file_name}", replaced(("file_name",), new.file_name)))
    return changes


def _add_alias(surgery: Surgery, old: str, new: str) -> None:
    """Add the old url to the aliases; if the new url was an alias, replace that alias."""
    aliases = surgery.mapping.get("aliases")
    for number, alias in enumerate(aliases if isinstance(aliases, list) else ()):
        if isinstance(alias, str) and urls.normal(alias.strip()) == new:
            surgery.replace(("aliases", number), old)
            return
    surgery.extend("aliases", [old], after="url")


def _outdated_copies(entry: Related, old: Record, new: Record) -> dict[str, str]:
    """The values that an entry must copy from the renamed record, if they differ."""
    by_title_only = entry.id != old.id and slugs.loose_url_key(entry.url) != slugs.loose_url_key(old.url)
    by_title_only = by_title_only and urls.key(entry.url) not in map(urls.key, old.aliases)
    current = {"title": new.title} if by_title_only else {"title": new.title, "url": new.url}
    written = {"title": " ".join(entry.title.split()), "url": entry.url and urls.normal(entry.url)}
    return {name: value for name, value in current.items() if written[name] and written[name] != value}


def _update_relative_links(desk: Desk, record: Record, new: Record, inbound: Inbound) -> None:
    """Update the relative links and images of a text that moves to another folder."""
    before, after = posixpath.dirname(record.path), posixpath.dirname(new.path)
    if before == after:
        return
    to_itself = {target for at, target in inbound.links if at.path == record.path}
    everything = desk.survey.everything
    article = everything.library.articles.of(record)
    files = everything.library.articles.files(article)
    for number, target in enumerate(everything.rendered[record.path].targets):
        if target in to_itself:
            continue
        if len(files) > 1:  # the files keep one text
            href = references.moved_along(target.href, posixpath.dirname(article.path), None, everything.linker)
        else:
            href = references.moved_along(target.href, before, after, everything.linker)
        for file in files if href != target.href else ():
            targets = everything.rendered[file.path].targets
            if number < len(targets) and targets[number].href == target.href:
                desk.edits(file.path).link(targets[number], href)
