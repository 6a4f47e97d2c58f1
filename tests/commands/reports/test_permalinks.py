"""``quicktakes report permalinks``: the published URLs, compared with those of the current content."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from generator.commands.cli import main
from generator.commands.reports import published
from generator.config import file
from generator.config.settings import read_settings
from generator.library.library import Library
from generator.library.topics import Topics
from generator.outputs import sitemap
from generator.outputs.output import Catalogue
from tests.helpers.folder import ROOT, SITE_URL, Folder
from tests.helpers.records import topic_text

Report = Callable[..., tuple[int, dict[str, Any]]]
QUESTIONS = "/learn/medicine/questions"
NAMESPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
SEO: dict[str, Any] = {"page_description": "D.", "page_keywords": "reflex arc"}
BEAT: dict[str, Any] = {"id": 1, "question": "What makes the heart beat?", "slug": "heart-beat", "seo": SEO}
NERVE: dict[str, Any] = {"id": 2, "question": "How does a nerve conduct?", "slug": "nerve-conduct", "seo": SEO}


@pytest.fixture
def built(folder: Folder) -> Folder:
    """A built site: records with a shared keyword, an alias, a duplicate, a withdrawn one; a topic, authored pages."""
    folder.add("1.md", **BEAT)
    folder.add("2.md", **NERVE)
    folder.add("3.md", id=3, question="Why do muscles tire?", slug="muscles-tire", seo=SEO, subject="Surgery")
    folder.add("4.md", id=4, question="What is a reflex?", slug="what-is-a-reflex", aliases=["/old/reflex"], seo=SEO)
    folder.add("5.md", id=5, question="What does a reflex do?", slug="what-a-reflex-does", same_as=4)
    folder.add("6.md", id=6, withdrawn="Out of date.")
    folder.add("t/nerve.md", topic_text("Nerve"))
    folder.add("about.md", "# About\n")
    folder.configure("files: [html]")
    folder.add("leaf.html", "<!doctype html><title>An editor's own</title>")
    folder.build()
    return folder


@pytest.fixture
def report(folder: Folder, capsys: pytest.CaptureFixture[str]) -> Report:
    """Return exit code and JSON of the report against a path (default: the built site)."""

    def run(against: Path | None = None, *arguments: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = folder.run(
            "report", "permalinks", "--against", str(against or folder.site), "--format", "json", *arguments
        )
        return code, json.loads(capsys.readouterr().out)

    return run


def lost(result: tuple[int, dict[str, Any]]) -> dict[str, str]:
    """Map each lost URL to its remedy; check that the exit code agrees."""
    code, found = result
    assert code == bool(found["lost"])
    return {row["address"]: row["remedy"] for row in found["lost"]}


def test_unchanged_content_loses_no_url(built: Folder, report: Report) -> None:
    for against in (built.site, built.site / "sitemap.xml"):
        code, found = report(against)
        assert (code, found["lost"], found["listings"], found["errors"]) == (0, [], [], 0)
        assert found["base"] == SITE_URL
    files = [path for path in built.tree() if path.endswith(".html") and path != "404.html"]
    assert report()[1]["addresses"] == len(files) > 20
    assert report(None, "--state", str(built.path.parent / "state"))[0] == 0


def test_removed_record_is_reported(built: Folder, report: Report) -> None:
    (built.path / "1.md").unlink()
    found = lost(report())
    assert set(found) == {f"{QUESTIONS}/heart-beat", "/q/1"}
    assert "restore the record" in found["/q/1"]
    assert "add `/q/1` to `aliases:`" in found["/q/1"]
    assert f"`{QUESTIONS}/heart-beat` to `aliases:`" in found[f"{QUESTIONS}/heart-beat"]
    assert set(lost(report(built.site / "sitemap.xml"))) == {f"{QUESTIONS}/heart-beat"}


def test_removed_record_with_an_alias_elsewhere_loses_only_its_id(built: Folder, report: Report) -> None:
    built.add("1.md", **BEAT, same_as=2)
    assert lost(report()) == {}
    (built.path / "1.md").unlink()
    built.add("2.md", **NERVE, aliases=[f"{QUESTIONS}/heart-beat"])
    assert set(lost(report())) == {"/q/1"}
    assert lost(report(built.site / "sitemap.xml")) == {}


def test_renamed_slug_suggests_the_new_url(built: Folder, report: Report) -> None:
    """The old page holds the record's id, so the report finds the record under any new name."""
    built.add("1.md", **{**BEAT, "slug": "why-it-goes-on", "question": "Why does it go on of itself?"})
    code, found = report()
    (row,) = found["lost"]
    assert code == 1
    assert row["address"] == f"{QUESTIONS}/heart-beat"
    assert row["candidates"][0] == {
        "id": 1, "path": "records/1.md", "url": f"{QUESTIONS}/why-it-goes-on", "title": "Why does it go on of itself?",
    }  # fmt: skip
    assert row["remedy"].startswith(f"add `{QUESTIONS}/heart-beat` to `aliases:` of records/1.md (1, “Why")
    built.add("1.md", **{**BEAT, "slug": "why-it-goes-on"}, aliases=[f"{QUESTIONS}/heart-beat"])
    assert lost(report()) == {}


