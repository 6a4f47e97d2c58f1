"""Reads a topic: a file whose front matter has ``_schema: topic``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from generator.content import fields, ledger, tidy
from generator.content.field import FLAGS, Kind, required
from generator.content.frontmatter import parser
from generator.content.frontmatter.nodes import Key
from generator.content.frontmatter.parser import FrontMatterError, Value
from generator.content.frontmatter.values import Values, codes
from generator.content.unknown_keys import Keys
from generator.model import urls
from generator.model.finding import Finding, has_errors
from generator.model.record import Topic

_SCHEMA = re.compile(rb"^_schema:[ \t]*['\"]?topic['\"]?[ \t]*\r?$", re.MULTILINE)
_FENCE = re.compile(rb"^---[ \t]*\r?$", re.MULTILINE)
ANCHORS = frozenset({"questions", "leads", "near"})
"""Ids that the template of a topic (``templates/topic.html``) uses; no heading may have one of them."""
_OWN = tuple(field for field in fields.TOPIC if field not in fields.LEDGER)
_REQUIRED = required(fields.TOPIC)[1:]
"""Without ``_schema``, which every topic has."""
_KEYS = Keys(fields.TOPIC)


def is_topic(data: bytes) -> bool:
    """Whether the front matter of a file says that it is a topic."""
    if not any(_SCHEMA.match(data, at) for at in _all(data, b"_schema:")):
        return False  # the fast answer for most files
    fences = [found.end() for found in _FENCE.finditer(data, 0, 20_000)][:2]
    return len(fences) == 2 and _SCHEMA.search(data, fences[0], fences[1]) is not None


def _all(data: bytes, words: bytes) -> Iterator[int]:
    at = data.find(words)
    while at >= 0:
        yield at
        at = data.find(words, at + 1)


def read(path: str, data: bytes) -> tuple[Topic | None, str, list[Finding]]:
    """A topic, its body, and every problem of its front matter. The topic is ``None`` if it cannot be published."""
    try:
        mapping, parts = parser.parse(parser.decoded(data))
    except FrontMatterError as error:
        return None, "", [error.finding(path)]
    values = Values(path, mapping)
    for misfit in _misfits(mapping):
        values.report("QT115", *misfit)
    for key in _REQUIRED:
        if not (_text(mapping.get(key)) or isinstance(mapping.get(key), list | dict)):
            place = (key,) if key in mapping else ()
            values.report("QT110", f"`{key}` is missing or empty", f"add a line `{key}: …`", place)
    day = values.day("date") if isinstance(mapping.get("date"), str) else None
    url = _text(mapping.get("url"))
    reason = urls.unsafe_reason(url) if url else ""
    if reason:
        remedy = "write a path such as /learn/medicine/topics/a-slug"
        values.report("QT114", f"unsafe url {url!r}: {reason}", remedy, ("url",), 0)
    trust = ledger.read(values)
    findings = [*tidy.dated(values.findings, mapping), *_KEYS.misspelt(path, mapping)]
    if has_errors(findings):
        return None, parts.body, findings
    topic = Topic(
        path=path,
        title=_text(mapping["title"]),
        definition=_text(mapping["definition"]),
        subject=_text(mapping["subject"]),
        url=urls.normal(url),
        date=day or date.min,
        focus_phrase=_text(mapping.get("focus_phrase")),
        synonyms=_list(mapping.get("synonyms")),
        keywords=_list(mapping.get("keywords")),
        requires=_list(mapping.get("requires")),
        source_note=_text(mapping.get("source_note")),
        autolink=FLAGS.get(_text(mapping.get("autolink")).casefold(), True),
        ledger=trust,
        check_ignore=codes(_list(mapping.get("check_ignore"))),
    )
    return topic, parts.body, findings


def _misfits(mapping: dict[str, Value]) -> Iterator[tuple[str, str, Key, int]]:
    """Values of the wrong kind: message, remedy, key, offset."""
    for field in _OWN:
        name, value = field.name, mapping.get(field.name)
        if field.kind is Kind.WORDS and isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, list | dict):
                    remedy = "write a single value, in quotes if it contains `: `"
                    yield f"`{name}.{number}` is not text", remedy, (name, number), -1
        elif isinstance(value, list | dict) and field.kind is Kind.WORDS:
            yield f"`{name}` is not a list", "write each entry on a line `- …`", (name,), -1
        elif isinstance(value, list | dict):
            yield f"`{name}` is not text", "write a single value", (name,), -1
        elif field.kind is Kind.FLAG and _text(value) and _text(value).casefold() not in FLAGS:
            yield f"invalid {name} {_text(value)!r}", "write true or false", (name,), 0


def _text(value: Value) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _list(value: Value) -> tuple[str, ...]:
    """The items of a YAML list, or of text that is separated by commas; each once."""
    items = value if isinstance(value, list) else _text(value).split(",")
    found = (_text(item) for item in items)
    return tuple(dict.fromkeys(item for item in found if item))
