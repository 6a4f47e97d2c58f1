"""``quicktakes serve`` in its own process, with HTTP requests and edits."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, expect

from generator.commands.cli import main
from generator.commands.serve.preview import Preview
from generator.search.engine import Engine
from tests.helpers.crawl import crawl, fetch
from tests.helpers.folder import ROOT, Folder
from tests.helpers.records import record_text, related_entry

RECORD = "learn/medicine/questions/what-is-question-1/"


@contextmanager
def serving(folder: Folder, *options: str) -> Iterator[str]:
    """Run a preview inside the content folder and yield its address; afterwards its temporary folder must be removed."""
    with server(folder, *options) as (address, _):
        yield address


@contextmanager
def server(folder: Folder, *options: str) -> Iterator[tuple[str, int]]:
    """Like ``serving``, with the number of the process."""
    command = [sys.executable, "-m", "generator", "serve", "--content", ".", "--port", "0", *options]
    temporary = folder.path.parent / "temporary"
    temporary.mkdir()
    env = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(temporary)}
    with subprocess.Popen(command, cwd=folder.path, env=env, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        address = ""
        for line in process.stderr:
            found = re.search(r"Serving (http://127\.0\.0\.1:\d+/)", line)
            if found:
                address = found[1]
                break
        try:
            yield address, process.pid
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.communicate(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
    assert list(temporary.glob("quicktakes-*")) == []


@pytest.fixture
def preview(folder: Folder) -> Iterator[str]:
    """A running preview of a folder with one record and one draft."""
    folder.add("a.md", id=1, answer="The first text.")
    folder.add("d.md", id=2, draft=True)
    with serving(folder) as address:
        yield address


def wait_for(url: str, text: str) -> str:
    """Wait until a page holds ``text``, and return its body."""
    body = ""
    for _ in range(100):
        _, _, raw = fetch(url)
        body = raw.decode()
        if text in body:
            return body
        time.sleep(0.1)
    raise AssertionError(f"{text!r} did not come: {body[:500]}")


def test_edit_is_shown_and_drafts_are_marked(preview: str, folder: Folder) -> None:
    body = wait_for(preview + RECORD, "The first text.")
    assert "/__live/live.js" in body
    assert "Draft: not published" in wait_for(preview + "learn/medicine/questions/what-is-question-2/", "Draft")
    assert fetch(preview + "nowhere/")[0] == 404
    folder.add("a.md", id=1, answer="The second text.")
    wait_for(preview + RECORD, "The second text.")


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_edit_of_a_symlinked_file_is_shown(folder: Folder) -> None:
    """A link to another file, which an editor replaces; to an authored page, which has a page of its own; a new link."""
    targets = {"1.md": "kept/1.txt", "about.md": "deep/first.md", "3.md": "kept/3.txt"}
    pages = {name: f"learn/medicine/questions/what-is-question-{name[0]}/" for name in targets} | {"about.md": "about/"}

    def write(name: str, answer: str) -> None:
        file = folder.path / targets[name]
        file.parent.mkdir(parents=True, exist_ok=True)
        text = f"# About\n\n{answer}\n" if name == "about.md" else record_text(id=int(name[0]), answer=answer)
        file.with_suffix(".new").write_text(text, "utf-8")
        file.with_suffix(".new").replace(file)

    for name in targets:
        write(name, "The first text.")
    for name in ("1.md", "about.md"):
        (folder.path / name).symlink_to(targets[name])
    with serving(folder) as address:
        (folder.path / "3.md").symlink_to(targets["3.md"])
        for name, page in pages.items():
            for words in ("The first text.", "The second text.", "The third text."):
                write(name, words)
                wait_for(address + page, words)


def test_edit_of_people_is_shown(folder: Folder) -> None:
    folder.add("people.yml", "ann: {name: Ann Writer}\n")
    folder.add("a.md", id=1, reviewed_by="ann", last_reviewed="2025-01-01", review_due="2025-06-01")
    with serving(folder) as address:
        assert "may be out of date" in wait_for(address + RECORD, "Ann Writer")
        folder.add("people.yml", "ann: {name: Ann Reader}\n")
        wait_for(address + RECORD, "Ann Reader")
        wait_for(address + "people/ann/", "Ann Reader")
        folder.add("people.yml", "ann: {name: Ann Writer}\nbo: {name: Bo Li}\n")
        wait_for(address + "people/bo/", "Bo Li")


def test_broken_links_of_authored_pages_are_shown(folder: Folder) -> None:
    folder.add("a.md", id=1)
    folder.add("about.md", "# About\n\n[Right](a.md)\n")
    preview = Preview(None, folder.path, "http://127.0.0.1/")
    try:
        preview.refresh()
        assert (preview.problem, preview.version) == ("", 1)
        folder.add("about.md", "# About\n\n[Wrong](b.md)\n")
        preview.refresh({folder.path / "about.md"})
        assert preview.problem.startswith("records/about.md:3:9: QT156 ")
        assert preview.version == 1
        folder.add("b.md", id=2)
        preview.refresh({folder.path / "b.md"})
        assert (preview.problem, preview.version) == ("", 2)
    finally:
        preview.close()


def test_preview_that_runs_past_midnight(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.add("people.yml", "ann: {name: Ann Writer}\n")
    folder.add("a.md", id=1, reviewed_by="ann", last_reviewed="2026-01-01", review_due="2026-02-01")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1769947200")  # 2026-02-01
    preview = Preview(None, folder.path, "http://127.0.0.1/")
    try:
        overdue = []
        for now in ("1769947200", "1770033600"):
            monkeypatch.setenv("SOURCE_DATE_EPOCH", now)
            folder.add("a.md", f"{(folder.path / 'a.md').read_text()}\n")
            preview.refresh()
            assert preview.view is not None
            overdue.append("was due for review" in str(preview.view.page(f"{RECORD}index.html")))
    finally:
        preview.close()
    assert overdue == [False, True]


def test_files_outside_the_site_are_not_served(preview: str, folder: Folder) -> None:
    secret = folder.path.parent / "secret.txt"
    secret.write_text("not for readers")
    up = "../" * 20
    for path in (f"{up}{secret}", f"/{secret}", f"{up.replace('.', '%2e')}{secret}", f"x/{up}{secret}", f"%2F{secret}"):
        status, _, body = fetch(preview + path)
        assert (status, b"readers" in body) == (404, False), path


@pytest.mark.browser
def test_error_is_shown_over_the_last_good_page(preview: str, folder: Folder, browser: Browser) -> None:
    page = browser.new_page()
    page.goto(preview + RECORD)
    folder.add("a.md", id=1, answer="A [link](/nope).")
    expect(page.get_by_role("alert")).to_contain_text("QT150", timeout=15_000)
    expect(page.get_by_role("alert")).to_contain_text("records/a.md:")
    expect(page.locator(".qt-answer")).to_contain_text("The first text.")
    folder.add("a.md", id=1, answer="Mended text.")
    expect(page.locator(".qt-answer")).to_contain_text("Mended text.", timeout=15_000)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.close()


def test_port_in_use_exits_with_2(folder: Folder, preview: str, capsys: pytest.CaptureFixture[str]) -> None:
    port = preview.rstrip("/").rsplit(":", 1)[1]
    assert main(["serve", "--content", str(folder.path), "--port", port]) == 2
    assert "--port" in capsys.readouterr().err


def test_errors_of_the_first_build_are_shown_in_the_browser(folder: Folder) -> None:
    folder.add("a.md", id=1, answer="A [link](/nope) <b>")
    with serving(folder) as address:
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(address, timeout=10)
        with refused.value as error:
            assert error.code == 503
            body = error.read().decode()
        assert "QT150" in body
        folder.add("a.md", id=1, answer="Good.")
        wait_for(address + RECORD, "Good.")


def test_preview_has_feeds_and_twins(folder: Folder) -> None:
    config = folder.path.parent / "mkdocs.yml"
    plugins = "plugins:\n  - quicktakes: {outputs: [pages, listings, feeds, llms, twins]}\n"
    config.write_text(f"site_name: S\ndocs_dir: records\ntheme: {{name: material, font: false}}\n{plugins}")
    folder.add("a.md", id=1, answer="The first text.")
    with serving(folder, "--config", str(config)) as address:
        wait_for(address + "learn/medicine/questions/what-is-question-1.md", "\n\nThe first text.\n")
        wait_for(address + "learn/medicine.md", f"({address}learn/medicine/questions/what-is-question-1.md)")
        wait_for(address + "learn/medicine/feed.json", f"{address}q/1/")
        wait_for(address + "llms.txt", "1 question.")
        assert '<a href="feed.xml">Feed</a>' in fetch(address)[2].decode("utf-8")
        assert [line for line in crawl(address)[1] if "__live/edit/" not in line] == []
        assert fetch(address + "learn/medicine/questions/none.md")[0] == 404


def test_preview_has_search(preview: str, folder: Folder) -> None:
    wait_for(preview + RECORD, "The first text.")
    engine = Engine(lambda path: fetch(preview + path)[2])
    assert [hit.id for hit in engine.search("first text").hits] == [1]
    folder.add("a.md", id=1, answer="An unheard-of zebra.")
    wait_for(preview + RECORD, "zebra")
    assert [hit.id for hit in Engine(lambda path: fetch(preview + path)[2]).search("zebras").hits] == [1]


def test_preview_has_decks(preview: str, folder: Folder) -> None:
    body = wait_for(preview + "study/", "Choose what to study")
    name = re.findall(r"#deck=(medicine-[0-9a-f]{8})", body)[0]

    def cards() -> list[list[object]]:
        deck = json.loads(fetch(f"{preview}study/{name}/deck.json")[2])
        return [card for part in deck["parts"] for card in json.loads(fetch(f"{preview}study/{name}/{part}.json")[2])]

    assert [card[0] for card in cards()] == [1, 2]  # drafts are shown
    folder.add("b.md", id=3, question="A third question?")
    wait_for(preview + "learn/medicine/", "A third question?")
    assert [card[:2] for card in cards()][2:] == [[3, "A third question?"]]
    assert fetch(f"{preview}study/{name}/none.json")[0] == 404


def test_preview_shows_withdrawn_answers_and_empty_topics(preview: str, folder: Folder) -> None:
    wait_for(preview + RECORD, "The first text.")
    folder.add("a.md", id=1, answer="The first text.", withdrawn="Wrong.")
    wait_for(preview + RECORD, "This answer was withdrawn")
    lines = ["_schema: topic", "title: Thing", "definition: A thing.", "subject: Medicine", "date: 2026-01-02"]
    lines += ["url: /learn/medicine/topics/thing"]
    folder.add("thing.md", "\n".join(["---", *lines, "---", ""]))
    wait_for(preview + "learn/medicine/topics/thing/", "A thing.")


@pytest.mark.browser
def test_finding_is_shown_on_its_page(preview: str, folder: Folder, browser: Browser) -> None:
    folder.add("b.md", id=3, related_article1=related_entry(99))
    wait_for(preview + "learn/medicine/questions/what-is-question-3/", "An answer.")
    page = browser.new_page()
    page.goto(preview + "learn/medicine/questions/what-is-question-3/")
    expect(page.get_by_role("status")).to_contain_text("records/b.md:", timeout=15_000)
    expect(page.get_by_role("status")).to_contain_text("QT140")
    page.goto(preview + RECORD)
    page.wait_for_timeout(500)
    expect(page.get_by_role("status")).to_have_count(0)
    page.close()


@pytest.mark.browser
def test_edit_link_opens_the_file(folder: Folder, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """The desktop's opener is replaced by one that records its arguments."""
    opener = folder.path.parent / "bin" / "xdg-open"
    opener.parent.mkdir()
    opener.write_text(f'#!/bin/sh\necho "$1" >> {folder.path.parent}/opened\n')
    opener.chmod(0o755)
    monkeypatch.setenv("PATH", f"{opener.parent}:{os.environ['PATH']}")
    folder.add("deep/a b.md", id=1)
    with serving(folder) as address:
        page = browser.new_page()
        page.goto(address + RECORD)
        page.get_by_role("link", name="Edit this page").click()
        page.get_by_role("button", name="Open in your editor").click()
        expect(page.locator("body")).to_contain_text(f"{folder.path}/deep/a b.md was opened")
        page.get_by_role("link", name="Back").click()
        expect(page.locator("h1")).to_have_text("What is question 1?")
        page.close()
        assert (folder.path.parent / "opened").read_text() == f"{folder.path}/deep/a b.md\n"
        for path, data, status in (
            ("deep/a%20b.md", b"token=x", 403),
            ("deep/a%20b.md", b"", 403),
            ("../secret.md", None, 404),
        ):
            request = urllib.request.Request(f"{address}__live/edit/{path}", data=data)
            with pytest.raises(urllib.error.HTTPError) as refused:
                urllib.request.urlopen(request, timeout=10)
            with refused.value as error:
                assert error.code == status
