"""Check a page's graph against the vocabulary of schema.org, more strictly than schema.org, which accepts text for anything.

| rule | says |
|---|---|
| ``json`` ``context`` ``keyword`` | the script is JSON, in the vocabulary of schema.org, with no keyword beyond the needed |
| ``id`` | an id is an absolute address |
| ``clash`` | an id names one thing |
| ``dangling`` | an id that is referred to is on the page |
| ``type`` | a node has a type, and schema.org knows it |
| ``property`` ``domain`` | schema.org knows the property, for one of the node's types or a type above it |
| ``range`` | a value is of a type that the property takes: a text only where Text (or a literal of its form) is named |
| ``empty`` | a value says something |
| ``superseded`` | schema.org recommends no other property instead |
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from urllib.parse import urlsplit

from tests.pages.structured_data import google
from tests.pages.structured_data.graph import SCHEMA, Finding, Graph, Literal, Node, Reference, Value
from tests.pages.structured_data.vocabulary import DATA_TYPES, Property, Vocabulary

TEXTS = frozenset({"Text", "CssSelectorType", "PronounceableText", "XPathType"})
_DURATION = re.compile(r"P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?(\d+(\.\d+)?S)?)?")
_AMOUNT = re.compile(r"\d+(\.\d+)? \S+")


def check(graph: Graph, vocabulary: Vocabulary) -> list[Finding]:
    """List all faults of a page's structured data in the order of the page; requirements of search engines come last."""
    found = list(graph.findings)
    for node in graph.nodes:
        found += _node(graph, vocabulary, node)
    return found + list(google.check(graph, vocabulary))


def _node(graph: Graph, vocabulary: Vocabulary, node: Node) -> Iterator[Finding]:
    if node.id and not absolute(node.id):
        yield Finding("id", node.place, f"{node.id} is no absolute address")
    for kind in node.types:
        if kind not in vocabulary.above:
            yield Finding("type", node.place, f"schema.org has no type {kind}")
    if not node.types:
        yield Finding("type", node.place, "has no type")
    if not node.properties:
        yield Finding("empty", node.place, "says nothing")
    known = [kind for kind in node.types if kind in vocabulary.above]
    for name, values in node.properties.items():
        place = f"{node.place}.{name}"
        rule = vocabulary.properties.get(name)
        if rule is None:
            yield Finding("property", place, f"schema.org has no property {name}")
            continue
        if known and not any(vocabulary.is_a(kind, rule.domain) for kind in known):
            yield Finding("domain", place, f"{known[0]} has no {name}; {_either(rule.domain)} has")
        if rule.superseded:
            yield Finding("superseded", place, f"schema.org recommends another property instead of {name}")
        if not values:
            yield Finding("empty", place, "has no value")
        for value in values:
            yield from _value(graph, vocabulary, rule, name, value, place)


def _value(
    graph: Graph, vocabulary: Vocabulary, rule: Property, name: str, value: Value, place: str
) -> Iterator[Finding]:
    if isinstance(value, Literal):
        yield from _literal(vocabulary, rule.range, name, value, place)
        return
    if isinstance(value, Reference) and value.id.removeprefix(SCHEMA) in vocabulary.members_of(rule.range):
        return
    node = graph.target(value)
    if node is None:
        assert isinstance(value, Reference)
        yield Finding("dangling", place, f"nothing on the page is named {value.id}")
        return
    known = [kind for kind in node.types if kind in vocabulary.above]
    if known and not any(vocabulary.is_a(kind, rule.range) for kind in known):
        yield Finding("range", place, f"{name} takes {_either(rule.range)}, not {known[0]}")


def _literal(
    vocabulary: Vocabulary, wanted: frozenset[str], name: str, literal: Literal, place: str
) -> Iterator[Finding]:
    value = literal.value
    if isinstance(value, str) and not value.strip():
        yield Finding("empty", place, "is an empty text")
    elif name in google.URL_FOR_NODE and isinstance(value, str):
        if not absolute(value):
            yield Finding("range", place, f"{value!r} is no absolute address")
    elif not (wanted & TEXTS and isinstance(value, str)):
        forms = wanted & set(FORMS)
        if not (
            any(FORMS[form](value, literal.microdata) for form in forms)
            or (isinstance(value, str) and value.removeprefix(SCHEMA) in vocabulary.members_of(wanted))
        ):
            yield Finding("range", place, f"{name} takes {_either(wanted)}, not {_shown(value)}")


def _either(names: frozenset[str]) -> str:
    return " or ".join(sorted(names))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def absolute(value: object) -> bool:
    """Whether a value is an absolute URL."""
    if not isinstance(value, str) or re.search(r"\s", value):
        return False
    parts = urlsplit(value)
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _number(value: object, microdata: bool) -> bool:
    if isinstance(value, str) and microdata:
        return re.fullmatch(r"-?\d+(\.\d+)?", value) is not None
    return isinstance(value, int | float) and not isinstance(value, bool)


def _integer(value: object, microdata: bool) -> bool:
    return _number(value, microdata) and float(str(value)).is_integer()


def _truth(value: object, microdata: bool) -> bool:
    names = {f"{prefix}{name}" for prefix in ("", SCHEMA) for name in ("True", "False")}
    return isinstance(value, bool) or (microdata and value in {*names, "true", "false"})


def _iso(parse: Callable[[str], object], shape: str) -> Callable[[object, bool], bool]:
    """Make a test for ISO 8601 in its long form: the standard library parses it, and it has the given shape."""

    def fits(value: object, microdata: bool) -> bool:
        if not isinstance(value, str) or not re.fullmatch(shape, value):
            return False
        try:
            parse(value)
        except ValueError:
            return False
        return True

    return fits


_DAY, _CLOCK = r"\d{4}-\d\d-\d\d", r"\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?"
FORMS: Mapping[str, Callable[[object, bool], bool]] = {
    "URL": lambda value, microdata: absolute(value),
    "Date": _iso(date.fromisoformat, _DAY),
    "DateTime": _iso(datetime.fromisoformat, f"{_DAY}T{_CLOCK}"),
    "Time": _iso(time.fromisoformat, _CLOCK),
    "Number": _number,
    "Float": _number,
    "Integer": _integer,
    "Boolean": _truth,
    "Duration": lambda value, microdata: isinstance(value, str) and _DURATION.fullmatch(value) is not None,
    **{
        name: lambda value, microdata: isinstance(value, str) and _AMOUNT.fullmatch(value) is not None
        for name in ("Quantity", "Distance", "Energy", "Mass")
    },
}
"""Data type → whether a value (from Microdata or not) is a literal of it."""
assert set(FORMS) | TEXTS | {"DataType"} == DATA_TYPES
