"""Rules for ids and addresses: each may be used only once in the site."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice

from generator.library.articles import question_key
from generator.model import slugs, urls
from generator.model.finding import Finding, Place
from generator.model.record import Record, Topic

_PAGE = re.compile(r"(.+)/page/\d+")
RESERVED_FOLDERS = ("assets", "q", "a-z", "keywords", "people", "search", "study", "404")
"""First segments of addresses that are reserved for the generator."""

OWN_FILES = ("feed.json",)
"""Reserved last segments, in addition to the endings in ``urls.FILE_ENDINGS``."""

_Claim = tuple[Record, str, Place]
"""An address in a record, as its url or an alias, and its place in the file."""


def clashes(records: Iterable[Record]) -> Iterator[Finding]:
    """Find ids with several questions, and urls (ignoring case) in several files; report each of the files.

    Files with the same id and question are one article: they may share aliases, and an alias may be the url of another
    of its files. Within one file, urls and aliases that differ only in case are allowed.
    """
    ids: dict[int, list[Record]] = defaultdict(list)
    claims: dict[str, list[_Claim]] = defaultdict(list)
    for record in records:
        if record.id:
            ids[record.id].append(record)
        for url, place in _addresses(record):
            claims[urls.key(url)].append((record, url, place))
    for number, holders in ids.items():
        if len(holders) > 1:
            yield from _shared_id(number, holders)
    for record, url, place in chain.from_iterable(claims.values()):
        for holder in ids.get(urls.permalink_id(url) or 0, ()) if place.key[0] == "aliases" else ():
            message = f"the url {url!r} is the permanent link of {holder.path}"
            yield Finding(record.path, "QT121", message, "remove it, or give that record another id", place)
    for group in claims.values():
        if len(group) > 1 and _is_clash(group):
            yield from _shared_url(group)


def _shared_id(number: int, holders: Sequence[Record]) -> Iterator[Finding]:
    questions: dict[str, set[str]] = defaultdict(set)
    for record in holders:
        questions[question_key(record.question)].add(record.path)
    paths = sorted(chain.from_iterable(questions.values()))
    for record in holders if len(questions) > 1 else ():
        others = _others(paths, questions[question_key(record.question)])
        yield Finding(
            record.path,
            "QT120",
            f"the id {number} is also in {others}, for another question",
            "give each question its own id; for files of one article, run `quicktakes fix --from FILE`",
            Place(("id",), 0),
        )


def _shared_url(claims: Sequence[_Claim]) -> Iterator[Finding]:
    paths = sorted({record.path for record, _, _ in claims})
    remedy = "give each record its own url"
    if len(paths) > 1 and _is_one_article(claims):
        remedy = "change the subject and the url in one of the files, or delete that file"
    for record, url, place in claims:
        others = _others(paths, {record.path})
        yield Finding(record.path, "QT121", f"the url {url!r} is also in {others}", remedy, place)


def _is_clash(claims: Sequence[_Claim]) -> bool:
    """Whether an address is in several articles, is the url of several files, or appears twice in one file."""
    own = sum(place.key[0] == "url" for _, _, place in claims)
    alike = len({(record.path, url) for record, url, _ in claims}) < len(claims)
    in_one_file = alike and len({record.path for record, _, _ in claims}) == 1
    return own > 1 or in_one_file or not _is_one_article(claims)


def _is_one_article(claims: Iterable[_Claim]) -> bool:
    articles = {(record.id, question_key(record.question) if record.id else record.path) for record, _, _ in claims}
    return len(articles) == 1


def _addresses(record: Record) -> Iterator[tuple[str, Place]]:
    """The url and the aliases of a record, each with its place in the file."""
    if record.url:
        yield record.url, Place(("url",), 0)
    for alias in record.aliases:
        yield alias, Place(("aliases", alias), 0)


def _others(paths: Sequence[str], own: Collection[str]) -> str:
    """The first three of some sorted, unique paths without the ``own`` ones, and the number of the rest."""
    first = list(islice((path for path in paths if path not in own), 3))
    more = len(paths) - len(own) - len(first)
    return ", ".join(first) + (f" and {more} more" if more else "") or "this file"


def collisions(
    records: Sequence[Record], authored: Mapping[str, str], static: Iterable[str], subjects: Iterable[str]
) -> Iterator[Finding]:
    """Find addresses of records, authored pages and static files that are already taken, and unusable subjects.

    ``authored`` maps an authored page to its file in the site; ``subjects`` are the configured slugs.
    """
    slug_of = {name: slugs.subject_slug(name) for name in {record.subject for record in records}}
    subject_slugs = {*subjects, *slug_of.values()}
    yield from _unusable_subjects(records, slug_of)
    yield from _authored_addresses(authored, subject_slugs)
    for path in static:
        holder = _generated_page(path, subject_slugs)
        if holder:
            finding = Finding(path, "QT122", f"the file's address belongs to {holder}", "move or rename the file")
            yield finding.at(1, 1)
    taken = _taken(authored, static)
    remedy = "choose another url, such as /learn/medicine/questions/a-slug"
    for record in records:
        for url, place in _addresses(record):
            if place.key[0] == "aliases" and urls.permalink_id(url) is not None:
                continue  # the permanent link of a removed record, which redirects here
            holder = _holder(url, taken, subject_slugs)
            if holder:
                yield Finding(record.path, "QT122", f"the url {url!r} belongs to {holder}", remedy, place)


def _unusable_subjects(records: Iterable[Record], slug_of: Mapping[str, str]) -> Iterator[Finding]:
    for record in records:
        slug = slug_of[record.subject]
        long = len(slug.encode()) > urls.LONGEST_SEGMENT
        if record.subject and (long or not slug):
            wrong = f"is longer than {urls.LONGEST_SEGMENT} bytes" if long else "has no letter or digit"
            message = f"the subject {record.subject!r} {wrong}"
            yield Finding(record.path, "QT116", message, "use a short name with letters", Place(("subject",), 0))


def _authored_addresses(authored: Mapping[str, str], subject_slugs: Collection[str]) -> Iterator[Finding]:
    pages: dict[str, list[str]] = defaultdict(list)
    for path, file in authored.items():
        pages[urls.of_file(file)].append(path)
    for url, paths in pages.items():
        for path in paths:
            other = next((other for other in paths if other != path), None)
            holder = f"the authored page {other}" if other else _holder(url, {}, subject_slugs)
            if holder:
                yield Finding(path, "QT122", f"the page's address {url} belongs to {holder}", "move or rename the file")


def _taken(authored: Mapping[str, str], static: Iterable[str]) -> dict[str, str]:
    """What has each address, as the messages name it."""
    taken = {urls.key(urls.of_file(path)): f"the file {path}" for path in static}
    return taken | {urls.key(urls.of_file(file)): f"the authored page {path}" for path, file in authored.items()}


def _generated_page(path: str, subject_slugs: Collection[str]) -> str:
    """The generated page that a static file would replace; empty if none, or if it is ``404.html``, which may be."""
    if path == "index.html":
        return "the home page"
    if not path.endswith(".html") or path == "404.html" or path.startswith("assets/"):
        return ""
    return _holder(urls.of_file(path), {}, subject_slugs)


def topic_addresses(
    topics: Sequence[Topic],
    records: Sequence[Record],
    authored: Mapping[str, str],
    static: Iterable[str],
    subjects: Iterable[str],
) -> Iterator[Finding]:
    """Find urls of topics that are already taken, and whatever has the address of a topic's further pages.

    If two topics have the same url, both are reported.
    """
    taken = _taken(authored, static)
    taken |= {urls.key(url): f"the record {record.path}" for record in records for url, _ in _addresses(record)}
    subject_slugs = {*subjects, *map(slugs.subject_slug, {record.subject for record in records})}
    holders: dict[str, list[str]] = defaultdict(list)
    for topic in topics:
        holders[urls.key(topic.url)].append(topic.path)
    claimed = {**taken, **{url: f"the topic {paths[0]}" for url, paths in holders.items()}}
    numbered = {found[1]: holder for url, holder in claimed.items() if (found := _PAGE.fullmatch(url))}
    place = Place(("url",), 0)
    for topic in topics:
        further = numbered.get(urls.key(topic.url))
        if further:
            message = f"{topic.url}/page/, for more questions on the topic, is taken by {further}"
            yield Finding(topic.path, "QT122", message, "change one of the two urls", place)
        others = [path for path in holders[urls.key(topic.url)] if path != topic.path]
        holder = f"the topic {others[0]}" if others else _holder(topic.url, taken, subject_slugs)
        if holder:
            remedy = "choose another url, such as /learn/medicine/topics/a-slug"
            yield Finding(topic.path, "QT122", f"the url {topic.url!r} belongs to {holder}", remedy, place)


def _holder(url: str, taken: Mapping[str, str], subject_slugs: Collection[str]) -> str:
    """What already has an address, as the messages name it; empty if it is free."""
    segments = url.casefold().strip("/").split("/")
    if segments[0] in RESERVED_FOLDERS:
        return f"the reserved folder /{segments[0]}/"
    if segments[-1] in OWN_FILES:
        return f"the generated file {segments[-1]}"
    in_subject = len(segments) > 1 and segments[0] == "learn" and segments[1] in subject_slugs
    if in_subject and (len(segments) == 2 or segments[2] in ("page", "a-z")):
        return f"the listing of the subject {segments[1]}"
    for length in range(len(segments), 0, -1):
        holder = taken.get("/" + "/".join(segments[:length]))
        if holder and (length == len(segments) or "." in segments[length - 1]):
            return holder
    return ""