def test_record_moved_to_another_subject_is_reported(built: Folder, report: Report) -> None:
    built.add("2.md", **NERVE, subject="Surgery", url="/learn/surgery/questions/nerve-conduct")
    (row,) = report(built.site / "sitemap.xml")[1]["lost"]
    assert row["candidates"][0]["id"] == 2
    assert set(lost(report())) == {f"{QUESTIONS}/nerve-conduct"}


def test_removed_alias_is_reported(built: Folder, report: Report) -> None:
    built.add("4.md", id=4, question="What is a reflex?", slug="what-is-a-reflex", seo=SEO)
    (row,) = report()[1]["lost"]
    assert row["address"] == "/old/reflex"
    assert "records/4.md (4," in row["remedy"]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"withdrawn": "Wrong."}, ""),
        ({"same_as": 2}, ""),
        ({"draft": True}, "its record records/1.md is a draft; publish it, or add `withdrawn:`"),
        ({"publish_on": "2999-01-01"}, "its record records/1.md is published on 2999-01-01; "),
        ({"answer": "[x](nowhere.md)"}, "its record records/1.md has errors; "),
    ],
)
def test_unpublished_record_is_explained(built: Folder, report: Report, changed: dict[str, Any], told: str) -> None:
    built.add("1.md", **BEAT, **changed)
    found = lost(report())
    assert set(found) == ({f"{QUESTIONS}/heart-beat", "/q/1"} if told else set())
    assert all(remedy.startswith(told) for remedy in found.values())
    assert report()[1]["errors"] == ("answer" in changed)


def test_lost_subjects_topics_and_authored_pages_are_reported(built: Folder, report: Report) -> None:
    built.add("3.md", id=3, question="Why do muscles tire?", url="/learn/surgery/questions/muscles-tire", seo=SEO)
    for name in ("t/nerve.md", "about.md", "leaf.html"):
        (built.path / name).unlink()
    found = lost(report())
    assert set(found) == {"/learn/surgery", "/learn/medicine/topics/nerve", "/about", "/leaf"}
    assert "`slug: surgery`" in found["/learn/surgery"]
    assert found["/learn/medicine/topics/nerve"].startswith("restore the url of the topic")
    built.add("t/nerve.md", topic_text("Nerve"))
    built.add("about.md", "# About\n")
    built.add("leaf.html", "")
    built.add("learn/surgery/index.md", "# Surgery\n\nIts questions are elsewhere now.\n")
    assert lost(report()) == {}


def test_lost_listing_pages_are_no_problem(folder: Folder, report: Report) -> None:
    """Later pages, letters and keywords are listed; the first page of a subject or topic counts as lost."""
    for number in range(1, 60):
        folder.add(f"{number}.md", id=number, question=f"What is {'zebra' if number < 3 else 'apple'} {number}?",
                   slug=f"what-{number}", seo=SEO if number < 4 else {}, answer="The nerve." if number % 2 else "It.")  # fmt: skip
    folder.add("t/apple.md", topic_text("Apple"))
    folder.build()
    assert report()[0] == 0
    for number in (1, 2, *range(8, 60)):
        folder.add(f"{number}.md", id=number, withdrawn="Wrong.", slug=f"what-{number}")
    code, found = report()
    assert (code, found["lost"]) == (0, [])
    listings = set(found["listings"])
    assert {
        "/learn/medicine/page/2",
        "/a-z/z",
        "/learn/medicine/a-z/z",
        "/learn/medicine/topics/apple/page/2",
    } <= listings
    assert not listings & {"/learn/medicine", "/learn/medicine/topics/apple", "/a-z", "/search"}


