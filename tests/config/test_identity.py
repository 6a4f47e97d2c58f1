"""Name, publisher and logo come from the configuration: a site under another name needs no template."""

from __future__ import annotations

import json
import re

import pytest

from generator.commands.cli import main
from tests.helpers.folder import Folder

CONFIG = """\
site_name: Nerve & Muscle
site_description: Questions of a course.
site_url: https://course.example.org/
site_author: Example University
copyright: © 2026 Example University
repo_url: {repo}
docs_dir: records
site_dir: out
theme: {{name: material, font: false, language: en-GB, logo: img/logo.svg, favicon: img/icon.png}}
plugins:
  - quicktakes:
      colour: "#8a2be2"
      disclaimer: For our students only.
      organisation: {{url: https://example.org/, email: editors@example.org}}
      subjects:
        Medicine: {{slug: physio, colour: "#aa0000", introduction: All of it., medical: true}}
      {more}
"""
ONE = "learn/medicine/questions/what-is-question-1/index.html"


def pictures(folder: Folder) -> None:
    folder.add("img/logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    folder.add("img/icon.png", b"\x89PNG")


def build(folder: Folder, repo: str = "https://github.com/o/r", more: str = "{}") -> None:
    more = "" if more == "{}" else more
    (folder.path.parent / "mkdocs.yml").write_text(CONFIG.format(repo=repo, more=more), "utf-8")
    pictures(folder)
    seo = {"page_description": "In short, and yet of a usual length for a description."}
    folder.add("a.md", id=1, author="Ed", seo=seo)
    assert main(["build"]) == 0


def test_site_under_another_name(folder: Folder) -> None:
    build(folder)
    pages = {path.relative_to(folder.site): path.read_text("utf-8") for path in folder.site.rglob("*.html")}
    assert len(pages) > 5
    for path, html in pages.items():
        assert "QuickTakes" not in html.replace('content="QuickTakes Site 0.1.0"', ""), path
        if "http-equiv" not in html:
            assert "Nerve &amp; Muscle</a>" in html
            assert "© 2026 Example University" in html
            assert "For our students only." in html
            assert "img/logo.svg" in html
            assert "img/icon.png" in html
            assert "mailto:editors@example.org" in html
    record = pages[next(path for path in pages if str(path) == ONE)]
    assert '<html lang="en-GB">' in record
    assert "| Nerve &amp; Muscle</title>" in record
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', record)
    assert found is not None
    nodes = {node["@type"]: node for node in json.loads(found[1])["@graph"]}
    assert nodes["MedicalWebPage"]["inLanguage"] == "en-GB"
    organisation = {key: nodes["Organization"][key] for key in ("name", "url", "logo")}
    assert organisation == {
        "name": "Example University", "url": "https://example.org/", "logo": "https://course.example.org/img/logo.svg",
    }  # fmt: skip
    assert nodes["WebSite"]["name"] == "Nerve & Muscle"
    style = next(folder.site.glob("assets/quicktakes.*.css")).read_text("utf-8")
    assert ":root{--qt-accent:#8a2be2" in style
    assert ".qt-physio{--qt-accent:#aa0000" in style


@pytest.mark.parametrize(
    ("repo", "more", "address"),
    [
        ("https://github.com/o/r", "{}", "https://github.com/o/r/issues/new?title=Record%201"),
        ("''", "report: 'https://example.org/form#error'", "https://example.org/form?title=Record%201#error"),
        ("https://gitlab.com/o/r/", "{}", "https://gitlab.com/o/r/-/issues/new?issue%5Btitle%5D=Record%201"),
        ("https://git.example.org/o/r", "{}", ""),
        ("https://github.com/o/r", "report: false", ""),
        ("https://github.com/o/r", "report: errors@example.org", "mailto:errors@example.org?subject=Record%201"),
        (
            "''",
            "report: https://example.org/form?kind=error",
            "https://example.org/form?kind=error&amp;title=Record%201",
        ),
    ],
)
def test_link_to_report_an_error(folder: Folder, repo: str, more: str, address: str) -> None:
    build(folder, repo, more)
    found = re.search(r'<a href="([^"]*)" rel="nofollow">Report an error</a>', folder.read(ONE))
    assert (found[1] if found else "") == address


def test_qa_page_markup_only_when_configured(folder: Folder) -> None:
    build(folder, more="qa_page: true")
    html = folder.read(ONE)
    assert 'itemtype="https://schema.org/QAPage" itemid="#qa"' in html
    assert '<meta itemprop="answerCount" content="1">' in html
    assert "schema.org/Quiz" not in html


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("report: somewhere", "report: 'somewhere' is not valid; write an email address"),
        ("qa_page: perhaps", "qa_page: 'perhaps' is not valid; write true or false"),
        ("review: always", "review: 'always' is not a mapping"),
        ("review: {unreviewed: hide}", "review: unreviewed: 'hide' is not valid; use index or noindex"),
        ("review: {never: index}", "review: unknown key 'never'; use one of unreviewed, overdue"),
        ("abbreviations: [ECG]", "abbreviations: write a line such as `ECG: electrocardiogram`"),
        ("abbreviations: {NO: nitric oxide}", "YAML reads an unquoted yes, no, on or off as false"),
        ("abbreviations: {ECG: }", "abbreviations: 'ECG' has no meaning"),
        ("anki_id: 0123", "anki_id: 83 is not valid; write up to 32 letters and digits in quotes"),
        ("anki_id: a-b", "anki_id: 'a-b' is not valid; write up to 32 letters and digits in quotes"),
        ('anki_id: "0123"', ""),
        ("severity: {QT181: off}", ""),
    ],
)
def test_identity_options_are_validated(
    folder: Folder, more: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.add("a.md", id=1)
    pictures(folder)
    (folder.path.parent / "mkdocs.yml").write_text(CONFIG.format(repo="''", more=more), "utf-8")
    assert main(["check"]) == (2 if message else 0)
    assert message in capsys.readouterr().err


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ('colour: "#8a2be2"', "colour: 'blue' is not a colour; write it as '#0b6e75'"),
        ("url: https://example.org/,", "organisation: url: 'example.org' is not a web address"),
        ("email: editors@example.org", "organisation: email: 'nobody' is not an email address"),
        ("medical: true", "subjects: Medicine: medical: 'perhaps' is not valid; write true or false"),
        ("logo: img/logo.svg", "theme: logo: 'https://example.org/logo.svg' is not below the content folder"),
    ],
)
def test_suggested_values_are_accepted(
    folder: Folder, wrong: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures(folder)
    key, _, value = wrong.partition(": ")
    found = re.search(r"'([^']*)'", message.replace("'#0b6e75'", ""))
    assert found is not None
    text = CONFIG.format(repo="''", more="")
    comma = "," if value.endswith(",") else ""
    assert wrong in text
    (folder.path.parent / "mkdocs.yml").write_text(text.replace(wrong, f'{key}: "{found[1]}"{comma}'), "utf-8")
    assert main(["check"]) == 2
    assert message in capsys.readouterr().err


def test_missing_logo_is_reported(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    pictures(folder)
    (folder.path / "img" / "icon.png").unlink()
    (folder.path.parent / "mkdocs.yml").write_text(CONFIG.format(repo="''", more=""), "utf-8")
    assert main(["check"]) == 2
    error = capsys.readouterr().err
    assert "theme: favicon: " in error
    assert "icon.png is not found; add the file" in error
