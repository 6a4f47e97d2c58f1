"""The Anki decks of a site: one for each subject, one for each topic that has questions.

A note is made anew only when something that it shows has changed: the others are taken from the decks as they stand in
the site. So an edited answer makes its own note, and the decks that hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

import orjson

from generator.build.tasks import DECKS, Context
from generator.catalogue import reader
from generator.config.amounts import shown
from generator.config.settings import Settings
from generator.content.answers.math import styles
from generator.content.answers.render import fill
from generator.library.autolink import autolinker
from generator.model import urls
from generator.model.page import Link
from generator.model.record import Record
from generator.outputs.anki import cards, package
from generator.outputs.anki.cards import Note
from generator.outputs.anki.package import Deck, Look
from generator.pages.site import SitePages
from generator.system import files, processes
from generator.system.spool import Spool
from generator.system.state import Made

KIND = "anki"
_MEDIA = "media"
"""The spool's item with the digests of static files: by file, as the site has them."""
_LOOK = ("front.html", "back.html", "card.css")


class Plan(NamedTuple):
    """A deck that the site shall have: its file, the page that leads to it, its name in Anki, its records' ids."""

    path: str
    page: str
    name: str
    records: tuple[int, ...]


class Member(NamedTuple):
    """A record of a deck, and where in the spool its note is: shard, first byte, bytes (none: it is as it was)."""

    id: int
    shard: int = 0
    start: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class Decks:
    """What making decks leaves: rows of their files, and what each note was made from, for the state."""

    rows: dict[str, Made]
    notes: dict[int, bytes]


def plans(all_pages: SitePages) -> Iterator[Plan]:
    """Every deck, with its cards in the order in which the study page brings them."""
    site = all_pages.content.settings.site_name
    for deck in all_pages.listings.flashcards.all():
        topic = (deck.topic.title,) if deck.topic else ()
        subject = deck.subject or (deck.topic.subject if deck.topic else "")
        path = f"{urls.twin_file(deck.file).removesuffix('.md')}.apkg"
        yield Plan(path, deck.file, cards.deck_name(site, subject, *topic), tuple(record.id for record in deck.cards))


def make(
    context: Context, pool: Executor, shards: Mapping[int, Sequence[str]], known: Mapping[int, bytes],
    there: Mapping[str, Made],
) -> Decks:  # fmt: skip
    """Make every deck that the site does not have as it should be, on a pool whose shared value is ``context``.

    ``shards`` are the paths of records, ``known`` what the notes in the site's decks were made from; ``there`` are the
    rows of static files.
    """
    all_pages = context.pages
    context.spool.put(_MEDIA, {path: row.key for path, row in there.items() if path in all_pages.content.static})
    known = known if any(row.kind == KIND for row in context.stage.old.values()) else {}
    keys: dict[int, bytes] = {}
    places: dict[int, Member] = {}
    members = [(number, paths, _known_of(all_pages, paths, known)) for number, paths in sorted(shards.items())]
    for gathered in pool.map(gather, *zip(*members, strict=True)) if members else ():
        for key, member in gathered:
            keys[member.id], places[member.id] = key, member
    wanted = {plan: _key(context, plan, keys) for plan in plans(all_pages) if plan.path not in all_pages.content.static}
    rows = {plan.path: context.stage.old[plan.path] for plan, key in wanted.items() if _is_there(context, plan, key)}
    stale = [plan for plan in wanted if plan.path not in rows]
    found = [[places[number] for number in plan.records] for plan in stale]
    for plan, stamp in zip(stale, pool.map(assemble, stale, found), strict=True):
        rows[plan.path] = Made(KIND, wanted[plan], *stamp, None)
    context.spool.put(DECKS, {plan.page: _link(all_pages, plan, rows[plan.path].size) for plan in wanted})
    return Decks(rows, keys)


def _known_of(all_pages: SitePages, paths: Iterable[str], known: Mapping[int, bytes]) -> dict[int, bytes]:
    ids = (all_pages.content.library.by_path[path].id for path in paths if path in all_pages.content.library.by_path)
    return {number: known[number] for number in ids if number in known}


def _key(context: Context, plan: Plan, keys: Mapping[int, bytes]) -> bytes:
    settings = context.pages.content.settings
    head = orjson.dumps([plan.name, _about(settings, plan), look_of(context.templates), settings.identity.anki_id])
    return files.digest(head + b"".join(keys[number] for number in plan.records))


def _is_there(context: Context, plan: Plan, key: bytes) -> bool:
    old = context.stage.old.get(plan.path)
    return old is not None and old.kind == KIND and old.key == key


def _link(all_pages: SitePages, plan: Plan, size: int) -> Link:
    return Link("Anki deck", urls.link(plan.page, plan.path, all_pages.content.settings.directory_urls), shown(size))


def gather(shard: int, paths: Sequence[str], known: Mapping[int, bytes]) -> list[tuple[bytes, Member]]:
    """What each note of a shard is made from, as a key; notes whose key is not the ``known`` one go into the spool."""
    context: Context = processes.shared()
    all_pages, answers, found, at = context.pages, None, [], 0
    media: Mapping[str, bytes] = context.spool.get(_MEDIA)
    with (context.spool.folder / _notes(shard)).open("wb") as file:
        for path in paths:
            record = all_pages.content.library.by_path.get(path)
            if record is None or not all_pages.content.library.is_listed(record):
                continue
            draft = Draft.of(all_pages, record, media)
            if known.get(record.id) == draft.key:
                found.append((draft.key, Member(record.id)))
                continue
            if answers is None:
                answers = context.spool.get(f"answers {shard}") or {}
            data = orjson.dumps([*draft.note(all_pages, answers.get(path))])
            file.write(data)
            found.append((draft.key, Member(record.id, shard, at, len(data))))
            at += len(data)
    return found


