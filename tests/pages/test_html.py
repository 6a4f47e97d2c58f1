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
from generator.system import files
from tests.helpers.folder import ROOT, SITE_URL, Folder
from tests.helpers.views import MadeSite


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


@pytest.mark.parametrize(("headings", "withdrawn", "shown"), [(1, "", 0), (2, "", 2), (2, "Wrong.", 0)])
def test_answer_with_several_headings_has_a_list_of_them(
    folder: Folder, headings: int, withdrawn: str, shown: int
) -> None:
    answer = "".join(f"### Part {number}\\n\\nWords.\\n\\n" for number in range(headings))
    folder.add("1.md", id=1, answer=answer, **({"withdrawn": withdrawn} if withdrawn else {}))
    assert len(MadeSite(folder).record(1).headings) == shown


@pytest.mark.parametrize("distinguished", [True, False])
def test_redirects_that_differ_only_in_case_need_a_file_system_that_distinguishes_case(
    folder: Folder, distinguished: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "distinguishes_case", lambda _: distinguished)
    folder.add("1.md", id=1, slug="copd", aliases=["/learn/medicine/questions/COPD", "/old/x", "/old/X"])
    site = MadeSite(folder)
    found = site.pages.records.redirect_files(site.content.library.by_id[1])
    one = ["q/1/index.html", "old/X/index.html"]
    both = ["q/1/index.html", "learn/medicine/questions/COPD/index.html", "old/x/index.html", "old/X/index.html"]
    assert found == (both if distinguished else one)


def test_headings_with_an_authors_text_have_the_direction_of_the_text(settings: Settings) -> None:
    content = catalogue.load(settings, relating=True)
    made = SitePages.of(content, catalogue.relate(content))
    renderer = Renderer(Host((), (), "assets/main.css").site(settings), settings.templates)
    record = content.library.listed[0]
    html = renderer.render(made.records.page(record, content.rendered[record.path]), "An answer.")
    assert '<h1 dir="auto"' in html
    assert '<div itemprop="text" dir="auto">' in html
    study = renderer.render(made.listings.flashcards.page())
    assert '<h2 class="qt-question" id="question" dir="auto">' in study
