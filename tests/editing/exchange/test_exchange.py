"""``import records`` and ``export``, whole output: each file of ``golden`` is a folder, what is run in it, and
what it prints and leaves.

``--- file NAME`` and ``--- record NAME key=value …`` lay down files (as in ``test_check``); each ``--- run`` is a command
and ``--- output`` what it prints, errors first, with its exit code; ``--- folder`` is what stands in ``content`` at the
end, and ``--- wrote NAME`` one other file. ``UPDATE_GOLDEN=1`` writes outputs and files anew.
"""

from __future__ import annotations

import csv
import io
import itertools
import json
import os
import re
import shlex
import sys
import time
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from generator.commands.cli import main
from generator.commands.shared import terminal
from generator.content import records
from generator.editing.exchange import registry, rows, sources
from generator.editing.transaction import rewriting
from generator.model.slugs import question_slug
from tests.helpers.cases import values_of
from tests.helpers.folder import ROOT, tree
from tests.helpers.records import record_text

CASES = sorted((Path(__file__).parent / "golden").glob("*.txt"))
SECTION = re.compile(r"^--- (file|record|run|output|folder|wrote)(?: (\S+))?(?: (.*))?$\n?", re.MULTILINE)
DAY = "1732665600"  # 2024-11-27


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty content folder on a fixed date."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", DAY)
    (tmp_path / "content").mkdir()
    return tmp_path


def shown(folder: Path) -> str:
    """Return every file of a folder as one text."""
    return "".join(f"=== {name}\n{data.decode()}".rstrip("\n") + "\n" for name, data in tree(folder).items())


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_golden_imports_and_exports(case: Path, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = case.read_text("utf-8")
    pieces = SECTION.split(text)
    actual, printed = pieces[0], ""
    for kind, name, rest, content in zip(pieces[1::4], pieces[2::4], pieces[3::4], pieces[4::4], strict=True):
        head = " ".join(word for word in ("---", kind, name, rest) if word)
        if kind in ("file", "record"):
            target = place / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content if kind == "file" else record_text(**values_of(rest or "", content)), "utf-8")
        elif kind == "run":
            code = main(shlex.split(f"{name} {rest}"))
            out, err = capsys.readouterr()
            printed = f"{err}{out}exit {code}\n"
        elif kind == "output":
            content = printed
        elif kind == "folder":
            content = shown(place / "content")
        else:
            content = (place / name).read_text("utf-8")
        actual += f"{head}\n{content}"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        case.write_text(actual, "utf-8")
    assert actual == case.read_text("utf-8")


