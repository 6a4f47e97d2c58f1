"""Rules on ids and addresses: each belongs to one thing of the site."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from generator.library.articles import question_key
from generator.model import slugs, urls
from generator.model.finding import Finding, Place
from generator.model.record import Record, Topic

_PAGE = re.compile(r"(.+)/page/\d+")
RESERVED_FOLDERS = ("assets", "q", "a-z", "keywords", "people", "search", "study", "404")
"""First segments of addresses that the generator keeps for itself."""

OWN_FILES = ("feed.json",)
"""Last segments that it keeps, too, besides those that ``urls.FILE_ENDINGS`` rules out."""


def clashes(records: Iterable[Record]) -> Iterator[Finding]:
    """One id with several questions, or one url (case aside) in several files: reported at each of them.

    Files with one id and one question are one article: they may share aliases, and an alias may be another's url. The
    aliases of one file may differ from its url, and from each other, in case only.
    """
    ids: dict[int, list[Record]] = defaultdict(list)
    addresses: dict[str, list[tuple[Record, str, Place]]] = defaultdict(list)
    former: list[tuple[Record, str, Place]] = []
    for record in records:
        if record.id:
            ids[record.id].append(record)
        for url, place in _claims(record):
            addresses[urls.key(url)].append((record, url, place))
            if place.key[0] == "aliases" and urls.permalink_id(url) is not None:
                former.append((record, url, place))
    for number, holders in ids.items():
        asked: dict[str, set[str]] = defaultdict(set)
        for record in holders if len(holders) > 1 else ():
            asked[question_key(record.question)].add(record.path)
        paths = sorted(path for found in asked.values() for path in found)
        for record in holders if len(asked) > 1 else ():
            others = _others(paths, asked[question_key(record.question)])
            yield Finding(
                record.path, "QT120", f"the id {number} is also in {others}, for another question",
                "give each question its own id; for files of one article, run `quicktakes fix --from FILE`",
                Place(("id",), 0),
            )  # fmt: skip
    for record, url, place in former:
        for holder in ids.get(urls.permalink_id(url) or 0, ()):
            yield Finding(
                record.path, "QT121", f"the url {url!r} is the permanent link of {holder.path}",
                "remove it, or give that record another id", place,
            )  # fmt: skip
    for places in addresses.values():
        if len(places) == 1 or not _is_clash(places):
            continue
        paths = sorted({record.path for record, _, _ in places})
        remedy = "give each record its own url"
        if len(paths) > 1 and _is_one_article(record for record, _, _ in places):
            remedy = "change the subject and the url in one of the files, or delete that file"
        for record, url, place in places:
            others = _others(paths, {record.path})
            yield Finding(record.path, "QT121", f"the url {url!r} is also in {others}", remedy, place)


def _is_clash(places: Sequence[tuple[Record, str, Place]]) -> bool:
    """Whether one address is asked for by several articles, as the url of several files, or twice in one file."""
    own = sum(place.key[0] == "url" for _, _, place in places)
    alike = len({(record.path, url) for record, url, _ in places}) < len(places)
    in_one_file = alike and len({record.path for record, _, _ in places}) == 1
    return own > 1 or in_one_file or not _is_one_article([record for record, _, _ in places])


def _is_one_article(records: Iterable[Record]) -> bool:
    articles = {(record.id, question_key(record.question) if record.id else record.path) for record in records}
    return len(articles) == 1


def _claims(record: Record) -> Iterator[tuple[str, Place]]:
    """Every address that a record asks for, with its place in the file."""
    if record.url:
        yield record.url, Place(("url",), 0)
    for alias in record.aliases:
        yield alias, Place(("aliases", alias), 0)


def _others(paths: Sequence[str], own: Collection[str]) -> str:
    """The first three of some sorted, unique paths, the ``own`` ones left out, and how many more there are."""
    first = list(islice((path for path in paths if path not in own), 3))
    more = len(paths) - len(own) - len(first)
    return ", ".join(first) + (f" and {more} more" if more else "") or "this file"


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
        long = len(slug.encode()) > urls.LONGEST_SEGMENT
        if record.subject and (long or not slug):
            wrong = f"is longer than {urls.LONGEST_SEGMENT} bytes" if long else "has no letter or digit"
            yield Finding(
                record.path, "QT116", f"the subject {record.subject!r} {wrong}",
                "use a short name with letters", Place(("subject",), 0),
            )  # fmt: skip
    at_address: dict[str, list[str]] = defaultdict(list)
    for path, url in addresses.items():
        at_address[url].append(path)
    for path, url in addresses.items():
        others = [other for other in at_address[url] if other != path]
        holder = f"the authored page {others[0]}" if others else _holder(url, {}, subject_slugs)
        if holder:
            yield Finding(path, "QT122", f"the page's address {url} belongs to {holder}", "move or rename the file")
    for path in static:
        holder = _page_at(path, subject_slugs)
        if holder:
            finding = Finding(path, "QT122", f"the file's address belongs to {holder}", "move or rename the file")
            yield finding.at(1, 1)
    for record in records:
        for url, place in _claims(record):
            if place.key[0] == "aliases" and urls.permalink_id(url) is not None:
                continue  # of a record that is gone: its permanent address leads on
            holder = _holder(url, taken, subject_slugs)
            if holder:
                yield Finding(
                    record.path, "QT122", f"the url {url!r} belongs to {holder}",
                    "choose another url, such as /learn/medicine/questions/a-slug", place,
                )  # fmt: skip


def _page_at(path: str, subject_slugs: Collection[str]) -> str:
    """The page of ours whose place a static file would take; ``404.html`` may be another's."""
    if path == "index.html":
        return "the home page"
    if not path.endswith(".html") or path == "404.html" or path.startswith("assets/"):
        return ""
    return _holder(urls.of_file(path), {}, subject_slugs)


