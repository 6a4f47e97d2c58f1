"""The JSON Schemas agree with the readers, field by field: the same keys, the same accepted and refused values."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.content import records, topics
from generator.content.field import Field, Kind, required
from generator.content.fields import RECORD, RELATED, TOPIC
from generator.content.frontmatter import parser
from generator.model import urls
from generator.model.finding import Finding, has_errors
from generator.model.record import Record, Topic
from generator.outputs.schema import documents
from tests.checks.test_check import CASES
from tests.helpers.cases import lay_down
from tests.helpers.folder import ROOT, SITE_URL, Folder

Values = dict[str, Any]
RELATED_1 = "related_article1"
WHOLE_RECORD: Values = {field.name: field.example for field in RECORD} | {RELATED_1: RELATED.example}
OTHER_SPELLING = {"no_index": "noIndex", "noIndex": "no_index"}
WHOLE_TOPIC: Values = {field.name: field.example for field in TOPIC}
NEEDED_RECORD: Values = {field.name: field.example for field in RECORD if field.required}
NEEDED_TOPIC: Values = {field.name: field.example for field in TOPIC if field.required}
EXAMPLES = [60, pytest.param(2000, marks=pytest.mark.long)]


class Plain(yaml.CSafeDumper):
    """A dumper without anchors, which records do not allow."""

    def ignore_aliases(self, data: object) -> bool:
        return True


class Typed(yaml.CSafeLoader):
    """A loader like that of other tools: numbers and booleans are typed, but dates stay text, since JSON has none."""


Typed.yaml_implicit_resolvers = {
    first: [pair for pair in pairs if pair[0] != "tag:yaml.org,2002:timestamp"]
    for first, pairs in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def text_of(values: Values) -> bytes:
    dumped = yaml.dump(values, Dumper=Plain, sort_keys=False, allow_unicode=True, width=10**9)
    return f"---\n{dumped}---\n".encode()


def read_record(values: Values) -> tuple[Record | None, list[Finding]]:
    return records.read("a.md", text_of(values))


def read_topic(values: Values) -> tuple[Topic | None, list[Finding]]:
    topic, _, findings = topics.read("a.md", text_of(values))
    return topic, findings


@cache
def validator(kind: str) -> Any:
    schema = documents.topic() if kind == "topic" else documents.record()
    return jsonschema.Draft202012Validator(schema)


def assert_agreed(kind: str, values: Values) -> bool:
    """Whether both accept the values; fails when only one does."""
    findings = (read_topic if kind == "topic" else read_record)(values)[1]
    wrong = [error.message for error in validator(kind).iter_errors(values)]
    assert has_errors(findings) == bool(wrong), (values, findings, wrong)
    return not wrong


@pytest.mark.parametrize("url", ["", SITE_URL])
def test_schemas_are_valid_for_their_draft(url: str) -> None:
    for schema, path in ((documents.record(url), documents.RECORD_PATH), (documents.topic(url), documents.TOPIC_PATH)):
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
        assert schema.get("$id") == (url + path if url else None)
        for definition in schema["$defs"]:
            assert f'"#/$defs/{definition}"' in json.dumps(schema)


# Strategies: each gives values that its kind accepts, and values that just miss.


def _joined(*pieces: str) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(pieces), max_size=8).map("".join)


NUMBERS = st.floats(-1e6, 1e6).map(lambda number: round(number, 3)).filter(lambda number: not number.is_integer())
"""5.0 is left out: JSON does not distinguish it from 5."""
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | NUMBERS | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=2) | st.dictionaries(st.text("ab", max_size=2), inside, max_size=2),
    max_leaves=3,
)
DAYS = st.dates().map(datetime.date.isoformat)
WILD: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: st.sampled_from(["", " ", "\n", "\u00a0", "\x1f", "a", " a ", "null", "No", "2024-11-27", "-"]),
    Kind.ID: st.integers(-1, 3) | st.integers(10**18 - 1, 10**18) | st.integers(-(10**18), 1 - 10**18) | _joined(*"0123", " ", "+", "-", ".", "x", "٣", "0" * 9),
    Kind.NUMBER: NUMBERS | _joined(*"0123", "+", "-", ".", "e", "E", "nan", "inf", "_", " ", "٣") | st.just("9" * 100),
    Kind.DAY: DAYS | DAYS.map("{} ".format) | DAYS.map("{}T00:00:00".format) | _joined("2024", "0000", "-", "02", "13", "29", "30", "٣"),
    Kind.FLAG: st.sampled_from(["true", "TRUE", "False", " yes", "nO", "on", "off", "0", "1", "tru", "y", "true false"]),
    Kind.URL: _joined("/", "/", "learn", "a-b", ".", "..", "index", "INDEX", "x.md", ".HTML", "é", "%", " ", "\\", "?", "http:", "\u200b", "\u3000"),
    Kind.DATE_FORMAT: _joined("YYYY", "YY", "Y", "MMM", "M", "d", "dd", "ddd", "Do", "o", "[", "]", "[x]", ", ", "h", "A", "Q", "5"),
}  # fmt: skip


def wild(field: Field) -> st.SearchStrategy[Any]:
    """Values for a field: its example, near misses of its kind, and anything else."""
    if field.kind in WILD:
        return st.just(field.example) | WILD[field.kind] | ANYTHING
    if field.kind in (Kind.WORDS, Kind.URLS):
        item = WILD[Kind.URL if field.kind is Kind.URLS else Kind.TEXT]
        return st.just(field.example) | st.lists(item | ANYTHING, max_size=3) | ANYTHING
    block = st.fixed_dictionaries(
        {inside.name: wild(inside) for inside in field.inside if inside.required},
        optional={inside.name: wild(inside) for inside in field.inside if not inside.required} | {"other": ANYTHING},
    )
    whole = block if field.kind is Kind.BLOCK else st.lists(block | ANYTHING, max_size=2)
    return st.just(field.example) | whole | ANYTHING


FIELDS = [
    *(("record", field.name, field) for field in RECORD),
    ("record", RELATED_1, RELATED),
    *(("topic", field.name, field) for field in TOPIC[1:]),
]


@pytest.mark.parametrize("examples", EXAMPLES)
@pytest.mark.parametrize(("kind", "name", "field"), FIELDS, ids=lambda value: value if isinstance(value, str) else "")
def test_schema_and_reader_accept_the_same_values(kind: str, name: str, field: Field, examples: int) -> None:
    needed = NEEDED_TOPIC if kind == "topic" else NEEDED_RECORD
    seen = set()

    @settings(max_examples=examples)
    @given(value=wild(field))
    def agreed(value: object) -> None:
        seen.add(assert_agreed(kind, {**needed, name: value}))

    agreed()
    assert seen == {True, False}


@pytest.mark.parametrize(
    ("name", "value", "accepted"),
    [
        ("id", "7", True),
        ("id", "0071", True),
        ("id", "-712", True),
        ("id", "00", False),
        ("url", "/a/x.mdx", True),
        ("url", "/a/x.Md", False),
        ("url", "/a/x.hTML", False),
        ("url", "/a/Index/b", False),
        ("url", "/ /a", False),
        ("url", "/a/\u3000", True),
        ("url", "/\u3000", False),
    ],
)
def test_values_at_the_edge_of_what_is_accepted(name: str, value: str, accepted: bool) -> None:
    validator.cache_clear()  # a measurement of coverage sees that this test makes the schema
    assert assert_agreed("record", {**NEEDED_RECORD, name: value}) == accepted


def test_schema_accepts_exactly_the_days_of_the_calendar() -> None:
    years = [0, 1, 4, 100, 400, 1900, 2000, 2023, 2024, 9996, 9999]
    for year in years:
        for month in range(14):
            for day in (0, 1, 28, 29, 30, 31, 32):
                assert_agreed("record", {**NEEDED_RECORD, "updated": f"{year:04}-{month:02}-{day:02}"})


@pytest.mark.parametrize("length", range(1, 10))
@pytest.mark.parametrize("letter", ["Y", "M", "D", "d", "H", "h", "m", "s", "A", "o", "["])
def test_repeated_date_tokens_agree_with_the_reader(letter: str, length: int) -> None:
    for pattern in (letter * length, f"{letter * length}o", f"{letter * length}]"):
        assert_agreed("record", {**NEEDED_RECORD, "date_format": pattern})


@pytest.mark.parametrize(("kind", "fields"), [("record", RECORD), ("topic", TOPIC)])
def test_schema_and_reader_require_the_same_keys(kind: str, fields: tuple[Field, ...]) -> None:
    whole = WHOLE_TOPIC if kind == "topic" else WHOLE_RECORD
    for name in whole:
        without = {key: value for key, value in whole.items() if key != name}
        if name == "_schema":  # without it, a file is no topic
            assert validator(kind).is_valid(without) == (kind == "record")
        else:
            assert assert_agreed(kind, without) == (name not in required(fields))


@pytest.mark.parametrize("value", ["topic", "default", "Topic", None])
def test_schema_and_reader_agree_on_what_a_topic_is(value: str | None) -> None:
    values = {**WHOLE_TOPIC, "_schema": value}
    assert topics.is_topic(text_of(values)) == validator("topic").is_valid(values) == (value == "topic")


# The same keys: every key that a reader uses is in the schema, and every key of the schema is read.


class Spy(dict[str, Any]):
    """A mapping that records the paths of the keys that are read."""

    def __init__(self, values: Values, asked: set[tuple[str, ...]], path: tuple[str, ...] = ()) -> None:
        super().__init__({key: _spied(value, asked, (*path, key)) for key, value in values.items()})
        self.asked, self.path = asked, path

    def get(self, key: str, default: Any = None) -> Any:
        self.asked.add((*self.path, key))
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        self.asked.add((*self.path, key))
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add((*self.path, str(key)))
        return super().__contains__(key)


def _spied(value: Any, asked: set[tuple[str, ...]], path: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_spied(item, asked, path) for item in value]
    return Spy(value, asked, path) if isinstance(value, dict) else value


@pytest.mark.parametrize("kind", ["record", "topic"])
def test_every_key_that_a_reader_uses_is_in_the_schema(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[tuple[str, ...]] = set()
    parse = parser.parse

    def spying(text: str) -> tuple[Any, parser.Parts]:
        mapping, parts = parse(text)
        return Spy(mapping, asked), parts

    monkeypatch.setattr(parser, "parse", spying)
    read = read_topic if kind == "topic" else read_record
    assert read(WHOLE_TOPIC if kind == "topic" else WHOLE_RECORD)[1] == []
    schema = validator(kind).schema
    stated = set(_paths(schema)) | {
        (RELATED_1, *rest) for _, *rest in _paths({"properties": schema.get("patternProperties", {})})
    }
    assert asked - stated == set()
    assert {path for path in stated if len(path) == 1 and "^" not in path[0]} <= asked | {("_schema",)}


def _paths(schema: Any, above: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, inside in schema.get("properties", {}).items():
        yield (*above, name)
        yield from _paths(inside, (*above, name))
        yield from _paths(inside.get("items", {}), (*above, name))


@pytest.mark.parametrize(("kind", "name", "field"), FIELDS, ids=lambda value: value if isinstance(value, str) else "")
def test_every_key_of_the_schema_is_read(kind: str, name: str, field: Field) -> None:
    read: Any = read_topic if kind == "topic" else read_record
    whole = WHOLE_TOPIC if kind == "topic" else {k: v for k, v in WHOLE_RECORD.items() if k != OTHER_SPELLING.get(name)}
    example = "other" if name == "_schema" else field.example
    assert read({**whole, name: example}) != read({key: value for key, value in whole.items() if key != name})
    for inside in field.inside:
        base = {other.name: other.example for other in field.inside if other.required}
        with_it, without = {**base, inside.name: inside.example}, {k: v for k, v in base.items() if k != inside.name}
        listed = field.kind is Kind.BLOCKS
        values = ({**whole, name: [block] if listed else block} for block in (with_it, without))
        assert read(next(values)) != read(next(values)), inside.name


def test_examples_are_valid() -> None:
    assert assert_agreed("record", WHOLE_RECORD)
    assert assert_agreed("topic", WHOLE_TOPIC)


# Real files.


def typed(data: bytes) -> Values:
    parts = parser.split(data.decode("utf-8"))
    values: Values = yaml.load(parts.yaml, Loader=Typed)
    return values


def test_all_own_content_is_valid() -> None:
    counts = {"record": 0, "topic": 0}
    for path in (ROOT / "content").rglob("*.md"):
        data = path.read_bytes()
        kind = "topic" if topics.is_topic(data) else "record"
        if kind == "topic" or records.read(path.name, data)[0] is not None:
            assert [error.message for error in validator(kind).iter_errors(typed(data))] == [], path
            counts[kind] += 1
    assert counts["record"] > 100
    assert counts["topic"] > 20


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.stem)
def test_schema_and_reader_agree_on_golden_files(case: Path, folder: Folder) -> None:
    lay_down(folder, case.read_text("utf-8"))
    for path in folder.path.rglob("*.md"):
        data = path.read_bytes()
        if topics.is_topic(data):
            topic, _, findings = topics.read(path.name, data)
            read, kind = topic is not None or any(finding.place.key for finding in findings), "topic"
        else:
            record, findings = records.read(path.name, data)
            read, kind = record is not None, "record"
        if read:
            assert validator(kind).is_valid(typed(data)) == (not has_errors(findings)), path


# Published with the site.


def test_schemas_are_published_with_the_site(folder: Folder) -> None:
    folder.add("a.md")
    folder.build()
    for path, schema in ((documents.RECORD_PATH, documents.record), (documents.TOPIC_PATH, documents.topic)):
        assert json.loads(folder.read(path)) == schema(SITE_URL)


def test_schemas_follow_a_changed_site_url(folder: Folder) -> None:
    folder.add("a.md")
    folder.build()
    (folder.site / documents.TOPIC_PATH).unlink()
    assert folder.run("build", "--site-url", "https://other.org/") == 0
    changed = folder.tree()
    assert b'"https://other.org/assets/topic.schema.json"' in changed[documents.TOPIC_PATH]
    assert folder.run("build", "--site-url", "https://other.org/", "--clean") == 0
    assert folder.tree() == changed
    assert folder.run("build", "--site-url", "https://other.org/", "--outputs", "pages") == 0
    assert documents.RECORD_PATH not in folder.tree()


def test_own_schema_file_takes_precedence(folder: Folder) -> None:
    folder.add("a.md")
    folder.add(documents.RECORD_PATH, "{}")
    folder.build()
    assert folder.read(documents.RECORD_PATH) == "{}"


@pytest.mark.parametrize("digits", ["0", "00", "1", "7", "12", "007", "123", "1" * 18, "1" * 19, "0" * 18 + "1", "x"])
@pytest.mark.parametrize("form", ["{}", "-{}", "+{}", " {}\n", "{}.0"])
def test_schema_and_reader_accept_the_same_ids_as_text(form: str, digits: str) -> None:
    assert_agreed("record", {**NEEDED_RECORD, "id": form.format(digits)})


@pytest.mark.parametrize("ending", [*urls.FILE_ENDINGS, "/index", "/indexes", ".pdf", "md", "html"])
def test_schema_and_reader_accept_the_same_endings_of_urls(ending: str) -> None:
    for written in (ending, ending.upper(), ending.title(), f"{ending}/", f"{ending}/more", f"{ending}x"):
        assert_agreed("record", {**NEEDED_RECORD, "url": f"/learn/nerve{written}"})
    is_valid = ending in ("/indexes", ".pdf", "md", "html")
    assert assert_agreed("record", {**NEEDED_RECORD, "url": f"/learn/nerve{ending.upper()}"}) == is_valid