def test_lost_pages_of_people_are_no_problem(folder: Folder, report: Report) -> None:
    folder.add("people.yml", "ann: {name: Ann Writer, role: Neurologist}\nbo: {name: Bo Li, role: Editor}\n")
    folder.add("1.md", id=1, author="ann")
    folder.build()
    assert report()[0] == 0
    folder.add("people.yml", "bo: {name: Bo Li, role: Editor}\n")
    folder.add("1.md", id=1)
    code, found = report()
    assert (code, found["lost"], found["listings"]) == (0, [], ["/people/ann"])


@pytest.mark.parametrize("after", [True, False])
def test_change_of_directory_urls_is_reported(built: Folder, report: Report, after: bool) -> None:
    """``slug/`` is not ``slug.html``; but ``slug``, the form in a sitemap, works with both."""
    configuration = built.path.parent / "mkdocs.yml"
    text = "site_name: S\ndocs_dir: records\ntheme: {{name: material}}\nuse_directory_urls: {}\n"
    text += "plugins: [{{quicktakes: {{files: [html]}}}}]\n"
    configuration.write_text(text.format(str(not after).lower()))
    built.build("--clean")
    assert report()[0] == 0
    configuration.write_text(text.format(str(after).lower()))
    assert f"`use_directory_urls: {str(not after).lower()}`" in lost(report())["/q/1"]
    assert report(built.site / "sitemap.xml")[0] == (0 if after else 1)


def moved(folder: Folder, base: str) -> Path:
    """Write the site's sitemap as if the site had been published under another address."""
    target = folder.path.parent / "sitemap-of-old.xml"
    target.write_text(folder.read("sitemap.xml").replace(SITE_URL, base))
    return target


@pytest.mark.parametrize(
    "base", ["https://example.org/", "http://u.github.io/learn/", "https://a.org/learn/medicine/x/"]
)
def test_urls_are_compared_below_the_site_root(built: Folder, report: Report, base: str) -> None:
    against = moved(built, base)
    code, found = report(against)
    assert (code, found["base"]) == (0, base)
    (built.path / "2.md").unlink()
    assert set(lost(report(against))) == {f"{QUESTIONS}/nerve-conduct"}


@pytest.mark.parametrize("packed", [False, True])
def test_sitemap_index_is_followed(built: Folder, report: Report, packed: bool, tmp_path: Path) -> None:
    """As the generator writes it, and with compressed parts."""
    rows = [(f"{SITE_URL}{path}/", "") for path in ("learn/medicine/questions/heart-beat", "q/1", "about", "gone")]
    library = Library([], date(2026, 1, 2))
    settings = read_settings(file.default_config(), content=built.path, site_url=SITE_URL)
    parts = tmp_path / "published"
    parts.mkdir()
    for name, data in sitemap.outputs(Catalogue(settings, library, rows, frozenset(), Topics([]), ()), limit=3):
        is_part = name != "sitemap.xml"
        (parts / (f"{name}.gz" if packed and is_part else name)).write_bytes(gzip.compress(data) if packed else data)
    assert set(lost(report(parts / "sitemap.xml"))) == {"/gone"}