def topic_addresses(
    topics: Iterable[Topic], records: Iterable[Record], authored: Mapping[str, str], static: Iterable[str],
    subjects: Iterable[str],
) -> Iterator[Finding]:  # fmt: skip
    """A topic's url that belongs to something else; of two topics with one url both are told. So is what stands where a
    topic's questions go on."""
    records = list(records)
    taken = {urls.key(urls.of_file(path)): f"the file {path}" for path in static}
    taken |= {urls.key(urls.of_file(file)): f"the authored page {path}" for path, file in authored.items()}
    taken |= {urls.key(url): f"the record {record.path}" for record in records for url, _ in _claims(record)}
    slugs_of = {*subjects, *(slugs.subject_slug(record.subject) for record in records)}
    holders: dict[str, list[str]] = defaultdict(list)
    topics = list(topics)
    for topic in topics:
        holders[urls.key(topic.url)].append(topic.path)
    claimed = {**taken, **{url: f"the topic {paths[0]}" for url, paths in holders.items()}}
    going_on = {found[1]: holder for url, holder in claimed.items() if (found := _PAGE.fullmatch(url))}
    for topic in topics:
        further = going_on.get(urls.key(topic.url))
        if further:
            yield Finding(
                topic.path, "QT122", f"{topic.url}/page/, for more questions on the topic, is taken by {further}",
                "change one of the two urls", Place(("url",), 0),
            )  # fmt: skip
        others = [path for path in holders[urls.key(topic.url)] if path != topic.path]
        holder = f"the topic {others[0]}" if others else _holder(topic.url, taken, slugs_of)
        if holder:
            yield Finding(
                topic.path, "QT122", f"the url {topic.url!r} belongs to {holder}",
                "choose another url, such as /learn/medicine/topics/a-slug", Place(("url",), 0),
            )  # fmt: skip


def _holder(url: str, taken: Mapping[str, str], subject_slugs: Collection[str]) -> str:
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
