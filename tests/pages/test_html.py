"""The fast path of templates: parts that are rendered once per folder depth equal those of a full render."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from generator import catalogue, config, executors, files
from generator.hosting import Host, site_of
from generator.model import Link, Page
from generator.templating import Renderer
from tests.helpers.folder import ROOT, SITE_URL


@pytest.fixture(scope="module")
def settings() -> config.Settings:
    return config.load(ROOT / "mkdocs.yml", site_url=SITE_URL)


def pages(settings: config.Settings) -> Iterator[Page]:
    content = catalogue.load(settings, files.discover(settings.content), executors.SerialExecutor(), relating=True)
    catalogue.relate(content)
    for record in content.records:
        yield content.pages.record(record, content.rendered[record.path])
        yield from content.pages.redirects(record)
    for task in content.listings.tasks():
        yield from content.listings.pages_of(task)
    yield content.listings.home()
    yield content.listings.flashcards.page()
    yield content.pages.not_found(content.listings.subjects)


def test_parts_rendered_once_equal_a_full_render(settings: config.Settings) -> None:
    host = Host((Link("About", "about/"), Link("Out", "https://example.org/", "external")), (), "assets/main.css")
    site = site_of(settings, host)
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
