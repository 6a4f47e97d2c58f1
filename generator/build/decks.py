"""The Anki decks of a site: one for each subject, and one for each topic that has questions.

A note is rendered only if something that it shows has changed; all other notes come from the published decks. So an
edited answer costs one new note, and the decks that contain it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import NamedTuple

import orjson

from generator.build.notes import MEDIA, Member, NoteDraft, gather, gathered
from generator.build.tasks import DECKS, Context
from generator.config.amounts import shown
from generator.config.settings import Settings
from generator.content.answers.math import styles
from generator.model import urls
from generator.model.page import Link
from generator.outputs.anki import cards, package
from generator.outputs.anki.cards import Note
from generator.outputs.anki.package import AnkiDeck, Look
from generator.outputs.copies import published
from generator.pages.site import SitePages
from generator.system import files
from generator.system.state import Made
from generator.system.workers import processes

KIND = "anki"
_LOOK = ("front.html", "back.html", "card.css")


class DeckPlan(NamedTuple):
    """A deck of the site: its file, the page that links to it, its name in Anki, the ids of its records."""

    path: str
    page: str
    name: str
    records: tuple[int, ...]


class Decks(NamedTuple):
    """The rows of all decks, and the key of each note by the id of its record, for the state."""

    rows: dict[str, Made]
    notes: dict[int, bytes]


def plans(all_pages: SitePages) -> Iterator[DeckPlan]:
    """Every deck, with its cards in the order of the study page."""
    site = all_pages.content.settings.site_name
    for deck in all_pages.listings.flashcards.all():
        topic = (deck.topic.title,) if deck.topic else ()
        subject = deck.subject or (deck.topic.subject if deck.topic else "")
        path = f"{urls.twin_file(deck.file).removesuffix('.md')}.apkg"
        name = cards.deck_name(site, subject, *topic)
        yield DeckPlan(path, deck.file, name, tuple(record.id for record in deck.cards))


def make(
    context: Context,
    pool: Executor,
    shards: Mapping[int, Sequence[str]],
    known: Mapping[int, bytes],
    static: Mapping[str, Made],
) -> Decks:
    """Make every deck that is missing or outdated, on a pool whose shared value is ``context``.

    ``shards`` are the paths of records, ``known`` the keys of the notes in the published decks; ``static`` has the rows
    of static files.
    """
    all_pages, stage = context.pages, context.stage
    content = all_pages.content
    context.spool.put(MEDIA, {path: row.key for path, row in static.items() if path in content.static})
    known = known if any(row.kind == KIND for row in stage.old.values()) else {}
    keys: dict[int, bytes] = {}
    places: dict[int, Member] = {}
    members = [(number, paths, _known_of(all_pages, paths, known)) for number, paths in sorted(shards.items())]
    for found in pool.map(gather, *zip(*members, strict=True)) if members else ():
        for key, member in found:
            keys[member.id], places[member.id] = key, member
    deck_keys = {plan: _key(context, plan, keys) for plan in plans(all_pages) if plan.path not in content.static}
    rows = {plan.path: stage.old[plan.path] for plan, key in deck_keys.items() if _is_unchanged(context, plan, key)}
    outdated = [plan for plan in deck_keys if plan.path not in rows]
    deck_members = [[places[number] for number in plan.records] for plan in outdated]
    for plan, stamp in zip(outdated, pool.map(assemble, outdated, deck_members), strict=True):
        rows[plan.path] = Made(KIND, deck_keys[plan], *stamp, None)
    context.spool.put(DECKS, {plan.page: _link(content.settings, plan, rows[plan.path].size) for plan in deck_keys})
    return Decks(rows, keys)


def _known_of(all_pages: SitePages, paths: Iterable[str], known: Mapping[int, bytes]) -> dict[int, bytes]:
    records = all_pages.content.library.by_path
    ids = (records[path].id for path in paths if path in records)
    return {number: known[number] for number in ids if number in known}


def _key(context: Context, plan: DeckPlan, keys: Mapping[int, bytes]) -> bytes:
    settings = context.pages.content.settings
    head = [plan.name, _about(settings, plan), look_of(context.templates), settings.identity.anki_id]
    return files.digest(orjson.dumps(head) + b"".join(keys[number] for number in plan.records))


def _is_unchanged(context: Context, plan: DeckPlan, key: bytes) -> bool:
    old = context.stage.old.get(plan.path)
    return old is not None and old.kind == KIND and old.key == key


def _link(settings: Settings, plan: DeckPlan, size: int) -> Link:
    return Link("Anki deck", urls.link(plan.page, plan.path, settings.directory_urls), shown(size))


def assemble(plan: DeckPlan, members: Sequence[Member]) -> files.Stamp:
    """Write one deck into the stage."""
    context: Context = processes.shared()
    settings = context.pages.content.settings
    media = context.spool.get(MEDIA, dict[str, bytes]) or {}
    notes = list(_notes_of(context, plan, members, media))
    named = {cards.media_name(file, digest): file for file, digest in media.items()}
    pictures = {name for note in notes for name in cards.pictures(note.answer) if name in named}
    data = {name: published(settings.content, named[name]) for name in pictures}
    deck = AnkiDeck(plan.path, plan.name, _about(settings, plan), settings.identity.anki_id)
    return files.write(context.stage.folder, plan.path, package.write(deck, look_of(context.templates), notes, data))


def _notes_of(
    context: Context, plan: DeckPlan, members: Sequence[Member], media: Mapping[str, bytes]
) -> Iterator[Note]:
    """A deck's notes: new ones from the spool, others from the published deck; what neither has is rendered here."""
    settings, library = context.pages.content.settings, context.pages.content.library
    old: Mapping[int, Note] = {}
    if plan.path in context.stage.old and any(not member.length for member in members):
        old = package.read(files.read(settings.site_dir, plan.path))
    new = gathered(context.spool, members)
    for member in members:
        note = new.get(member.id) or old.get(member.id)
        yield note or NoteDraft.of(context.pages, library.by_id[member.id], media).note(context.pages, None)


def _about(settings: Settings, plan: DeckPlan) -> str:
    """The description of a deck in Anki."""
    site = escape(settings.site_name)
    if settings.site_url:
        address = escape(settings.site_url + urls.public(plan.page, settings.directory_urls))
        site = f'<a href="{address}">{site}</a>'
    return f"From {site}. To get every correction when you import a newer copy, set “Update notes” to “Always”."


@lru_cache(maxsize=2)
def look_of(templates: tuple[Path, ...]) -> Look:
    """The templates and the style of cards; a project's own files come first. Formulas look as on pages."""
    found = (next(path for folder in templates if (path := folder / "anki" / name).is_file()) for name in _LOOK)
    front, back, style = (path.read_text("utf-8") for path in found)
    return Look(front, back, style + styles.stylesheet())
