"""Export, import into an empty folder: the same records. Killed at any moment, an import leaves whole files.

The same means: equal ``Record`` values (the path among them), equal front matter (every key with its value, unknown ones
too, as the reader reads it) and an equal body. Comments, quotes, the order of keys, line ends, a BOM and the ``&nbsp;``
of an empty body are not part of it.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.commands.cli import main
from generator.commands.shared import terminal
from generator.config.file import default_config
from generator.config.settings import read_settings
from generator.content import records, topics
from generator.content.frontmatter import parser
from generator.editing.exchange import intake
from generator.editing.exchange.columns import Columns
from generator.model.record import Record
from generator.system import files
from tests.content.test_writer import TEXTS, VALUES
from tests.helpers.disk import small_disk
from tests.helpers.folder import ROOT, tree
from tests.helpers.records import record_text, related_entry

FORMATS = ["jsonl", "csv"]
ANSWERS = [
    r"One.\n\n1. **A**:\n   - b\n", "Real\n\n- line\n- breaks\n", r"Math $x \neq y$ and $$\nu = 5\n$$ and \theta.", "a\r\nb",
    "--- \n---\n", " led and followed by spaces ", "| a | b |\n|---|---|\n| `x` | $1 |", "عربي 😀 \u200f", "x" * 5_000,
]  # fmt: skip
SUBJECTS = ["Medicine", "medicine", "Health Studies", "Computer science", "No", "Физика"]
OPTIONAL = {
    "_schema": st.sampled_from(["default", None]),
    "date": st.sampled_from(["2024-11-27", "1999-01-01"]),
    "article_title": TEXTS,
    "date_format": st.sampled_from(["MMM DD, YYYY", "D MMMM", ""]),
    "seo": st.dictionaries(st.sampled_from(["title", "page_description", "page_keywords", "extra", "a b"]), TEXTS, max_size=4),
    "author": TEXTS,
    "file_name": TEXTS,
    "score": st.sampled_from(["-1.0", "0.50", "1e3", "", "7"]),
    "draft": st.sampled_from(["true", "no", "False", ""]),
    "updated": st.sampled_from(["2025-02-03", ""]),
    "no_index": st.sampled_from(["true", "True", ""]),
    "noIndex": st.sampled_from(["yes", "false"]),
    "canonical": st.sampled_from(["https://example.org/a?b=1#c", "nowhere", ""]),
    "primary": st.sampled_from(["true", "no"]),
    "sources": st.lists(st.dictionaries(st.sampled_from(["title", "year", "other"]), TEXTS, max_size=3) | TEXTS, max_size=3),
    "related_article7": st.builds(related_entry, st.integers(1, 4)) | st.none(),
    "related_article2": st.dictionaries(st.sampled_from(["id", "title", "subject", "url", "note"]), TEXTS, max_size=4),
    "withdrawn": TEXTS,
}  # fmt: skip
DIRTY = st.fixed_dictionaries(
    {
        "subject": st.sampled_from(SUBJECTS),
        "answer": st.sampled_from(ANSWERS) | TEXTS,
        "body": st.sampled_from(["", "\n&nbsp;", "\n\xa0\n", "\nA *real* body.\n"])
        | TEXTS.map(lambda text: f"\n{text}"),
        "folder": st.sampled_from(["", "medicine/", "a b/ü/"]),
        "bom": st.sampled_from(["", "\ufeff"]),
        "end": st.sampled_from(["\n", "\r\n"]),
        "unknown": st.dictionaries(TEXTS, VALUES, max_size=3),
    },
    optional=OPTIONAL,
)


def lay_down(folder: Path, values: dict[str, Any], number: int) -> None:
    """Write one malformed record."""
    values = dict(values)
    place, bom, end, unknown = (values.pop(name) for name in ("folder", "bom", "end", "unknown"))
    text = record_text(id=number, slug=f"record-{number}", **{**unknown, **values})
    target = folder / place / f"{number}.md"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes((bom + text.replace("\n", end)).encode("utf-8"))


def said(*command: str) -> str:
    """Return the standard output of a command."""
    with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()):
        main(list(command))
    return out.getvalue()


def everything(folder: Path) -> Mapping[str, tuple[Record, Mapping[str, Any]]]:
    """Map each path to the record and its front matter."""
    found = {}
    for path in files.discover(folder).markdown:
        data = (folder / path).read_bytes()
        record, _ = records.read(path, data)
        if record is not None and not topics.is_topic(data):
            found[path] = (record, parser.parse(data.decode("utf-8"))[0])
    return found


def there_and_back(source: Path, style: str, target: Path, around: Path | None = None) -> None:
    """Export and import again; exactly the records with errors of ``check`` are refused."""
    file = target.parent / f"all.{style}"
    said("export", "--format", style, "--content", str(source), "--output", str(file), "--force")
    if around is not None:
        shutil.copytree(around, target)
    target.mkdir(exist_ok=True)
    said("import", "records", str(file), "--content", str(target))
    checked = json.loads(said("check", "--content", str(source), "--format", "json"))["findings"]
    prefix = f"{source}/"
    wrong = {finding["path"].removeprefix(prefix) for finding in checked if finding["severity"] == "error"}
    assert everything(target) == {path: value for path, value in everything(source).items() if path not in wrong}
    assert '"errors": 0' in said("check", "--content", str(target), "--format", "json")
    again = said("import", "records", str(file), "--content", str(target))
    assert ": 0 new" in again
    assert "different" not in again


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("examples", [15, pytest.param(200, marks=pytest.mark.long)])
def test_malformed_records_round_trip(examples: int) -> None:
    @settings(max_examples=examples)
    @given(st.lists(DIRTY, min_size=4, max_size=8), st.sampled_from(FORMATS))
    def round_trip(values: list[dict[str, Any]], style: str) -> None:
        with tempfile.TemporaryDirectory() as place:
            source = Path(place, "source")
            source.mkdir()
            for number, one in enumerate(values, start=1):
                lay_down(source, one, number)
            there_and_back(source, style, Path(place, "target"))

    round_trip()


@pytest.mark.parametrize("style", FORMATS)
def test_own_content_round_trips(tmp_path: Path, style: str) -> None:
    around = tmp_path / "around"
    shutil.copytree(ROOT / "content", around)
    for path in everything(around):
        if not topics.is_topic((around / path).read_bytes()):
            (around / path).unlink()
    there_and_back(ROOT / "content", style, tmp_path / "target", around)
    assert len(everything(tmp_path / "target")) >= 129


@pytest.mark.parametrize("style", FORMATS)
def test_articles_with_several_files_round_trip(tmp_path: Path, style: str) -> None:
    """Also when two files share a subject or an alias, or escape the answer differently."""
    source = tmp_path / "source"
    subjects = ["Medicine", "Nursing", "nursing", "Health Studies"]
    answers = [r"One.\n\n- two", "One.\n\n- two", r"One.\n\n- two\n", "One.\n\n- two"]
    for number, (subject, answer) in enumerate(zip(subjects, answers, strict=True)):
        text = record_text(
            id=501, slug=f"skin-{number}", question="Why is skin dry" + "?" * (number > 0), subject=subject, answer=answer,
            aliases=["/learn/dry-skin", f"/learn/skin-{number}"], primary=number == 2,
        )  # fmt: skip
        target = source / subject.replace(" ", "-") / f"{number}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")
    (source / "other.md").write_text(record_text(id=502, slug="other"), "utf-8")
    there_and_back(source, style, tmp_path / "target")
    assert len(everything(tmp_path / "target")) == 5
    file, before = tmp_path / f"all.{style}", tree(source)
    assert said("import", "records", str(file), "--content", str(source), "--force").endswith(
        "5 rows: 0 new, 5 unchanged\n"
    )
    assert tree(source) == before


def test_values_with_yaml_tags_round_trip_as_text(tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    text = record_text(id=1).replace("---\n", "---\nnumber: !!int 5\nwhole: !!bool yes\nnull: x\n", 1)
    (source / "a.md").write_text(text, "utf-8")
    there = said("export", "--format", "jsonl", "--content", str(source), "--output", str(tmp_path / "a.jsonl"))
    assert there.startswith("1 record →")
    target.mkdir()
    said("import", "records", str(tmp_path / "a.jsonl"), "--content", str(target))
    mapping = parser.parse((target / "a.md").read_text("utf-8"))[0]
    assert (mapping["number"], mapping["whole"], mapping["null"]) == ("5", "true", "x")
    record, _ = records.read("a.md", (source / "a.md").read_bytes())
    assert everything(target)["a.md"][0] == record


COUNT = 100


def rows(folder: Path, version: str) -> Path:
    """Write a file of rows; every second one has an id."""
    file = folder / f"{version}.jsonl"
    with file.open("w", encoding="utf-8") as lines:
        for number in range(1, COUNT + 1):
            row = {"question": f"What is {number}?", "answer": f"{version} " * 500, "subject": "Medicine"}
            given = {"id": number * 10} if number % 2 else {}
            lines.write(json.dumps({**given, **row, "date": "2024-11-27"}) + "\n")
    return file


def visible(folder: Path) -> dict[str, bytes]:
    """Return every file that ``check`` and ``build`` would read."""
    return {path: data for path, data in tree(folder).items() if files.is_read(path)}


def finish(folder: Path, *files: Path) -> dict[str, bytes]:
    """Return the folder after uninterrupted imports of these files."""
    folder.mkdir()
    for file in files:
        said("import", "records", str(file), "--content", str(folder), "--force")
    return tree(folder)


@pytest.mark.long
def test_import_killed_at_any_moment_leaves_whole_files(tmp_path: Path) -> None:
    first, second = rows(tmp_path, "first"), rows(tmp_path, "second")
    old, new = finish(tmp_path / "old", first), finish(tmp_path / "new", first, second)
    assert len(old) == len(new) == COUNT
    assert old != new
    content = tmp_path / "content"
    content.mkdir()
    chance = random.Random(3)
    killed = 0
    for file, before, after in ((first, {}, old), (second, old, new)):
        for _ in range(6):
            command = [sys.executable, "-m", "generator", "import", "records", str(file), "--content", str(content)]
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            process = subprocess.Popen(
                [*command, "--force"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            time.sleep(chance.uniform(0.3, 1.2))
            killed += process.poll() is None
            process.send_signal(signal.SIGKILL)
            process.wait()
            for path, data in visible(content).items():
                assert data in (before.get(path), after[path]), path
        said("import", "records", str(file), "--content", str(content), "--force")
        assert tree(content) == after
    assert killed >= 3


def test_interrupted_import_says_how_to_continue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = rows(tmp_path, "first")
    expected = finish(tmp_path / "whole", file)
    content = tmp_path / "content"
    content.mkdir()
    replace = os.replace

    def interrupted(source: Path, target: Path) -> None:
        if len(visible(content)) == 7:
            raise KeyboardInterrupt
        replace(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", interrupted)
        assert main(["import", "records", str(file), "--content", str(content)]) == 1
    assert (
        capsys.readouterr().err
        == "quicktakes: interrupted; 7 records written. Run the command again to import the rest.\n"
    )
    assert len(tree(content)) == 7
    assert main(["import", "records", str(file), "--content", str(content)]) == 0
    assert capsys.readouterr().out.endswith("100 rows: 93 new, 7 unchanged\n")
    assert tree(content) == expected


def test_import_on_a_full_disk_is_completed_later(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = rows(tmp_path, "first")
    expected = finish(tmp_path / "whole", file)
    content = tmp_path / "content"
    with small_disk(content, "300k"):
        assert main(["import", "records", str(file), "--content", str(content)]) == 1
        assert re.search(
            r"No space left on device; \d+ records written. Run the command again", capsys.readouterr().err
        )
        there = tree(content)
        assert 0 < len(there) < COUNT
        assert there.items() <= expected.items()


def test_failed_export_keeps_the_old_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for number in range(1, 60):
        (source / f"{number}.md").write_text(record_text(id=number, slug=f"r{number}", answer="word " * 500), "utf-8")
    disk = tmp_path / "disk"
    with small_disk(disk, "100k"):
        output = disk / "all.jsonl"
        output.write_text("old", "utf-8")
        command = ["export", "--format", "jsonl", "--content", str(source), "--output", str(output), "--force"]
        assert main(command) == 2
        assert "No space left on device" in capsys.readouterr().err
        assert [path.name for path in disk.iterdir()] == ["all.jsonl"]
        assert output.read_text("utf-8") == "old"


def test_file_that_changes_during_the_import_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = rows(tmp_path, "first")
    content = tmp_path / "content"
    content.mkdir()
    run = intake.Intake(read_settings(default_config(), content=content), file, Columns(), False, click.echo)

    @contextlib.contextmanager
    def watch(label: str, size: int) -> Iterator[Callable[[int, int], None]]:
        if label == "Writing":
            rows(tmp_path, "other").replace(file)
        yield lambda position, row: None

    run.run(watch, terminal.watch)
    assert run.written == 0
    assert run.summary().endswith("first.jsonl: 100 rows: 0 new, 100 refused")
    assert "line 1: changed during the import; import again" in capsys.readouterr().out
