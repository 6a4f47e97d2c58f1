"""The rules of ``check`` that look at one record in the light of the whole library; each yields findings."""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from generator import slugs, urls
from generator.candidates import Candidates
from generator.diagnostics import Finding, Place
from generator.library import Library
from generator.linking import Linker
from generator.model import Record, Rendered, Topic

RESERVED_FOLDERS = ("assets", "q", "a-z", "search", "404")
"""First segments of addresses that the generator keeps for itself."""
TO_FILL_IN = "TO FILL IN:"
"""How a text begins, or a line of an answer, that ``quicktakes new`` leaves for an editor to write."""
_TO_FILL_IN = re.compile(rf"(?:\A|\n|\\n)[ \t]*({TO_FILL_IN})")


def clashes(records: Iterable[Record]) -> Iterator[Finding]:
    """One id or one url (case aside) in several files: reported at each of them."""
    ids: dict[int, list[Record]] = defaultdict(list)
    addresses: dict[str, list[tuple[Record, str, Place]]] = defaultdict(list)
    for record in records:
        if record.id:
            ids[record.id].append(record)
        for url, place in _claims(record):
            addresses[urls.key(url)].append((record, url, place))
    for number, holders in ids.items():
        for record in holders if len(holders) > 1 else ():
            yield Finding(
                record.path, "QT120", f"the id {number} is also in {_others(record, holders)}",
                "give each record its own id", Place(("id",), 0),
            )  # fmt: skip
    for places in addresses.values():
        for record, url, place in places if len(places) > 1 else ():
            others = _others(record, [holder for holder, _, _ in places])
            yield Finding(
                record.path, "QT121", f"the url {url!r} is also in {others}", "give each record its own url", place
            )


def _claims(record: Record) -> Iterator[tuple[str, Place]]:
    """Every address that a record asks for, with its place in the file."""
    if record.url:
        yield record.url, Place(("url",), 0)
    for number, alias in enumerate(record.aliases):
        yield alias, Place(("aliases", number), 0)


def _others(record: Record, holders: list[Record]) -> str:
    paths = sorted({holder.path for holder in holders} - {record.path})
    return ", ".join(paths[:3]) + (f" and {len(paths) - 3} more" if len(paths) > 3 else "") or "this file"


def collisions(
    records: Sequence[Record], authored: Mapping[str, str], static: Iterable[str], subjects: Iterable[str]
) -> Iterator[Finding]:
    """A url that belongs to a listing, an authored page, an asset or a folder of ours; an authored page likewise.

    ``authored`` maps an authored page to its file in the site; ``subjects`` are the configured slugs.
    """
    subject_slugs = set(subjects)
    addresses = {path: urls.of_file(file) for path, file in authored.items()}
    taken = {urls.key(urls.of_file(path)): f"the file {path}" for path in static}
    taken |= {urls.key(url): f"the authored page {path}" for path, url in addresses.items()}
    for record in records:
        slug = slugs.subject_slug(record.subject)
        subject_slugs.add(slug)
        if record.subject and not slug:
            yield Finding(
                record.path, "QT116", f"the subject {record.subject!r} holds no letter or digit",
                "name the subject in words", Place(("subject",), 0),
            )  # fmt: skip
    at_address: dict[str, list[str]] = defaultdict(list)
    for path, url in addresses.items():
        at_address[url].append(path)
    for path, url in addresses.items():
        others = [other for other in at_address[url] if other != path]
        holder = f"the authored page {others[0]}" if others else _holder(url, {}, subject_slugs)
        if holder:
            yield Finding(path, "QT122", f"the page's address {url} belongs to {holder}", "move or rename the file")
    for record in records:
        for url, place in _claims(record):
            holder = _holder(url, taken, subject_slugs)
            if holder:
                yield Finding(
                    record.path, "QT122", f"the url {url!r} belongs to {holder}",
                    "choose another, such as /learn/medicine/questions/a-slug", place,
                )  # fmt: skip


def topic_addresses(
    topics: Iterable[Topic], records: Iterable[Record], authored: Mapping[str, str], static: Iterable[str],
    subjects: Iterable[str],
) -> Iterator[Finding]:  # fmt: skip
    """A topic's url that belongs to something else; of two topics with one url both are told."""
    records = list(records)
    taken = {urls.key(urls.of_file(path)): f"the file {path}" for path in static}
    taken |= {urls.key(urls.of_file(file)): f"the authored page {path}" for path, file in authored.items()}
    taken |= {urls.key(url): f"the record {record.path}" for record in records for url, _ in _claims(record)}
    slugs_of = {*subjects, *(slugs.subject_slug(record.subject) for record in records)}
    holders: dict[str, list[str]] = defaultdict(list)
    topics = list(topics)
    for topic in topics:
        holders[urls.key(topic.url)].append(topic.path)
    for topic in topics:
        others = [path for path in holders[urls.key(topic.url)] if path != topic.path]
        holder = f"the topic {others[0]}" if others else _holder(topic.url, taken, slugs_of)
        if holder:
            yield Finding(
                topic.path, "QT122", f"the url {topic.url!r} belongs to {holder}",
                "choose another, such as /learn/medicine/topics/a-slug", Place(("url",), 0),
            )  # fmt: skip


