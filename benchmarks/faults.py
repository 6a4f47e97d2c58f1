"""Find what a built site lacks, or lists twice, of a catalogue.

The expected pages are computed from the files' front matter, independently of the generator's library.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import orjson

from generator.build.index import TOPICS
from generator.content import records
from generator.model import urls
from generator.model.record import Record
from generator.model.slugs import subject_slug
from generator.search import decoder, shards
from generator.system import files

SITE_URL = "https://example.org/"
_REDIRECT = re.compile(r'http-equiv="refresh" content="0; url=([^"]+)"')
_ID = re.compile(r'data-id="(-?\d+)"')
_HREF = re.compile(r'<a href="([^"#]+)"')
_LISTING = re.compile(
    r"(?P<name>learn/[^/]+(?:/a-z)?|a-z(?!/topics)|keywords/[^/]+|a-z/topics/other)"
    r"(?:/(?!page/)[a-z0-9-]+)?(?:/page/\d+)?/index\.html"
)
_FINAL = re.compile(r"[?!.…:;, ]+$")


@dataclass
class Article:
    """The files with one id and question."""

    id: int
    files: list[Record] = field(default_factory=list)

    @property
    def is_listed(self) -> bool:
        """Whether listings include the article."""
        return not any(r.withdrawn or r.no_index for r in self.files) and self.files[0].same_as is None

    @property
    def subjects(self) -> set[str]:
        """The slugs of its subjects, unless the configuration sets others."""
        return {subject_slug(record.subject) for record in self.files}


def articles(folder: Path, left_out: Sequence[str] = ()) -> list[Article]:
    """Return all articles of a content folder that are public today, except for the files ``left_out``."""
    found: dict[tuple[int, str], Article] = {}
    for path in files.discover(folder).markdown:
        record, _ = records.read(path, files.read(folder, path))
        public = record is not None and not record.draft and (record.publish_on or date.min) <= date.today()
        if record is not None and public and path not in left_out:
            question = _FINAL.sub("", " ".join(record.question.casefold().split()))
            found.setdefault((record.id, question), Article(record.id)).files.append(record)
    return list(found.values())


def faults(site: Path, catalogue: Sequence[Article], has_sitemap: bool = True) -> Iterator[str]:
    """Report everything that a site lacks, or lists twice, of a catalogue."""
    pages: dict[int, str] = {}
    for article in catalogue:
        addresses = [*(record.url for record in article.files), f"/q/{article.id}"]
        for url in addresses:
            file = urls.record_file(url, directory_urls=True)
            page = _page(site, file)
            if page is None:
                yield f"{url} has neither page nor redirect"
            elif pages.setdefault(article.id, page) != page:
                yield f"{url} redirects to {page}, not to {pages[article.id]}"
            elif article.is_listed and _ID.findall((site / page).read_text("utf-8"))[:1] != [str(article.id)]:
                yield f"{page} is not the page of {article.id}"
    listed = {article.id: article for article in catalogue if article.is_listed}
    of_page = {pages[number]: number for number in listed if number in pages}
    yield from _listing_faults(site, listed, of_page)
    found = set(_searched(site))
    yield from (f"the search does not contain {number}" for number in sorted(listed.keys() - found))
    yield from (f"the search contains {number}, which is not listed" for number in sorted(found - listed.keys()))
    yield from _study_faults(site, listed)
    if has_sitemap:
        named = {url.removeprefix(SITE_URL) + "index.html" for url in _sitemap(site)}
        yield from (f"{page} is not in the sitemap" for page in sorted(of_page.keys() - named))


def _page(site: Path, file: str) -> str | None:
    """Return the page of a file, following redirects; ``None`` if it does not exist."""
    for _ in range(3):
        path = site / file
        if not path.is_file():
            return None
        target = _REDIRECT.search(path.read_text("utf-8")[:2_000])
        if target is None:
            return file
        file = posixpath.normpath(posixpath.join(posixpath.dirname(file), target[1])) + "/index.html"
    return None


def _listing_faults(site: Path, listed: Mapping[int, Article], of_page: Mapping[str, int]) -> Iterator[str]:
    named: dict[str, Counter[int]] = defaultdict(Counter)
    for path in sorted(files.walk(site)):
        listing = _LISTING.fullmatch(path)
        if listing is None:
            continue
        body = (site / path).read_text("utf-8").partition("<main")[2]
        for href in _HREF.findall(body):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), href)) + "/index.html"
            if target in of_page:
                named[listing["name"]][of_page[target]] += 1
    for name, counts in named.items():
        yield from (f"{name} lists {number} {times} times" for number, times in counts.items() if times > 1)
    for number, article in listed.items():
        for slug in article.subjects:
            for name in (f"learn/{slug}", f"learn/{slug}/a-z", "a-z"):
                if number not in named[name]:
                    yield f"{name} does not list {number}"


def _searched(site: Path) -> Iterator[int]:
    """Yield the ids of all records in the search index."""
    for path in sorted((site / "search" / "d").glob("*.bin")):
        for key in orjson.loads(decoder.unpacked(path.read_bytes())):
            number = int(key)
            if shards.id_of(number) < TOPICS:
                yield shards.id_of(number)


def _study_faults(site: Path, listed: Mapping[int, Article]) -> Iterator[str]:
    in_decks: set[int] = set()
    for path in sorted((site / "study").glob("*/deck.json")):
        deck = orjson.loads(path.read_bytes())
        cards = [
            card[0] for part in deck["parts"] for card in orjson.loads((path.parent / f"{part}.json").read_bytes())
        ]
        in_decks.update(cards)
        yield from (f"the deck {path.parent.name} contains {n} {t} times" for n, t in Counter(cards).items() if t > 1)
    yield from (f"no deck contains {number}" for number in sorted(listed.keys() - in_decks))


def _sitemap(site: Path) -> Iterator[str]:
    for path in sorted(site.glob("sitemap*.xml")):
        yield from re.findall(r"<loc>([^<]+)</loc>", path.read_text("utf-8"))