def test_escaped_and_percent_encoded_urls_are_compared(folder: Folder, report: Report) -> None:
    folder.add("1.md", id=1, url="/learn/medicine/questions/é-ß&co")
    folder.build()
    assert "%C3%A9" in folder.read("sitemap.xml")
    assert report()[0] == report(folder.site / "sitemap.xml")[0] == 0
    folder.add("1.md", id=1, url="/learn/medicine/questions/e")
    assert set(lost(report(folder.site / "sitemap.xml"))) == {"/learn/medicine/questions/é-ß&co"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", ":1:1: not a sitemap: no element found"),
        ("just text\n", ":1:1: not a sitemap: syntax error"),
        ("<urlset>\n<url></urlset>", ":1: not a sitemap: it starts with <urlset>; see sitemaps.org"),
        (f"<urlset {NAMESPACE}>\n<url></urlset>", ":2:8: not a sitemap: mismatched tag"),
        ("<html><body></body></html>", ":1: not a sitemap: it starts with <html>"),
        (f"<urlset {NAMESPACE}/>", ":1: the sitemap has no address"),
        (f"<urlset {NAMESPACE}>\n<url>\n<loc>/a</loc></url></urlset>", ":3: '/a' is not an absolute address"),
        (f"<urlset {NAMESPACE}>\n<url><loc>http://[a/</loc></url></urlset>", ":2: 'http://[a/' is not an absolute address"),
        (
            f"<urlset {NAMESPACE}>\n<url><loc>https://a.org/q/1/</loc></url>\n<url><loc>https://b.org/learn/b/c/</loc></url></urlset>",
            ":3: https://b.org/learn/b/c/ is not below https://a.org/",
        ),
        (f"<sitemapindex {NAMESPACE}>\n<sitemap><loc>https://a.org/part.xml</loc></sitemap></sitemapindex>", ":2: part"),
        (f"<sitemapindex {NAMESPACE}>\n<sitemap><loc>https://a.org/s.xml</loc></sitemap></sitemapindex>", ":1: a sitemap index inside another"),
        (b"\x1f\x8b\x08broken", ": cannot be decompressed: "),
        (b"\xff\xfe\x00", ":1:"),
    ],
)  # fmt: skip
def test_invalid_sitemaps_are_refused(
    folder: Folder, capsys: pytest.CaptureFixture[str], text: str | bytes, told: str
) -> None:
    against = folder.path.parent / "s.xml"
    against.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert folder.run("report", "permalinks", "--against", str(against)) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"quicktakes: {against}{told}")
    assert "Traceback" not in error


def test_urls_with_reserved_characters_are_compared(tmp_path: Path) -> None:
    """Slugs may look like a scheme, a host or a query; only a query is not part of the URL."""
    addresses = ("", "a:b/", "learn/x/?page=2", "x//y/#part")
    locs = "".join(f"<url><loc>{SITE_URL}{address}</loc></url>" for address in addresses)
    sitemap = tmp_path / "sitemap.xml"
    sitemap.write_text(f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locs}</urlset>')
    assert set(published.read(sitemap).addresses) == {"", "a:b/", "learn/x/", "x//y/"}


def test_folder_that_is_no_site_is_refused(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    assert folder.run("report", "permalinks", "--against", str(folder.path)) == 2
    assert "has no page and no sitemap" in capsys.readouterr().err
    assert folder.run("report", "permalinks", "--against", "nowhere") == 2


def test_report_in_every_format(built: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    built.add("2.md", **{**NERVE, "slug": "nerves"})
    run = ["report", "permalinks", "--against", str(built.site)]
    capsys.readouterr()
    assert built.run(*run) == 1
    first, *_, last = capsys.readouterr().out.splitlines()
    assert first.startswith(
        f"{QUESTIONS}/nerve-conduct: missing; add `{QUESTIONS}/nerve-conduct` to `aliases:` of records/2.md"
    )
    assert last.endswith(f"addresses were published below {SITE_URL}; 1 missing now")
    assert built.run(*run, "--format", "github") == 1
    (annotation, *_) = capsys.readouterr().out.splitlines()
    assert annotation.startswith("::error title=Published address is missing,file=records/2.md::/learn/medicine/")


def test_own_site_keeps_its_urls(own_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["report", "permalinks", "--against", str(own_site), "--state", str(tmp_path)]) == 0
    copy = shutil.copytree(own_site, tmp_path / "site")
    (copy / "q" / "1").mkdir()
    (copy / "q" / "1" / "index.html").write_text("<!doctype html><title>Moved</title>")
    assert main(["report", "permalinks", "--against", str(copy), "--state", str(tmp_path)]) == 1


def test_at_most_three_records_are_suggested(built: Folder, report: Report) -> None:
    for number, title in enumerate(("Heart beat?", "The heart beats?", "A heart beat?", "Beat of the heart?"), 11):
        built.add(f"{number}.md", id=number, question=title, slug=f"other-{number}")
    built.add("1.md", **{**BEAT, "slug": "why-it-goes-on"})
    rows = {row["address"]: row for row in report()[1]["lost"]}
    assert [found["id"] for found in rows[f"{QUESTIONS}/heart-beat"]["candidates"]] == [1, 11, 12]