def _holder(url: str, taken: Mapping[str, str], subject_slugs: Collection[str]) -> str:
    segments = url.casefold().strip("/").split("/")
    if segments[0] in RESERVED_FOLDERS:
        return f"the generator's own folder /{segments[0]}/"
    in_subject = len(segments) > 1 and segments[0] == "learn" and segments[1] in subject_slugs
    if in_subject and (len(segments) == 2 or segments[2] in ("page", "a-z")):
        return f"the listing of the subject {segments[1]}"
    for length in range(len(segments), 0, -1):
        holder = taken.get("/" + "/".join(segments[:length]))
        if holder and (length == len(segments) or "." in segments[length - 1]):
            return holder
    return ""


def file_name(record: Record) -> Iterator[Finding]:
    """``file_name`` should be the url's last segment with ``.md``."""
    expected = posixpath.basename(record.url) + ".md"
    if record.file_name and record.file_name != expected:
        yield Finding(
            record.path, "QT130", f"file_name {record.file_name!r} disagrees with the url", f"write {expected}",
            Place(("file_name",), 0),
        )  # fmt: skip


def subject_casing(record: Record, library: Library) -> Iterator[Finding]:
    """One subject, one spelling: the configured one, or that of the record with the lowest id."""
    name = library.subject(record).name
    if record.subject != name:
        yield Finding(
            record.path, "QT131", f"the subject is written {record.subject!r} here and {name!r} elsewhere",
            f"write {name}", Place(("subject",), 0),
        )  # fmt: skip


def same_as(record: Record, library: Library) -> Iterator[Finding]:
    """``same_as`` must lead to another record, and not round in a circle."""
    if record.same_as is not None and library.final(record) is record:
        yield Finding(
            record.path, "QT123", f"same_as {record.same_as} leads to no other record",
            "write the id of the record that this one repeats", Place(("same_as",), 0),
        )  # fmt: skip


def related(record: Record, library: Library, candidates: Candidates) -> Iterator[Finding]:
    """Entries that resolve to nothing, to a record that an earlier entry gave, or to the record itself."""
    seen: dict[int, str] = {}
    for resolved in library.links[record.path]:
        entry, target = resolved.entry, resolved.target
        place = Place((entry.key,))
        hidden = library.hidden(record, entry, target)
        if hidden:
            yield Finding(
                record.path,
                "QT140",
                f"{entry.key} leads to record {hidden}",
                "take the entry out until that changes",
                place,
            )
        elif target is None:
            near = candidates.nearest(entry, record.id)
            advice = "; ".join(f"{c.id} {c.title!r}" for c in near)
            yield Finding(
                record.path, "QT140", f"{entry.key} ({entry.id}, {entry.title!r}) is not in the catalogue",
                f"did you mean {advice}?" if near else "add that record, or take the entry out", place,
            )  # fmt: skip
        elif target.id == record.id:
            yield Finding(record.path, "QT142", f"{entry.key} is this record itself", "take the entry out", place)
        elif target.id in seen:
            yield Finding(
                record.path, "QT141", f"{entry.key} repeats {seen[target.id]} (record {target.id})",
                "take one of the two out", place,
            )  # fmt: skip
        else:
            seen[target.id] = entry.key


def links(record: Record, rendered: Rendered, linker: Linker) -> Iterator[Finding]:
    """Links and images of the answer and the body that do not lead where a reader can go."""
    for target in rendered.targets:
        destination = linker.resolve(record, target)
        hidden = destination.record is not None and linker.library.is_ahead(record, destination.record)
        if hidden and destination.record is not None:
            place = _in_text(target.offset, target.in_body)
            message = f"the link leads to record {destination.record.id}, which is not published"
            yield Finding(record.path, "QT150", message, "publish that record first, or take the link out", place)
        elif destination.code:
            place = _in_text(target.offset, target.in_body)
            yield Finding(record.path, destination.code, destination.message, destination.remedy, place)


def unfinished(record: Record) -> Iterator[Finding]:
    """Texts that ``quicktakes new`` has left to be written."""
    keywords = next(iter(record.seo.keywords), "")
    texts = (
        (("seo", "page_description"), record.seo.description, "say the answer in one or two sentences"),
        (("seo", "page_keywords"), keywords, "write words and phrases with commas between"),
        (("answer",), record.answer, "write the answer, and take the line out"),
    )
    for key, text, remedy in texts:
        found = _TO_FILL_IN.search(text) if TO_FILL_IN in text else None
        if found:
            place = Place(key, found.start(1))
            yield Finding(record.path, "QT117", f"{'.'.join(key)} is still to be filled in", remedy, place)


def answer(path: str, rendered: Rendered) -> Iterator[Finding]:
    """What the dialect itself found wrong while rendering."""
    for problem in rendered.problems:
        place = _in_text(problem.offset, problem.in_body)
        yield Finding(path, problem.code, problem.message, problem.remedy, place)


def _in_text(offset: int, in_body: bool) -> Place:
    return Place((), offset, in_body=True) if in_body else Place(("answer",), offset)
