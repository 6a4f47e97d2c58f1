"""``quicktakes report permalinks``: whether every address that was published is still a page or a redirect.

The site of now is told from the content (read and indexed; nothing is rendered or written) by the same functions that
make its pages. What other MkDocs plugins write is not known before a build.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from generator.catalogue import catalogue, fingerprint, reader
from generator.catalogue.entry import Wanted
from generator.checks import formats
from generator.commands.reports.published import Published, answering, as_url
from generator.commands.reports.successors import Lost, Successors, leads_on
from generator.config.settings import Settings
from generator.pages.site import SitePages
from generator.system.state import State, StateError

_DERIVED = re.compile(r"(?:a-z|keywords|people|search)/.*|learn/[^/]+/(?:a-z|page/\d+)/.*|(?:.+/)page/\d+/index\.html")
_MOST = 10


@dataclass(frozen=True, slots=True)
class PermalinkReport:
    """``lost`` addresses fail the report. ``moved`` are pages that have become redirects, each with the page's address
    of now; ``listings`` (further pages, letters, keywords, people) come and go with the catalogue: both are only told.
    ``errors`` is how many files count as gone because they have errors."""

    addresses: int
    base: str
    lost: tuple[Lost, ...]
    moved: tuple[tuple[str, str], ...]
    listings: tuple[str, ...]
    errors: int

    def as_json(self) -> str:
        """For programs."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)

    def as_text(self) -> str:
        """For people."""
        moved = (f"{address}: notice: this page now redirects to {target}" for address, target in self.moved)
        return "\n".join([*(f"{lost.address}: gone; {lost.remedy}" for lost in self.lost), *moved, *self._summary()])

    def as_github(self) -> str:
        """Annotations of GitHub Actions (it shows ten), and the sums."""
        lines = [
            formats.command("error", f"{lost.address} is gone; {lost.remedy}", title="A published address is lost",
                            file=lost.candidates[0].path if lost.candidates else "")
            for lost in self.lost
        ]  # fmt: skip
        lines += [
            formats.command("notice", f"{address} now redirects to {target}", title="A page has become a redirect")
            for address, target in self.moved[:_MOST]
        ]
        return "\n".join([*lines, *self._summary()])

    def _summary(self) -> Iterator[str]:
        if self.moved:
            count = len(self.moved)
            yield f"{count:,} {'page now redirects' if count == 1 else 'pages now redirect'}: the addresses still work"
        if self.listings:
            shown = ", ".join(self.listings[:_MOST]) + (" …" if len(self.listings) > _MOST else "")
            yield f"{len(self.listings):,} pages of listings went with what they listed, which is no loss: {shown}"
        if self.errors:
            yield f"{self.errors:,} files with errors count as gone; `quicktakes check` tells what is wrong with them"
        below = f" below {self.base}" if self.base else ""
        yield f"{self.addresses:,} addresses were published{below}; {len(self.lost):,} lead nowhere now"


def report(settings: Settings, published: Published, prefix: str) -> PermalinkReport:
    """Compare what was published with what the content gives now; ``prefix`` is how the content folder is called."""
    state = State.load(settings.state_dir, fingerprint.of_code())
    try:
        return _report(settings, published, prefix, state)
    except StateError:
        return _report(settings, published, prefix, State(settings.state_dir))
    finally:
        state.close()


def _report(settings: Settings, published: Published, prefix: str, state: State) -> PermalinkReport:
    changes = reader.read(settings, state, Wanted(features=True))
    entries = reader.entries(changes, state)
    content = catalogue.index(settings, changes.content, entries)
    all_pages = SitePages.of(content, catalogue.relate(content, state.get("nearest")))
    redirects = dict(_redirects(all_pages)) if "redirects" in settings.outputs else {}
    there = _pages(settings, all_pages) | redirects.keys()
    gone = [address for address in published.addresses if there.isdisjoint(answering(address))]
    there = _listings(settings, all_pages, gone)
    gone = sorted(address for address in gone if there.isdisjoint(answering(address)))
    lost = [address for address in gone if not _is_derived(address)]
    successors = Successors(settings, content, entries, published, prefix)
    return PermalinkReport(
        addresses=len(published.addresses),
        base=published.base,
        lost=tuple(successors.of(address) for address in lost),
        moved=tuple(_moved(published, redirects)),
        listings=tuple(as_url(address) for address in gone if _is_derived(address)),
        errors=len({finding.path for finding in content.findings if finding.severity == "error"}),
    )


def _is_derived(address: str) -> bool:
    return any(_DERIVED.fullmatch(file) for file in answering(address))


def _pages(settings: Settings, all_pages: SitePages) -> set[str]:
    """The files of every page but those of listings."""
    wanted, content = settings.outputs, all_pages.content
    there = {"index.html", *content.static, *content.authored.values()}
    there |= {f"{name}/index.html" for name in ("search", "study") if name in wanted}
    for record in content.library.published:
        if "pages" in wanted and content.library.final(record) is record:
            there.add(content.linker.file_of(record))
    for topic in content.topics.all if "pages" in wanted else ():
        there.update(all_pages.topics.files(topic))
    return there


def _redirects(all_pages: SitePages) -> Iterator[tuple[str, str]]:
    """The file of each redirect, with the address of the page that it leads to."""
    pages, library = all_pages.records, all_pages.content.library
    for record in library.published:
        target = library.final(record).url
        yield from ((file, target) for file in pages.redirect_files(record))


def _moved(published: Published, redirects: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Addresses that were pages and are redirects now; a sitemap names pages only."""
    for address, path in sorted(published.addresses.items()):
        target = next((redirects[file] for file in answering(address) if file in redirects), "")
        if target and not as_url(address).startswith("/q/") and not (path is not None and leads_on(path)):
            yield as_url(address), target


def _listings(settings: Settings, all_pages: SitePages, addresses: Iterable[str]) -> set[str]:
    """The files of all listings that may hold these addresses."""
    listings = all_pages.listings
    held = {task for address in addresses for file in answering(address) for task in listings.task_of(file)}
    tasks = held.intersection(listings.tasks()) if "listings" in settings.outputs else ()
    return {page.path for task in tasks for page in listings.pages_of(task)}
