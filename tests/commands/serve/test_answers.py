"""The responses of the preview, without a server: pages, redirects, problems, and files that come and go."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.responses import Response

from generator.commands.serve.preview import Preview
from generator.commands.serve.server import answer, refresh
from tests.helpers.folder import Folder

ONE, TWO = (f"learn/medicine/questions/what-is-question-{number}/" for number in (1, 2))


@pytest.fixture
def preview(folder: Folder) -> Iterator[Preview]:
    """A preview of a folder, which is not read yet."""
    made = Preview(None, folder.path, "http://127.0.0.1/")
    yield made
    made.close()


def text(response: Response) -> str:
    return bytes(response.body).decode()


def test_no_page_is_stored_by_the_browser(folder: Folder, preview: Preview) -> None:
    folder.add("a.md", id=1)
    refresh(preview)
    for path, status in (("", 200), (ONE, 200), ("learn/medicine/", 200), ("q/1/", 200), ("nowhere/", 404)):
        response = answer(preview, path)
        assert (response.status_code, response.headers["cache-control"]) == (status, "no-store"), path
        assert text(response).count('<script src="/__live/live.js"></script></body>') == 1
    response = answer(preview, ONE.rstrip("/"))
    assert (response.status_code, response.headers["location"]) == (307, f"/{ONE}")
    assert answer(preview, "404").status_code == 404


def test_problem_of_the_first_build_is_the_only_page_until_its_file_is_deleted(
    folder: Folder, preview: Preview
) -> None:
    folder.add("a.md", id=1)
    folder.add("b.md", id=2, answer="A [link](/nowhere).")
    refresh(preview)
    response = answer(preview, ONE)
    assert response.status_code == 503
    assert "QT150 the link &#x27;/nowhere&#x27; is broken" in text(response)
    assert "/__live/live.js" in text(response)
    assert preview.version == 0
    (folder.path / "b.md").unlink()
    refresh(preview, {folder.path / "b.md"})
    assert (answer(preview, ONE).status_code, preview.problem, preview.version) == (200, "", 1)


def test_problem_of_a_later_state_keeps_the_last_pages(folder: Folder, preview: Preview) -> None:
    folder.add("a.md", id=1, answer="The first text.")
    refresh(preview)
    folder.add("a.md", id=1, answer="A [link](/nowhere).")
    refresh(preview, {folder.path / "a.md"})
    assert preview.problem.startswith("records/a.md:15:")
    assert "The first text." in text(answer(preview, ONE))
    assert preview.version == 1


def test_wrong_configuration_is_a_problem_until_it_is_fixed(folder: Folder) -> None:
    folder.add("a.md", id=1)
    config = folder.path.parent / "mine.yml"
    right = "site_name: S\ndocs_dir: records\nplugins: [quicktakes]\ntheme: {name: material, font: false}\n"
    config.write_text(right)
    preview = Preview(config, None, "http://127.0.0.1/")
    try:
        refresh(preview)
        config.write_text(right.replace("material", "other"))
        refresh(preview, {config})
        assert "the theme 'other' is not supported" in preview.problem
        assert answer(preview, ONE).status_code == 200
        config.write_text(right)
        refresh(preview, {config})
        assert (preview.problem, preview.version) == ("", 2)
    finally:
        preview.close()


def test_page_of_a_deleted_file_is_not_found(folder: Folder, preview: Preview) -> None:
    folder.add("a.md", id=1)
    folder.add("b.md", id=2)
    refresh(preview)
    assert answer(preview, TWO).status_code == 200
    (folder.path / "b.md").unlink()
    refresh(preview, {folder.path / "b.md"})
    assert (answer(preview, TWO).status_code, answer(preview, "q/2/").status_code) == (404, 404)
    assert "What is question 2?" not in text(answer(preview, "learn/medicine/"))
    assert not preview.is_content("b.md")
    folder.add("b.md", id=2)
    refresh(preview, {folder.path / "b.md"})
    assert answer(preview, TWO).status_code == 200