def _notes(shard: int) -> str:
    return f"notes {shard}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A note before its text is made: ``addresses`` fill the text's links, ``images`` are names of media by file."""

    record: Record
    file: str
    addresses: tuple[str, ...]
    images: dict[str, str]
    tags: str
    link: str
    key: bytes

    @classmethod
    def of(cls, all_pages: SitePages, record: Record, media: Mapping[str, bytes]) -> Draft:
        """The draft of a record's note; ``media`` are the digests of static files."""
        pages, rendered = all_pages.records, all_pages.content.rendered[record.path]
        file = pages.linker.file_of(record)
        addresses = pages.addresses(record, rendered, file)
        targets = [pages.linker.resolve(record, target).file for target in rendered.targets if target.image]
        images = {target: cards.media_name(target, media[target]) for target in targets if target in media}
        topics = all_pages.content.topics.by_path
        names = [topics[path].title for path in pages.relations.about.get(record.path, ())]
        names += [name for name, _ in pages.relations.keywords.of(record)]
        tags = cards.tags(pages.settings.site_name, names)
        lasting = pages.permalink_file(record) if "redirects" in pages.settings.outputs else file
        link = pages.canonical(lasting)
        shown = (
            record.id, record.modified, record.question, pages.library.subject(record).name, rendered.source,
            pages.terms_print if record.autolink else "", file, pages.canonical(file), addresses, images, tags, link,
        )  # fmt: skip
        return cls(record, file, addresses, images, tags, link, files.digest(orjson.dumps(shown)))

    def note(self, all_pages: SitePages, html: str | None) -> Note:
        """The note; without its text as this build has rendered it, that is rendered anew."""
        pages, record = all_pages.records, self.record
        if html is None:
            html = reader.answer(pages.settings.content, record.path, all_pages.content.rendered[record.path].source)
        html = fill(html, self.addresses)
        if record.autolink:
            html = autolinker(pages.terms, pages.settings.directory_urls).link(html, self.file)
        answer = cards.back(html, self.file, pages.canonical(self.file), lambda file: self.images.get(file, ""))
        subject = cards.text(all_pages.content.library.subject(record).name)
        shown = (self.tags, cards.text(record.question), answer, subject, self.link)
        return Note(record.id, cards.changed(record.modified, *shown), *shown)


def assemble(plan: Plan, members: Sequence[Member]) -> files.Stamp:
    """Write one deck into the stage."""
    context: Context = processes.shared()
    settings = context.pages.content.settings
    media: Mapping[str, bytes] = context.spool.get(_MEDIA)
    notes = list(_notes_of(context, plan, members, media))
    named = {cards.media_name(file, digest): file for file, digest in media.items()}
    shown = {name for note in notes for name in cards.pictures(note.answer) if name in named}
    pictures = {name: files.read(settings.content, named[name]) for name in shown}
    deck = Deck(plan.path, plan.name, _about(settings, plan), settings.identity.anki_id)
    return files.write(
        context.stage.folder,
        plan.path,
        package.write(deck, look_of(context.templates), notes, pictures),
    )


def _notes_of(context: Context, plan: Plan, members: Sequence[Member], media: Mapping[str, bytes]) -> Iterator[Note]:
    """A deck's notes: new ones from the spool, others from the deck as it was; else they are made here."""
    settings, library = context.pages.content.settings, context.pages.content.library
    old: Mapping[int, Note] = {}
    if plan.path in context.stage.old and any(not member.length for member in members):
        old = package.read(files.read(settings.site_dir, plan.path))
    fresh = _fresh(context.spool, members)
    for member in members:
        note = fresh.get(member.id) or old.get(member.id)
        yield note or Draft.of(context.pages, library.by_id[member.id], media).note(context.pages, None)


def _fresh(spool: Spool, members: Iterable[Member]) -> dict[int, Note]:
    found = {}
    for shard, group in groupby(sorted((member for member in members if member.length), key=_shard), key=_shard):
        with (spool.folder / _notes(shard)).open("rb") as file:
            for member in group:
                file.seek(member.start)
                found[member.id] = Note(*orjson.loads(file.read(member.length)))
    return found


def _shard(member: Member) -> int:
    return member.shard


def _about(settings: Settings, plan: Plan) -> str:
    """What Anki shows of a deck."""
    site = escape(settings.site_name)
    if settings.site_url:
        address = escape(settings.site_url + urls.public(plan.page, settings.directory_urls))
        site = f'<a href="{address}">{site}</a>'
    return f"From {site}. To get every correction when you import a newer copy, set “Update notes” to “Always”."


@lru_cache(maxsize=2)
def look_of(templates: tuple[Path, ...]) -> Look:
    """How cards look, from the template folders: in order, a project's own files win. Formulas as on pages."""
    found = (next(path for folder in templates if (path := folder / "anki" / name).is_file()) for name in _LOOK)
    front, back, style = (path.read_text("utf-8") for path in found)
    return Look(front, back, style + styles.stylesheet())
