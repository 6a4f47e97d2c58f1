"""``quicktakes report permalinks``: check that every published address is still a page or a redirect.

The current addresses are derived from the content by the same functions that make the pages. The content is read and
indexed, but nothing is rendered or written. Files from other MkDocs plugins are not known before a build.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

from generator.catalogue import catalogue, fingerprint, reader
from generator.catalogue.entry import Wanted
from generator.commands.reports.published import Published, answering, as_url
from generator.commands.reports.successors import Lost, Successors, is_redirect
from generator.config.settings import Settings
from generator.library.related.relations import KeptNearest, kept_nearest
from generator.model.finding import counted
from generator.pages.site import SitePages
from generator.system import display
from generator.system.codec import StateError
from generator.system.state import State

_DERIVED = re.compile(r"(?:a-z|keywords|people|search)/.*|learn/[^/]+/(?:a-z|page/\d+)/.*|(?:.+/)page/\d+/index\.html")
_MOST = 10


@dataclass(frozen=True, slots=True)
class PermalinkReport:
    """``lost`` addresses fail the report; ``moved`` and ``listings`` are only reported.

    ``moved`` are pages that became redirects, each with its new address. ``listings`` are missing pages of listings
    (further pages, letters, keywords, people), which change with the catalogue. ``errors`` is the number of files that
    are not published because they have errors.
    """

    addresses: int
    base: str
    lost: tuple[Lost, ...]
    moved: tuple[tuple[str, str], ...]
    listings: tuple[str, ...]
    errors: int

    def as_json(self) -> list[str]:
        """For programs."""
        return display.as_json(asdict(self)).split("\n")

    def as_text(self) -> list[str]:
        """For people."""
        moved = (f"{address}: notice: this page now redirects to {target}" for address, target in self.moved)
        return [*(f"{lost.address}: missing; {lost.remedy}" for lost in self.lost), *moved, *self._summary()]

    def as_github(self) -> list[str]:
        """Annotations for GitHub Actions, which shows ten of a kind, and the summary."""
        lines: list[str] = []
        for lost in self.lost:
            file, message = (
                lost.candidates[0].path if lost.candidates else "",
                f"{lost.address} is missing; {lost.remedy}",
            )
            lines.append(display.command("error", message, title="Published address is missing", file=file))
        lines += [
            display.command("notice", f"{address} now redirects to {target}", title="Page became a redirect")
            for address, target in self.moved[:_MOST]
        ]
        return [*lines, *self._summary()]

    def _summary(self) -> Iterator[str]:
        if self.moved:
            yield f"{counted(len(self.moved), 'page')} replaced by redirects; the old addresses still work"
        if self.listings:
            shown = ", ".join(self.listings[:_MOST]) + (" …" if len(self.listings) > _MOST else "")
            pages = counted(len(self.listings), "listing page")
            yield f"{pages} removed with the records that they listed (not an error): {shown}"
        if self.errors:
            yield f"{counted(self.errors, 'file')} with errors not published; run `quicktakes check`"
        below = f" below {self.base}" if self.base else ""
        yield f"{self.addresses:,} addresses were published{below}; {len(self.lost):,} missing now"


def report(settings: Settings, published: Published, prefix: str) -> PermalinkReport:
    """Compare published addresses with the current content; ``prefix`` is the path of the content folder."""
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
    all_pages = SitePages.of(content, catalogue.relate(content, kept_nearest(state.get("nearest", KeptNearest))))
    redirects = dict(_redirects(all_pages)) if "redirects" in settings.outputs else {}
    existing = _pages(settings, all_pages) | redirects.keys()
    missing = [address for address in published.addresses if existing.isdisjoint(answering(address))]
    existing = _listings(settings, all_pages, missing)
    missing = sorted(address for address in missing if existing.isdisjoint(answering(address)))
    lost = [address for address in missing if not _is_derived(address)]
    successors = Successors(settings, content, entries, published, prefix)
    return PermalinkReport(
        addresses=len(published.addresses),
        base=published.base,
        lost=tuple(successors.of(address) for address in lost),
        moved=tuple(_moved(published, redirects)),
        listings=tuple(as_url(address) for address in missing if _is_derived(address)),
        errors=len({finding.path for finding in content.findings if finding.severity == "error"}),
    )


def _is_derived(address: str) -> bool:
    return any(_DERIVED.fullmatch(file) for file in answering(address))


def _pages(settings: Settings, all_pages: SitePages) -> set[str]:
    """The files of all pages except listings."""
    wanted, content = settings.outputs, all_pages.content
    paths = {"index.html", *content.static, *content.authored.values()}
    paths |= {f"{name}/index.html" for name in ("search", "study") if name in wanted}
    for record in content.library.published:
        if "pages" in wanted and content.library.final(record) is record:
            paths.add(content.linker.file_of(record))
    for topic in content.topics.all if "pages" in wanted else ():
        paths.update(all_pages.topics.files(topic))
    return paths


def _redirects(all_pages: SitePages) -> Iterator[tuple[str, str]]:
    """The file of each redirect, with the address of its target."""
    pages, library = all_pages.records, all_pages.content.library
    for record in library.published:
        target = library.final(record).url
        yield from ((file, target) for file in pages.redirect_files(record))


def _moved(published: Published, redirects: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Addresses that were pages and are now redirects; a sitemap has only pages."""
    for address, path in sorted(published.addresses.items()):
        target = next((redirects[file] for file in answering(address) if file in redirects), "")
        if target and not as_url(address).startswith("/q/") and not (path is not None and is_redirect(path)):
            yield as_url(address), target


def _listings(settings: Settings, all_pages: SitePages, addresses: Iterable[str]) -> set[str]:
    """The files of all listings that these addresses could belong to."""
    listings = all_pages.listings
    held = {listing for address in addresses for file in answering(address) for listing in listings.of_file(file)}
    there = held.intersection(listings.all()) if "listings" in settings.outputs else ()
    return {page.path for listing in there for page in listings.pages_of(listing)}