@pytest.mark.parametrize("name", ["copies", "crossing", "identity", "references"])
def test_size_of_batches_does_not_matter(
    place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(registry, "_BATCH", 1)
    test_golden_imports_and_exports(Path(__file__).parent / "golden" / f"{name}.txt", place, capsys)


def run(*arguments: str) -> int:
    return main([*arguments, "--content", "content"])


def row(number: int, **values: Any) -> dict[str, Any]:
    """A valid row."""
    return {"question": f"What is {number}?", "answer": "It is.", "subject": "Medicine", "date": "2024-11-27", **values}


def lines(*rows: dict[str, Any]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


ENCODED = 'question,answer,subject,date\r\nCafé?,one,Medicine,2024-11-27\r\nTea?,"two\r\nlines",Medicine,2024-11-27\r\n'


@pytest.mark.parametrize(
    ("data", "written", "told"),
    [
        (ENCODED.encode("utf-8-sig"), ["cafe.md", "tea.md"], ""),
        (ENCODED.encode(), ["cafe.md", "tea.md"], ""),
        (ENCODED.encode("cp1252"), ["tea.md"], "rows.csv: row 2, question: not UTF-8; save the file as UTF-8\n"),
        (ENCODED.replace("answer", "ànswer").encode("cp1252"), [], "quicktakes: rows.csv: row 1 is not UTF-8; save the file as UTF-8\n"),
        (ENCODED.encode("utf-16"), [], "quicktakes: rows.csv: not UTF-8 but UTF-16; save it as UTF-8\n"),
        (ENCODED.encode("utf-16-le"), [], "quicktakes: rows.csv: not UTF-8 but UTF-16; save it as UTF-8\n"),
    ],
)  # fmt: skip
def test_encodings_of_csv_files(
    place: Path, capsys: pytest.CaptureFixture[str], data: bytes, written: list[str], told: str
) -> None:
    (place / "rows.csv").write_bytes(data)
    assert run("import", "records", "rows.csv") == bool(told)
    assert capsys.readouterr().err == told
    assert [path.name for path in sorted(place.glob("content/medicine/*"))] == written
    if "tea.md" in written:
        assert "answer: |-\n    two\n    lines\n" in (place / "content/medicine/tea.md").read_text("utf-8")


def test_windows_line_ends_in_list_cells(place: Path) -> None:
    text = lines(row(1, answer="one\r\ntwo", more=["a\r\nb"]), row(2, answer="one\r\ntwo", _path="medicine/2.md"))
    (place / "rows.jsonl").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert run("import", "records", "rows.jsonl") == 0
    foreign = (place / "content/medicine/what-is-1.md").read_text("utf-8")
    assert "answer: |-\n    one\n    two\n" in foreign
    assert "more:\n  - |-\n    a\n    b\n" in foreign
    assert 'answer: "one\\r\\ntwo"\n' in (place / "content/medicine/2.md").read_text("utf-8")


def test_fields_above_the_size_limit_are_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    large, larger = "word " * 180_000, "word " * 3_400_000
    (place / "rows.jsonl").write_text(lines(row(1, note=large), row(2, note=larger), row(3)), "utf-8")
    assert run("import", "records", "rows.jsonl") == 1
    assert capsys.readouterr().err == "rows.jsonl: line 2: longer than 16,777,216 characters; shorten it\n"
    assert [path.name for path in sorted(place.glob("content/medicine/*"))] == ["what-is-1.md", "what-is-3.md"]
    (place / "rows.csv").write_text(
        f"question,answer,subject,date\n4?,{larger},Medicine,2024-11-27\n5?,a,Medicine,2024-11-27\n"
    )
    assert run("import", "records", "rows.csv") == 1
    assert capsys.readouterr().err.startswith("rows.csv: row 2: a line is longer than 16,777,216 characters (line 1): ")


@pytest.mark.parametrize(
    "title",
    ["Why? " * 60, "Warum " * 60 + "?", "😀 Smile? 👩‍⚕️", "ما هو القلب؟", "\u200fWhat is it?", "---", "a\tb: c #d?"],
)
def test_unusual_questions_give_valid_records(place: Path, capsys: pytest.CaptureFixture[str], title: str) -> None:
    (place / "rows.jsonl").write_text(lines(row(1, question=title)), "utf-8")
    code = run("import", "records", "rows.jsonl")
    assert code == (title == "---"), capsys.readouterr().err
    assert run("check") == 0
    for path in place.glob("content/medicine/*.md"):
        record, findings = records.read(path.name, path.read_bytes())
        assert record is not None
        assert record.question == title.strip()
        assert findings == []
    assert run("import", "records", "rows.jsonl") == code
    assert "0 new" in capsys.readouterr().out.splitlines()[-1]


@pytest.mark.parametrize("depth", [100, 101, 5000])
def test_columns_have_a_greatest_depth(tmp_path: Path, depth: int) -> None:
    source = tmp_path / "rows.csv"
    source.write_text(f"question,{'a.' * depth}b\nWhat?,x\n", "utf-8")
    if depth > 100:
        with pytest.raises(rows.SourceError, match="row 1: column 2 is nested too deeply; simplify it"):
            list(sources.read(source, "", ()))
    else:
        (row,) = sources.read(source, "", ())
        assert (row.reason, row.values["question"]) == ("", "What?")


def test_long_slugs_are_cut_between_words() -> None:
    slug = question_slug("Warum " * 60)
    assert slug == "-".join(["warum"] * 33)
    assert question_slug("x" * 300) == "x" * 200


MAPPING_ERRORS = {
    "colums = {}": "m.toml: unknown key 'colums'; known keys: delimiter, dates, ignore, columns, defaults",
    "[columns]\nqestion = 'Q'": "m.toml: unknown columns: key 'qestion'; known keys: _schema, id, date, title,",
    "[columns]\nseo.tags = 'Q'": "m.toml: unknown columns: key 'seo.tags'; known keys:",
    "[columns]\nrelated_article.id = 'Q'": "m.toml: unknown columns: key 'related_article.id'; known keys:",
    "[defaults]\nsubjct = 'Q'": "m.toml: unknown defaults: key 'subjct'; known keys:",
    "[columns]\nquestion = 5": 'm.toml: columns: question: 5 is not a column name; write question = "…"',
    "columns = 5": "m.toml: columns: 5 is not a table; write [columns] and below it a line for each key",
    "delimiter = 5": "m.toml: delimiter: 5 is not a text; put it in quotation marks",
    "delimiter = ';;'": "m.toml: delimiter: ';;'; write one character such as \";\"",
    "dates = 'day'": "m.toml: dates: 'day' is not a date format; write a format such as \"%d.%m.%Y\"",
    "dates = '%Q'": "m.toml: dates: '%Q' is not a date format",
    "dates = '%d.%m.%Y %d'": "m.toml: dates: '%d.%m.%Y %d' is not a date format",
    "ignore = 'x'": "m.toml: ignore: 'x' is not a list of names; write a list such as [\"Notes\"]",
    "[columns": "m.toml: not valid TOML: ",
    "a = '\udce9'": "m.toml: not UTF-8 (byte 6); save it as UTF-8",
}


@pytest.mark.parametrize("text", MAPPING_ERRORS)
def test_invalid_mapping_files_are_reported(place: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    (place / "rows.jsonl").write_text(lines(row(1)), "utf-8")
    (place / "m.toml").write_bytes(text.encode(errors="surrogateescape"))
    assert run("import", "records", "rows.jsonl", "--mapping", "m.toml") == 2
    assert capsys.readouterr().err.startswith(f"quicktakes: {MAPPING_ERRORS[text]}")
    assert tree(place / "content") == {}


def test_two_columns_for_one_key_are_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "rows.jsonl").write_text(lines(row(1, text="Another.")), "utf-8")
    (place / "m.toml").write_text("[columns]\nanswer = 'text'\n", "utf-8")
    assert run("import", "records", "rows.jsonl", "--mapping", "m.toml") == 1
    assert "'text' and another column are both mapped to answer; add one of them to ignore" in capsys.readouterr().err
    (place / "m.toml").write_text("ignore = ['answer']\n[columns]\nanswer = 'text'\n", "utf-8")
    assert run("import", "records", "rows.jsonl", "--mapping", "m.toml") == 0
    assert "    Another.\n" in (place / "content/medicine/what-is-1.md").read_text("utf-8")


def test_nested_keys_can_be_mapped(place: Path) -> None:
    fields = {"q": "What is a cell?", "a": "A small room.", "more": {"left": "x", "out": "y"}}
    (place / "rows.json").write_text(json.dumps([{"fields": fields, "subject": "Medicine"}]), "utf-8")
    mapping = "ignore = ['fields.more.out']\n[columns]\nquestion = 'fields.q'\nanswer = 'fields.a'\n"
    (place / "m.toml").write_text(mapping, "utf-8")
    assert run("import", "records", "rows.json", "--mapping", "m.toml") == 0
    text = (place / "content/medicine/what-is-a-cell.md").read_text("utf-8")
    assert "\n    A small room.\n" in text
    assert "\nfields:\n  more:\n    left: x\n---\n" in text


def test_memory_does_not_grow_with_a_file(place: Path) -> None:
    rows = [row(n, answer="A long answer. " * 200) for n in range(2_000)]
    (place / "rows.jsonl").write_text(lines(*rows), "utf-8")
    (place / "rows.json").write_text(json.dumps(rows), "utf-8")
    with (place / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]))
        table.writeheader()
        table.writerows(rows)
    for name in ("rows.jsonl", "rows.json", "rows.csv"):
        tracemalloc.start()
        count = sum(not row.reason for row in sources.read(place / name, "", []))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert count == 2_000
        assert peak < (place / name).stat().st_size / 3, name


