"""``quicktakes schema``: the files for the CMS agree with the definition, keep every key, and are reported when outdated."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.commands.cli import main
from generator.content import records, topics
from generator.content.field import Field, Kind, required
from generator.content.fields import RECORD, RELATED, TOPIC
from tests.helpers.folder import ROOT, Folder
from tests.outputs.schema.test_schema import WHOLE_RECORD, WHOLE_TOPIC, text_of

CONFIG = "cloudcannon.config.yml"
TEMPLATES = {"default": ".cloudcannon/schemas/default.md", "topic": ".cloudcannon/schemas/topic.md"}


def written(folder: Folder) -> Any:
    """Return the configuration that the command writes for the project of a folder."""
    assert folder.run("schema") == 0
    return yaml.safe_load(Path(CONFIG).read_text("utf-8"))


def front(kind: str) -> dict[str, Any]:
    """Return the front matter of a template."""
    values: dict[str, Any] = yaml.safe_load(Path(TEMPLATES[kind]).read_text("utf-8").split("---\n")[1])
    return values


def nested(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every mapping within a value."""
    if isinstance(value, dict):
        yield value
        for inside in value.values():
            yield from nested(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from nested(inside)


def test_each_folder_is_a_collection_and_authored_pages_have_no_schema(folder: Folder) -> None:
    folder.add("health-studies/a.md", id=1)
    folder.add("topics/t.md", text_of(WHOLE_TOPIC))
    folder.add("index.md", "# Home\n")
    folder.add("images/a.png", b"\x89PNG")
    collections = written(folder)["collections_config"]
    assert list(collections) == ["health-studies", "topics", "pages"]
    assert collections["health-studies"]["path"] == "records/health-studies"
    assert collections["health-studies"]["name"] == "Health studies"
    assert collections["health-studies"]["url"] == "{url}/"
    assert {kind: schema["path"] for kind, schema in collections["topics"]["schemas"].items()} == TEMPLATES
    assert next(iter(collections["topics"]["schemas"])) == "topic"
    assert next(iter(collections["health-studies"]["schemas"])) == "default"
    assert collections["pages"]["glob"] == ["*.md"]
    assert "schemas" not in collections["pages"]


def test_flat_folder_with_records_and_authored_pages(folder: Folder) -> None:
    folder.add("a.md", id=1)
    folder.add("about.md", "---\ntitle: About\n---\n\nText.\n")
    folder.add("broken.md", "---\nquestion: [\n---\n")
    folder.add("questions/b.md", id=2)
    collections = written(folder)["collections_config"]
    assert list(collections) == ["questions", "top_questions"]
    assert collections["top_questions"]["glob"] == ["*.md", "!about.md"]
    assert {kind: schema["path"] for kind, schema in collections["top_questions"]["schemas"].items()} == TEMPLATES


def test_subjects_and_form_of_urls_come_from_the_configuration(folder: Folder) -> None:
    Path("mkdocs.yml").write_text(
        "site_name: S\ndocs_dir: records\ntheme: {name: material}\nuse_directory_urls: false\n"
        "plugins:\n  - quicktakes:\n      subjects: {Nursing & Care: {slug: nursing}, Medicine: }\n"
    )
    folder.add("nursing/a.md", id=1, subject="Nursing & Care")
    collection = written(folder)["collections_config"]["nursing"]
    assert collection["name"] == "Nursing & Care"
    assert collection["url"] == "{url}.html"
    choice = collection["schemas"]["default"]["_inputs"]["subject"]
    assert choice["type"] == "select"
    assert choice["options"] == {"required": True, "values": ["Nursing & Care", "Medicine"], "allow_create": True}


def test_every_key_of_a_file_is_kept(folder: Folder) -> None:
    folder.add("medicine/a.md", id=1)
    config = written(folder)
    switches = ("remove_extra_inputs", "remove_empty_inputs", "hide_extra_inputs", "reorder_inputs")
    places = [mapping for mapping in nested(config) if "path" in mapping and "_inputs" in mapping]
    for structure in config["_structures"].values():
        places += [structure, *structure["values"]]
    assert len(places) == 2 + 2 * 3
    for place in places:
        assert [place[switch] for switch in switches] == [False] * 4
    blocks = (RELATED, *(field for field in RECORD if field.kind is Kind.BLOCKS))
    for field in blocks:
        (value,) = config["_structures"][field.name]["values"]
        assert list(value["value"]) == list(value["_inputs"]) == [inside.name for inside in field.inside]
        assert all(put["cascade"] is False for put in value["_inputs"].values())


def expected_inputs(fields: tuple[Field, ...]) -> set[str]:
    names = {field.name for field in fields}
    names |= {f"{field.name}[*]" for field in fields if field.kind in (Kind.WORDS, Kind.URLS)}
    names |= {f"{field.name}.{inside.name}" for field in fields if field.kind is Kind.BLOCK for inside in field.inside}
    return names | ({f"related_article{number}" for number in range(1, 6)} if fields is RECORD else set())


@pytest.mark.parametrize(("kind", "fields"), [("default", RECORD), ("topic", TOPIC)])
def test_each_key_has_an_input(kind: str, fields: tuple[Field, ...], folder: Folder) -> None:
    folder.add("medicine/a.md", id=1)
    config = written(folder)
    inputs = config["collections_config"]["medicine"]["schemas"][kind]["_inputs"]
    assert set(inputs) == expected_inputs(fields)
    needed = {name for name, put in inputs.items() if put.get("options", {}).get("required")}
    assert needed == set(required(fields)) - {"_schema"}
    for put in (mapping for mapping in nested(config) if "comment" in mapping):
        assert put["type"] not in ("date", "datetime", "markdown", "html")  # they write values that no reader accepts
        structures = put.get("options", {}).get("structures", "_structures.sources")
        assert structures.removeprefix("_structures.") in config["_structures"]


def test_keys_added_by_a_template_change_nothing(folder: Folder) -> None:
    folder.add("medicine/a.md", id=1)
    written(folder)
    least = {name: WHOLE_RECORD[name] for name in required(RECORD)}
    added = {**front("default"), **least}
    assert added.keys() <= WHOLE_RECORD.keys()
    record, findings = records.read("a.md", text_of(added) + b"\n&nbsp;\n")
    assert record is not None
    assert findings == []
    assert record.score == -1.0  # "not rated", like a record without a score
    assert replace(record, score=None) == records.read("a.md", text_of(least))[0]
    least = {name: WHOLE_TOPIC[name] for name in required(TOPIC)}
    added = {**front("topic"), **least}
    assert added.keys() == {field.name for field in TOPIC if field.usual}
    assert topics.read("t.md", text_of(added)) == topics.read("t.md", text_of(least))


def test_new_file_from_a_template_has_findings(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("medicine/a.md", id=1)
    written(folder)
    shutil.copy(TEMPLATES["default"], folder.path / "medicine" / "new.md")
    shutil.copy(TEMPLATES["topic"], folder.path / "medicine" / "topic.md")
    capsys.readouterr()
    assert folder.run("check") == 1
    out = capsys.readouterr().out
    for name in required(RECORD):
        assert f"QT110 `{name}` is empty" in out
    for name in required(TOPIC)[1:]:
        assert f"QT110 `{name}` is missing or empty" in out
    assert " 12 errors, 0 warnings" in out


def test_outdated_files_are_reported_and_rewritten(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    folder.add("medicine/a.md", id=1)
    assert folder.run("schema", "--check") == 1
    assert f"{CONFIG} is outdated; run `quicktakes schema`" in capsys.readouterr().err
    assert not Path(CONFIG).exists()
    assert folder.run("schema") == 0
    assert f"{TEMPLATES['topic']} written" in capsys.readouterr().out
    assert folder.run("schema", "--check") == 0
    for path in (CONFIG, *TEMPLATES.values()):
        file = Path(path)
        text = file.read_bytes()
        file.write_bytes(text.replace(b"\n", b"\r\n"))  # as Git checks it out on Windows
        assert folder.run("schema", "--check") == 0
        file.write_bytes(text + b"#\n")
        capsys.readouterr()
        assert folder.run("schema", "--check") == 1
        assert capsys.readouterr().err == f"{path} is outdated; run `quicktakes schema`\n"
        assert folder.run("schema") == 0
        assert capsys.readouterr().out == f"{path} written\n"
        assert file.read_bytes() == text
    folder.add("nursing/b.md", id=2)
    assert folder.run("schema", "--check") == 1
    assert folder.run("schema") == 0
    capsys.readouterr()
    assert folder.run("schema") == 0
    assert capsys.readouterr().out == "Everything is up to date.\n"
    assert list(Path().rglob("*.tmp")) == []


@pytest.mark.parametrize("path", [CONFIG, *TEMPLATES.values()])
def test_foreign_files_are_overwritten_only_with_force(
    path: str, folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    folder.add("medicine/a.md", id=1)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text("timezone: Pacific/Auckland\n")
    assert folder.run("schema") == 2
    assert f"{path} was not written by this command; use --force to overwrite it" in capsys.readouterr().err
    assert [file for file in (CONFIG, *TEMPLATES.values()) if Path(file).exists()] == [path]
    assert folder.run("schema", "--force") == 0
    assert folder.run("schema", "--check") == 0


def test_content_outside_the_project_is_refused(
    folder: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.add("medicine/a.md", id=1)
    (folder.path.parent / "other").mkdir()
    monkeypatch.chdir(folder.path.parent / "other")
    assert folder.run("schema") == 2
    assert "so a CMS cannot find it" in capsys.readouterr().err


def test_own_files_are_up_to_date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["schema", "--check"]) == 0


def test_letters_of_any_script_are_written_as_they_are(folder: Folder) -> None:
    Path("mkdocs.yml").write_text(
        "site_name: S\ndocs_dir: records\ntheme: {name: material}\n"
        "plugins:\n  - quicktakes:\n      subjects: {Ärzte: {slug: medicine}, الطب: {slug: nursing}}\n"
    )
    folder.add("medicine/a.md", id=1, subject="Ärzte")
    written(folder)
    text = Path(CONFIG).read_text("utf-8")
    assert "- Ärzte\n" in text
    assert "- الطب\n" in text
