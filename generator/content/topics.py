"""Reads a topic: a file whose front matter has ``_schema: topic``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from generator.content import fields, ledger, tidy
from generator.content.field import Kind, flag, names, required
from generator.content.frontmatter import parser
from generator.content.frontmatter.parser import FrontMatterError
from generator.content.frontmatter.values import Values
from generator.content.unknown_keys import Keys
from generator.model.finding import Finding, has_errors
from generator.model.record import Topic

_SCHEMA = re.compile(rb"^_schema:[ \t]*['\"]?topic['\"]?[ \t]*\r?$", re.MULTILINE)
_FENCE = re.compile(rb"^---[ \t]*\r?$", re.MULTILINE)
ANCHORS = frozenset({"questions", "leads", "near"})
"""Ids that the template of a topic (``templates/topic.html``) uses; no heading may have one of them."""
_OWN = tuple(field for field in fields.TOPIC if field not in fields.LEDGER)
_TEXT_KEYS = names(_OWN, Kind.TEXT)
_LIST_KEYS = names(_OWN, Kind.WORDS)
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
    texts = {name: " ".join(values.text((name,)).split()) for name in _TEXT_KEYS}
    lists = {name: tuple(dict.fromkeys(" ".join(word.split()) for word in values.words(name))) for name in _LIST_KEYS}
    autolink = values.converted(("autolink",), flag, "QT115", "write true or false")
    for key in _REQUIRED:
        if values.is_empty(key):
            place = (key,) if key in mapping else ()
            values.report("QT110", f"`{key}` is missing or empty", f"add a line `{key}: …`", place)
    day = values.day("date")
    url = values.url(("url",), "/learn/medicine/topics/a-slug")
    trust = ledger.read(values)
    findings = [*tidy.dated(values.findings, mapping), *_KEYS.misspelt(path, mapping)]
    if has_errors(findings):
        return None, parts.body, findings
    topic = Topic(
        path=path,
        url=url,
        date=day or date.min,
        title=texts["title"],
        definition=texts["definition"],
        subject=texts["subject"],
        focus_phrase=texts["focus_phrase"],
        source_note=texts["source_note"],
        synonyms=lists["synonyms"],
        keywords=lists["keywords"],
        requires=lists["requires"],
        autolink=autolink is not False,
        ledger=trust,
        check_ignore=tuple(map(str.upper, lists["check_ignore"])),
    )
    return topic, parts.body, findings
