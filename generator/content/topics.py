"""Topic files (``_schema: topic``) → ``Topic``, and the index over all of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from generator.content import fields, ledger, tidy
from generator.content.fields import Kind
from generator.content.frontmatter import parser, scalars
from generator.content.frontmatter.parser import FrontMatterError, Value
from generator.content.frontmatter.values import Values, wrong_day
from generator.content.unknown_keys import Keys
from generator.model import dates, urls
from generator.model.finding import Finding, Place, has_errors
from generator.model.record import Topic

_SCHEMA = re.compile(rb"^_schema:[ \t]*['\"]?topic['\"]?[ \t]*\r?$", re.MULTILINE)
_FENCE = re.compile(rb"^---[ \t]*\r?$", re.MULTILINE)
ANCHORS = frozenset({"questions", "leads", "near"})
"""The ids of what a topic's page shows below the text (``templates/topic.html``): no heading may have one of them."""
_OWN = tuple(field for field in fields.TOPIC if field not in fields.LEDGER)
_REQUIRED = fields.required(fields.TOPIC)[1:]
_KEYS = Keys(fields.TOPIC)
"""Without ``_schema``, by which a file is known to be a topic's."""


def is_topic(data: bytes) -> bool:
    """Whether a file's front matter says that it is a topic's."""
    if not any(_SCHEMA.match(data, at) for at in _all(data, b"_schema:")):
        return False  # said of most files without a look at their lines
    fences = [found.end() for found in _FENCE.finditer(data, 0, 20_000)][:2]
    return len(fences) == 2 and _SCHEMA.search(data, fences[0], fences[1]) is not None


def _all(data: bytes, words: bytes) -> Iterator[int]:
    at = data.find(words)
    while at >= 0:
        yield at
        at = data.find(words, at + 1)


def read(path: str, data: bytes) -> tuple[Topic | None, str, list[Finding]]:
    """A topic with its body, and every problem of its front matter; ``None`` when it cannot be a page."""
    findings: list[Finding] = []

    def report(code: str, message: str, remedy: str, key: tuple[str | int, ...] = (), offset: int = -1) -> None:
        findings.append(Finding(path, code, message, remedy, Place(key, offset)))

    try:
        mapping, parts = parser.parse(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        report("QT101", f"byte {error.start} is not UTF-8", "save the file as UTF-8")
        return None, "", [finding.at(1, 1) for finding in findings]
    except FrontMatterError as error:
        finding = Finding(path, error.code, error.message, error.remedy)
        return None, "", [finding.at(error.line, error.column)]
    for misfit in _misfits(mapping):
        report("QT115", *misfit)
    for key in _REQUIRED:
        if not (_text(mapping.get(key)) or isinstance(mapping.get(key), list | dict)):
            report("QT110", f"`{key}` is missing or empty", f"add a line `{key}: …`", (key,) if key in mapping else ())
    day = date.min
    try:
        day = dates.parse_day(_text(mapping.get("date"))) if _text(mapping.get("date")) else day
    except ValueError:
        report("QT112", *wrong_day(_text(mapping["date"])), ("date",), 0)
    url = _text(mapping.get("url"))
    wrong = urls.unsafe_reason(url) if url else ""
    if wrong:
        remedy = "write a path such as /learn/medicine/topics/a-slug"
        report("QT114", f"unsafe url {url!r}: {wrong}", remedy, ("url",), 0)
    values = Values(path, mapping)
    trust = ledger.read(values)
    findings = [*tidy.dated([*findings, *values.findings], mapping), *_KEYS.misspelt(path, mapping)]
    if has_errors(findings):
        return None, parts.body, findings
    topic = Topic(
        path=path, title=_text(mapping["title"]), definition=_text(mapping["definition"]),
        subject=_text(mapping["subject"]), url=urls.normal(url), date=day,
        focus_phrase=_text(mapping.get("focus_phrase")),
        synonyms=_list(mapping.get("synonyms")), keywords=_list(mapping.get("keywords")),
        requires=_list(mapping.get("requires")), source_note=_text(mapping.get("source_note")),
        autolink=fields.FLAGS.get(_text(mapping.get("autolink")).casefold(), True),
        ledger=trust,
        check_ignore=tuple(scalars.codes(_list(mapping.get("check_ignore")))),
    )  # fmt: skip
    return topic, parts.body, findings


def _misfits(mapping: dict[str, Value]) -> Iterator[tuple[str, str, tuple[str | int, ...], int]]:
    """Values of the wrong kind: what is wrong, what to do, and where."""
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
        elif field.kind is Kind.FLAG and _text(value) and _text(value).casefold() not in fields.FLAGS:
            yield f"invalid {name} {_text(value)!r}", "write true or false", (name,), 0


def _text(value: Value | None) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _list(value: Value | None) -> tuple[str, ...]:
    """A YAML list, or text with commas between."""
    items = value if isinstance(value, list) else _text(value).split(",")
    found = (_text(item) for item in items)
    return tuple(dict.fromkeys(item for item in found if item))
