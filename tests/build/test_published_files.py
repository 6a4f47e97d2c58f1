"""Files that are copied into a site: drawings are cleaned, active files are refused, and both are checked once."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from generator.commands.serve.preview import Preview
from generator.content.endings import active
from generator.content.svg.cleaner import Drawing, clean
from tests.helpers.folder import Folder

HOSTILE = '<svg xmlns="http://www.w3.org/2000/svg" onload="a()"><script>a()</script><circle r="9"/></svg>'
CLEAN = '<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>'
WRITTEN = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><circle r="9"/></svg>'
"""What is published of ``HOSTILE``."""


@pytest.fixture
def drawn(folder: Folder) -> Folder:
    """A record, a topic's picture, an authored page and the logo, each with a hostile drawing."""
    folder.add("a.md", id=1, answer="![It](heart.svg)")
    folder.add("about.md", "# About\n\n![It](img/valve.SVG)\n")
    folder.add("heart.svg", HOSTILE)
    folder.add("img/valve.SVG", HOSTILE)
    folder.add("plain.svg", CLEAN)
    folder.add("logo.svg", HOSTILE)
    theme = "theme: {name: material, logo: logo.svg, favicon: logo.svg}"
    (folder.path.parent / "mkdocs.yml").write_text(
        f"site_name: S\ndocs_dir: records\n{theme}\nplugins: [{{quicktakes: {{outputs: [pages, listings, study, anki]}}}}]\n"
    )
    return folder


def test_drawings_are_cleaned_wherever_they_are_published(drawn: Folder) -> None:
    drawn.build()
    assert {drawn.read(name) for name in ("heart.svg", "img/valve.SVG", "logo.svg")} == {WRITTEN}
    assert drawn.read("plain.svg") == CLEAN
    with zipfile.ZipFile(next(drawn.site.rglob("*.apkg"))) as deck:
        assert deck.read("0") == WRITTEN.encode()


def test_preview_shows_clean_drawings(drawn: Folder) -> None:
    preview = Preview(None, drawn.path, "http://127.0.0.1:1/")
    try:
        preview.refresh()
        assert preview.view is not None
        shown = preview.view.page("heart.svg")
        assert isinstance(shown, Path)
        assert shown.read_text() == WRITTEN
        drawn.add("heart.svg", CLEAN)
        preview.refresh([drawn.path / "heart.svg"])
        shown = preview.view.page("heart.svg")
        assert isinstance(shown, Path)
        assert shown.read_text() == CLEAN
        assert not preview.is_content("heart.svg")
        assert preview.is_content("a.md")
    finally:
        preview.close()


def test_builds_after_a_changed_drawing_equal_clean_builds(drawn: Folder) -> None:
    drawn.build()
    for name, text in (("heart.svg", CLEAN), ("plain.svg", HOSTILE), ("new.svg", HOSTILE)):
        drawn.add(name, text)
        drawn.build()
        before = drawn.tree()
        drawn.build("--clean")
        assert drawn.tree() == before
    (drawn.path / "new.svg").unlink()
    drawn.build()
    assert "new.svg" not in drawn.tree()


def test_a_drawing_is_read_again_only_when_it_has_changed(
    drawn: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[int] = []

    def noted(data: bytes) -> Drawing:
        read.append(len(data))
        return clean(data)

    monkeypatch.setattr("generator.checks.rules.media.clean", noted)
    state = ("--state", str(drawn.path.parent / "state"))
    first = drawn.run("check", *state), capsys.readouterr().out
    assert "records/heart.svg:1:1: QT158" in first[1]
    assert len(read) == 4
    read.clear()
    assert (drawn.run("check", *state), capsys.readouterr().out) == first
    drawn.add("b.md", id=2)
    assert drawn.run("check", *state) == 0
    assert "records/heart.svg:1:1: QT158" in capsys.readouterr().out
    assert read == []
    drawn.add("heart.svg", CLEAN)
    assert drawn.run("check", *state) == 0
    assert "heart.svg" not in capsys.readouterr().out
    assert read == [len(CLEAN)]


def test_active_files_and_broken_drawings_are_never_published(folder: Folder) -> None:
    folder.add("a.md", id=1)
    folder.add("page.HTML", "<script>a()</script>")
    folder.add("x.svgz", b"\x1f\x8b")
    folder.add("b.svg", "<svg>")
    folder.add("notes.pdf", "x")
    assert folder.run("build") == 1
    assert not folder.site.exists()
    assert folder.run("build", "--keep-going") == 1
    assert not {"page.HTML", "x.svgz", "b.svg"} & folder.tree().keys()
    assert "notes.pdf" in folder.tree()


def test_configured_endings_are_published(folder: Folder) -> None:
    folder.configure("files: [HTML, .svgz]")
    folder.add("a.md", id=1)
    folder.add("page.html", "<script>a()</script>")
    folder.add("x.svgz", b"\x1f\x8b")
    folder.build()
    assert {"page.html", "x.svgz"} <= folder.tree().keys()


@pytest.mark.parametrize(
    ("path", "ending"),
    [
        ("a.html", "html"),
        ("b/a.XHTML", "xhtml"),
        ("a.min.js", "js"),
        ("a.html.gz", "html"),
        ("a.svg.de", "svg"),
        ("a.php.png", "php"),
        ("a.svg", ""),
        ("a.js.png", ""),
        ("a.html.pdf", ""),
        ("html", ""),
        ("a.html/b", ""),
        ("b.js/a.txt", ""),
        ("_headers", ""),
        ("a.tar.gz", ""),
        ("a.css", ""),
    ],
)
def test_endings(path: str, ending: str) -> None:
    assert active(path) == ending


@pytest.mark.parametrize(
    ("value", "message"), [("html", "files: 'html' is not a list"), ("[htlm]", "files: 'htlm' is not among as")]
)
def test_the_option_is_checked(folder: Folder, capsys: pytest.CaptureFixture[str], value: str, message: str) -> None:
    folder.configure(f"files: {value}")
    folder.add("a.md", id=1)
    assert folder.run("check") == 2
    assert message in capsys.readouterr().err