def test_progress_shows_rows_rate_and_remaining_time(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    clock = itertools.count(0, 2)  # two seconds pass between two readings
    monkeypatch.setattr(time, "time", lambda: next(clock))
    monkeypatch.setattr(time, "monotonic", lambda: next(clock))
    with terminal.watch_rows("Checking", 1_000) as seen:
        seen(100, 1)
        seen(500, 3_000)
        seen(1_000, 3_500)
        seen(1_000, 4_000)
    shown = screen.getvalue().split("\r")
    assert re.search(r"Checking +\[#{18}-{18}\] +50% +\d\d:\d\d:\d\d +3,000 rows, \d+/s", shown[-3])
    assert re.search(r"Checking +\[#{36}\] +100% +4,000 rows, \d+/s", shown[-1])


def test_import_shows_progress(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (place / "rows.jsonl").write_text(lines(*(row(n) for n in range(300))), "utf-8")
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    assert run("import", "records", "rows.jsonl") == 0
    shown = screen.getvalue()
    assert re.search(r"Checking +\[#{36}\] +100% +300 rows, [\d,]+/s", shown)
    assert re.search(r"Writing +\[#{36}\] +100% +300 rows, [\d,]+/s", shown)


class Terminal(io.StringIO):
    """A terminal's standard error."""

    def isatty(self) -> bool:
        return True


def test_second_writing_command_is_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "rows.jsonl").write_text(lines(row(1)), "utf-8")
    with rewriting(place / "content"):
        assert run("import", "records", "rows.jsonl") == 1
    told = "run this one again when it has finished\nNothing was changed.\n"
    assert capsys.readouterr().err.endswith(told)
    assert run("import", "records", "rows.jsonl") == 0


def test_updated_answer_changes_no_other_byte(place: Path) -> None:
    old = (
        "---\r\n# by hand\r\ntitle: 'What is 1?'  # quoted\r\nid: 007\r\nquestion: What is 1?\r\nanswer: >-\r\n"
        "    It was.\r\ndate: 2024-11-27\r\nsubject: Medicine\r\nurl: /learn/medicine/questions/what-is-1\r\n"
        "seo: {page_keywords: a}\r\nmore: [x]\r\n---\r\nA body.\r\n"
    )
    file = place / "content" / "one.md"
    file.write_bytes(old.encode())
    (place / "rows.jsonl").write_text(lines(row(1, id=7, seo={"page_keywords": "a, b"})), "utf-8")
    assert run("import", "records", "rows.jsonl", "--force") == 0
    new = old.replace("It was.", "It is.").replace("page_keywords: a", "page_keywords: 'a, b'")
    assert file.read_bytes().decode() == new
    (place / "rows.jsonl").write_text(lines(row(1, id=7, answer="two\nlines")), "utf-8")
    assert run("import", "records", "rows.jsonl", "--force") == 0
    assert "by hand" not in file.read_text("utf-8")
    assert "answer: |-\n    two\n    lines\n" in file.read_text("utf-8")
    assert file.read_bytes().endswith(b"---\nA body.\r\n")
    assert run("import", "records", "rows.jsonl") == 0


def test_the_documented_mapping(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = (ROOT / "docs" / "import-export.md").read_text("utf-8")
    found = re.search(r"```toml\n(.*?)```", page, re.DOTALL)
    assert found
    (place / "columns.toml").write_text(found[1], "utf-8")
    table = "Frage;Antwort;Datum;Stichworte;Notes;Other\nWhat is a nerve?;A bundle.;27.11.2024;nerve, axon;no;kept\n"
    (place / "questions.csv").write_text(table, "utf-8")
    assert run("import", "records", "questions.csv", "--mapping", "columns.toml") == 0
    assert run("check") == 0
    path = "medicine/what-is-a-nerve.md"
    text = (place / "content" / path).read_text("utf-8")
    record, _ = records.read(path, text.encode())
    assert record is not None
    assert (record.question, record.answer, record.subject) == ("What is a nerve?", "A bundle.", "Medicine")
    assert (record.date.isoformat(), record.seo.keywords) == ("2024-11-27", ("nerve", "axon"))
    assert "\nOther: kept\n" in text
    assert "Notes" not in text


def test_force_overwrites_files_but_no_other_record(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page, other = place / "content/medicine/what-is-1.md", place / "content/medicine/what-is-2.md"
    page.parent.mkdir()
    page.write_text("# A page\n", "utf-8")
    other.write_text(record_text(id=9, question="Another?", slug="another"), "utf-8")
    before = tree(place / "content")
    (place / "rows.jsonl").write_text(lines(row(1), row(2)), "utf-8")
    assert run("import", "records", "rows.jsonl") == 1
    assert tree(place / "content") == before
    assert run("import", "records", "rows.jsonl", "--force") == 1
    assert page.read_text("utf-8").startswith("---\n_schema: default\nid: 10\n")
    assert other.read_bytes() == before["medicine/what-is-2.md"]
    assert "rows.jsonl: line 2: the file medicine/what-is-2.md belongs to record 9" in capsys.readouterr().err


def test_nothing_is_written_when_ids_run_out(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "rows.jsonl").write_text(lines(row(1, id=10**18 - 1), row(2)), "utf-8")
    assert run("import", "records", "rows.jsonl") == 1
    assert capsys.readouterr().err == "quicktakes: no id is left above the highest one; give each row an id\n"
    assert tree(place / "content") == {}


def test_import_uses_configured_severities_and_check_ignore(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "mkdocs.yml").write_text(
        "docs_dir: content\ntheme: {name: material, font: false}\n"
        "plugins: [quicktakes: {severity: {QT162: error, QT201: error, QT150: warning}}]\n",
        "utf-8",
    )
    rows = [
        row(1, answer="<b>Bold</b>"),
        row(2, answer="<b>Bold</b>", check_ignore=["QT162"]),
        row(3, seo={"page_description": "Short."}),
        row(4, answer="[nowhere](/nowhere)"),
        row(5, answer="[nothing](#nothing)"),
        row(6, answer="[nothing](#nothing)", check_ignore="QT151"),
    ]
    (place / "rows.jsonl").write_text(lines(*rows), "utf-8")
    assert run("import", "records", "rows.jsonl") == 1
    told = [line.split(" ")[:-1][1:5] for line in capsys.readouterr().err.splitlines()]
    assert told == [
        ["line", "1,", "answer:", "QT162"],
        ["line", "3,", "seo.page_description:", "QT201"],
        ["line", "5,", "answer,", "character"],
    ]
    assert [path.stem[-1] for path in sorted(place.glob("content/medicine/*"))] == ["2", "4", "6"]
    assert run("check") == 0


CATALOGUE: tuple[dict[str, Any], ...] = (
    {"id": 1, "slug": "first", "aliases": ["/old/begin"], "answer": "### Part\\nText."},
    {"id": 2, "slug": "second", "same_as": 1},
    {"id": 3, "slug": "third-one", "same_as": 2},
    {"id": 4, "slug": "name", "subject": "Law"},
    {"id": 5, "slug": "hidden", "subject": "Optics", "no_index": True},
    {"id": 6, "slug": "again", "subject": "Botany", "same_as": 1},
    {"id": 7, "slug": "wrong", "answer": "### Part\\nText.", "withdrawn": "Wrong."},
    {"id": 8, "slug": "figure", "answer": "![figure](figure.png)"},
)


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"same_as": 1}, ""),
        ({"same_as": 3}, ""),
        ({"same_as": 9}, "`same_as: 9` does not name another record"),
        ({"id": 1, "question": "What is question 1?", "url": "/learn/medicine/questions/first", "same_as": 3},
         "`same_as: 3` does not name another record"),
        ({"answer": "[a](/q/1#part)"}, ""),
        ({"answer": "[a](/q/3#part)"}, ""),
        ({"answer": "[a](/q/2#other)"}, "no heading #other on medicine/first.md"),
        ({"answer": "[a](/q/7#part)"}, "no heading #part on medicine/wrong.md"),
        ({"answer": "[a](/q/99)"}, "the link '/q/99' is broken"),
        ({"answer": "[a](/OLD/begin/#part)"}, ""),
        ({"answer": "[a](/learn/law/questions/thirdone#part)"}, ""),
        ({"answer": "[a](first.md?x#part)"}, ""),
        ({"answer": "[a](name.md)"}, ""),
        ({"answer": "[a](/medicine/name.md)"}, ""),
        ({"answer": "[a](../law/name.md#no)"}, "no heading #no on law/name.md"),
        ({"answer": "[a](/learn/law/)"}, ""),
        ({"answer": "[a](/learn/optics/)"}, "the link '/learn/optics/' is broken"),
        ({"answer": "[a](/learn/botany/)"}, "the link '/learn/botany/' is broken"),
        ({"answer": "[a](/learn/surgery/)", "subject": "Surgery"}, ""),
        ({"answer": "[a](/learn/surgery/)", "subject": "Surgery", "no_index": True}, "the link '/learn/surgery/' is broken"),
        ({"answer": "![figure](figure.png)", "subject": "Nursing"}, "put it at nursing/figure.png in the content folder"),
        ({"id": 8, "question": "What is question 8?", "answer": "![figure](figure.png)", "subject": "Nursing"}, ""),
        ({"aliases": ["/q/5"]}, "record 5 (optics/hidden.md) also has the url /q/5"),
        ({"id": 19, "url": "/q/5"}, "the url /q/5 belongs to record 5 (optics/hidden.md)"),
        ({"aliases": ["/old/begin"]}, "record 1 (medicine/first.md) also has the url /old/begin"),
    ],
)  # fmt: skip
def test_one_row_refers_to_records_of_the_catalogue(
    place: Path, capsys: pytest.CaptureFixture[str], values: dict[str, Any], told: str
) -> None:
    """Only the row's own reference brings a record into the library in which the row is checked."""
    for known in CATALOGUE:
        target = place / "content" / known.get("subject", "Medicine").lower() / f"{known['slug']}.md"
        target.parent.mkdir(exist_ok=True)
        target.write_text(record_text(**known), "utf-8")
    (place / "content/medicine/figure.png").touch()
    (place / "rows.jsonl").write_text(lines(row(20, **values)), "utf-8")
    assert run("import", "records", "rows.jsonl", "--force") == bool(told)
    assert told in capsys.readouterr().err


