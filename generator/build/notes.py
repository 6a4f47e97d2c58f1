"""The notes of Anki decks: what each one is made from, and its text. Runs in every worker process."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import orjson

from generator.build.tasks import Context
from generator.catalogue import reader
from generator.content.answers.render import fill
from generator.library.autolink import autolinker
from generator.model.record import Record
from generator.outputs.anki import cards
from generator.outputs.anki.cards import Note
from generator.pages.site import SitePages
from generator.system import files
from generator.system.spool import Spool
from generator.system.workers import processes

MEDIA = "media"
"""The spool's item with the digests of static files, by file."""


class Member(NamedTuple):
    """A record of a deck, and where its new note is in the spool; length 0 means: reuse the published note."""

    id: int
    shard: int = 0
    start: int = 0
    length: int = 0


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note without its text: ``addresses`` are for the text's links, ``images`` are names of media by file.

    Two drafts with the same ``key`` give the same note.
    """

    record: Record
    file: str
    addresses: tuple[str, ...]
    images: dict[str, str]
    tags: str
    link: str
    key: bytes

    @classmethod
    def of(cls, all_pages: SitePages, record: Record, media: Mapping[str, bytes]) -> NoteDraft:
        """The draft of a record's note; ``media`` are the digests of static files."""
        context, rendered, topics = all_pages.context, all_pages.content.rendered[record.path], all_pages.content.topics
        file, lasting = context.linker.file_of(record), context.addresses.permalink_file(record)
        addresses = context.answer_addresses(record, rendered, file)
        targets = [context.linker.resolve(record, target).file for target in rendered.targets if target.image]
        images = {target: cards.media_name(target, media[target]) for target in targets if target in media}
        names = [topics.by_path[path].title for path in context.relations.about.get(record.path, ())]
        names += [name for name, _ in context.relations.keywords.of(record)]
        tags = cards.tags(context.settings.site_name, names)
        canonical = context.addresses.canonical
        link = canonical(lasting if "redirects" in context.settings.outputs else file)
        subject, terms = context.library.subject(record).name, context.terms_digest if record.autolink else ""
        texts = record.id, record.modified, record.question, subject, rendered.source, terms
        shown = *texts, file, canonical(file), addresses, images, tags, link
        return cls(record, file, addresses, images, tags, link, files.digest(orjson.dumps(shown)))

    def note(self, all_pages: SitePages, html: str | None) -> Note:
        """The note; ``html`` is the answer that this build has rendered, ``None`` to render it from the file."""
        context, record = all_pages.context, self.record
        if html is None:
            html = reader.answer(context.settings.content, record.path, all_pages.content.rendered[record.path].source)
        html = fill(html, self.addresses)
        if record.autolink:
            html = autolinker(context.terms, context.settings.directory_urls).link(html, self.file)
        canonical = context.addresses.canonical(self.file)
        answer = cards.back(html, self.file, canonical, lambda file: self.images.get(file, ""))
        subject = cards.text(all_pages.content.library.subject(record).name)
        shown = (self.tags, cards.text(record.question), answer, subject, self.link)
        return Note(record.id, cards.changed(record.modified, *shown), *shown)


def gather(shard: int, paths: Sequence[str], known: Mapping[int, bytes]) -> list[tuple[bytes, Member]]:
    """The key and the place of each note of a shard. Notes whose key is not the ``known`` one go into the spool."""
    context: Context = processes.shared()
    all_pages, answers, found, start = context.pages, None, [], 0
    media = context.spool.get(MEDIA, dict[str, bytes]) or {}
    with (context.spool.folder / _file(shard)).open("wb") as file:
        for path in paths:
            record = all_pages.content.library.by_path.get(path)
            if record is None or not all_pages.content.library.is_listed(record):
                continue
            draft = NoteDraft.of(all_pages, record, media)
            if known.get(record.id) == draft.key:
                found.append((draft.key, Member(record.id)))
                continue
            if answers is None:
                answers = context.spool.get(f"answers {shard}", dict[str, str]) or {}
            data = orjson.dumps([*draft.note(all_pages, answers.get(path))])
            file.write(data)
            found.append((draft.key, Member(record.id, shard, start, len(data))))
            start += len(data)
    return found


def gathered(spool: Spool, members: Iterable[Member]) -> dict[int, Note]:
    """The notes that ``gather`` has put into the spool, by the id of their record."""
    found = {}
    new = sorted((member for member in members if member.length), key=attrgetter("shard"))
    for shard, group in groupby(new, key=attrgetter("shard")):
        with (spool.folder / _file(shard)).open("rb") as file:
            for member in group:
                file.seek(member.start)
                found[member.id] = Note(*orjson.loads(file.read(member.length)))
    return found


def _file(shard: int) -> str:
    return f"notes {shard}"
