"""The fast path of templates: parts that are rendered once per folder depth equal those of a full render."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generator.build.host import Host
from generator.catalogue import catalogue
from generator.config.settings import Settings, read_settings
from generator.model.page import Link, Page
from generator.pages.html import Renderer
from generator.pages.site import SitePages
from tests.helpers.folder import ROOT, SITE_URL


@pytest.fixture(scope="module")
def settings() -> Settings:
    return read_settings(ROOT / "mkdocs.yml", site_url=SITE_URL)


def pages(settings: Settings) -> Iterator[Page]:
    content = catalogue.load(settings, relating=True)
    all_pages = SitePages.of(content, catalogue.relate(content))
    for record in content.records[::5]:
        yield all_pages.records.page(record, content.rendered[record.path])
        yield from all_pages.records.redirects(record)
    for listing in list(all_pages.listings.all())[::5]:
        yield from all_pages.listings.pages_of(listing)
    yield all_pages.listings.home()
    yield all_pages.listings.flashcards.page()
    yield all_pages.not_found()


def test_parts_rendered_once_equal_a_full_render(settings: Settings) -> None:
    host = Host((Link("About", "about/"), Link("Out", "https://example.org/", "external")), (), "assets/main.css")
    site = host.site(settings)
    fast = Renderer(site, settings.templates)
    roots = set()
    for page in pages(settings):
        full = Renderer(site, settings.templates)

        def part(name: str, root: str, page: Page = page, full: Renderer = full) -> object:
            """Render a part with all variables that the template of the page sees."""
            template = full.environment.get_template(name)
            return full.safe(template.render(root=root, page=page, view=page.view, answer="An answer.").rstrip())

        full.environment.globals["shell"] = part
        assert fast.render(page, "An answer.") == full.render(page, "An answer."), page.path
        roots.add(page.root)
    assert len(roots) >= 4