def test_a_row_in_the_place_of_a_permanent_link_is_refused(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (place / "content" / "a.md").write_text(record_text(id=1, aliases=["/q/9"]), "utf-8")
    (place / "rows.jsonl").write_text(lines(row(2, id=9)), "utf-8")
    assert run("import", "records", "rows.jsonl") == 1
    assert "line 1: record 1 (a.md) also has the url /q/9; give each record its own url" in capsys.readouterr().err


def test_the_largest_id_is_given_to_a_row(place: Path) -> None:
    (place / "rows.jsonl").write_text(lines(row(1, id=10**18 - 2), row(2)), "utf-8")
    assert run("import", "records", "rows.jsonl") == 0
    assert f"\nid: {10**18 - 1}\n" in (place / "content/medicine/what-is-2.md").read_text("utf-8")


def test_a_row_with_an_url_of_an_article_updates_the_file_with_that_url(place: Path) -> None:
    article = {"id": 1, "question": "What is 1?", "answer": "It is."}
    (place / "content/a.md").write_text(record_text(**article, url="/a", aliases=["/b"]), "utf-8")
    (place / "content/b.md").write_text(record_text(**article, url="/b", subject="Law"), "utf-8")
    (place / "rows.jsonl").write_text(lines({"url": "/b", "question": "What is 1?", "note": "A note."}), "utf-8")
    assert run("import", "records", "rows.jsonl", "--force") == 0
    assert "A note." in (place / "content/b.md").read_text("utf-8")
    assert "A note." not in (place / "content/a.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"---\nquestion: Caf\xe9?\n---\n", "not UTF-8 (byte 18); save it as UTF-8"),
        (b"Text.\n", "no front matter; start the file with a line --- (YAML) or +++ (TOML)"),
        (b"---\nquestion: [a\n---\n", "(line 3, column 1); "),
        (b"+++\nquestion = \n+++\n", "Invalid value"),
        (b"---\n---\n" + b"x" * (rows.LARGEST - 7), f"larger than {rows.LARGEST:,} bytes; shorten it"),
    ],
    ids=["encoding", "no front matter", "YAML", "TOML", "size"],
)
def test_unreadable_file_of_a_folder_does_not_stop_the_others(
    place: Path, capsys: pytest.CaptureFixture[str], data: bytes, why: str
) -> None:
    (place / "notes").mkdir()
    (place / "notes/a.md").write_bytes(data)
    (place / "notes/b.md").write_bytes(b"---\nquestion: Tea?\nanswer: It is.\nsubject: Medicine\n---\n")
    assert run("import", "records", "notes") == 1
    told = capsys.readouterr().err
    assert told.startswith("notes/a.md: ")
    assert why in told
    assert len(list(place.glob("content/**/*.md"))) == 1


def test_new_file_of_an_article_needs_a_url_of_its_own(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = record_text(id=501, question="Why is skin dry?", url="/learn/nursing/questions/why-is-skin-dry")
    (place / "content/skin.md").write_text(text, "utf-8")
    (place / "rows.jsonl").write_text(lines(row(1, id=501, question="Why is skin dry?", subject="Nursing")), "utf-8")
    assert run("import", "records", "rows.jsonl") == 1
    told = "also has the url /learn/nursing/questions/why-is-skin-dry; give each record its own url"
    assert told in capsys.readouterr().err
    assert list(tree(place / "content")) == ["skin.md"]
