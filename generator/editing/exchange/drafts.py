"""What a row says → a whole record: what it leaves out is filled in, and its problems are found as ``check`` does.

A row that means a record of the catalogue keeps whatever it does not mention. A new one gets the usual keys, with its
address by the catalogue's rule: ``/learn/<subject>/questions/<slug>``.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from generator.catalogue import entry
from generator.catalogue.catalogue import judged
from generator.catalogue.entry import Wanted
from generator.checks.rules import addresses, references
from generator.config.severity import Policy
from generator.content import fields, writer
from generator.content.frontmatter import parser
from generator.content.frontmatter.nodes import Key, UneditableError
from generator.editing.cuts import Surgery
from generator.editing.exchange.columns import is_blank
from generator.editing.exchange.rows import BODY, PATH, as_text
from generator.library.links import is_external
from generator.model import slugs, urls
from generator.model.answer import Target
from generator.model.finding import Finding
from generator.model.record import Record, Subject
from generator.system import files

_PROVISIONAL = "1"
"""Stands for an id that is not given yet: what else is wrong with a record does not depend on it."""
_REQUIRED = fields.required(fields.RECORD)
_USUAL = {field.name: str(field.start) for field in fields.RECORD if field.usual and field.start is not None}
_NO_BODIES = ("", "&nbsp;", "\xa0")
_UNKNOWN_URL = "/learn/subject/questions/question"
"""Stands where subject or question are missing, which is reported: the missing address is not, for it follows."""


@dataclass(frozen=True, slots=True)
class Text:
    """A record's file taken apart: its front matter and what stands below it."""

    mapping: Mapping[str, Any]
    body: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A record that could be written, without its answer. ``errors`` keep it from that; ``targets`` are its links
    that stay within the site, ``text`` is the digest of what it says (see ``Rendered.text``)."""

    record: Record
    errors: tuple[Finding, ...]
    targets: tuple[Target, ...]
    anchors: tuple[str, ...]
    text: str


class Filler:
    """Fills in what rows leave out; ``today`` is the day of a record without one."""

    def __init__(self, subjects: tuple[Subject, ...], today: date, exclude: str) -> None:
        self.slug_of = {slugs.subject_slug(subject.name): subject.slug for subject in subjects}
        self.today = today
        self.exclude = exclude

    def url(self, given: Mapping[str, Any]) -> str:
        """The address that a row gives, or the one that its subject and question make; empty where neither does."""
        if not is_blank(given.get("url")):
            return word(given, "url")
        name = slugs.subject_slug(word(given, "subject"))
        subject, question = self.slug_of.get(name, name), slugs.question_slug(word(given, "question", "title"))
        return f"/learn/{subject}/questions/{question}" if subject and question else ""

    def path(self, given: Mapping[str, Any], url: str) -> str:
        """The file that a new record gets, below the content folder; raises ``ValueError`` for one that cannot be."""
        if is_blank(given.get(PATH)):
            name = slugs.subject_slug(word(given, "subject"))
            file_name = posixpath.basename(word(given, "file_name"))
            if not file_name.endswith(files.MARKDOWN) or file_name.startswith(".") or len(file_name.encode()) > 240:
                file_name = f"{_last(url)}.md"
            if not name:
                subject = word(given, "subject")
                raise ValueError(f"QT116 the subject {subject!r} has no letter or digit; use a short name with letters")
            path = f"{self.slug_of.get(name, name)}/{file_name}"
        else:
            path = word(given, PATH)
        parts = path.split("/")
        outside = any(part in ("", ".", "..") for part in parts) or "\\" in path or not path.isprintable()
        if outside or not path.endswith(files.MARKDOWN):
            raise ValueError(f"{PATH} {path!r} is not a Markdown file in the content folder; write medicine/a-slug.md")
        if not files.is_read(path, self.exclude):
            raise ValueError(f"files such as {path!r} are not read; choose another {PATH}")
        return path

    def whole(self, given: Mapping[str, Any], url: str) -> Text:
        """A new record of what a row gives. One that comes with a path is another catalogue's, and whole already."""
        mapping = _kept(given)
        question, title = word(mapping, "question", "title"), word(mapping, "title", "question")
        usual = {
            "id": _PROVISIONAL, "date": self.today.isoformat(), "title": title or "?", "question": question,
            "url": url or _UNKNOWN_URL,
        }  # fmt: skip
        if is_blank(given.get(PATH)):
            subject = word(mapping, "subject")
            usual |= {**_USUAL, "article_title": title, "file_name": f"{_last(url)}.md"}
            if isinstance(mapping.get("seo", {}), dict):
                mapping["seo"] = {"title": f"QuickTakes | {subject}", **mapping.get("seo", {})}
        mapping |= {key: value for key, value in usual.items() if value and is_blank(mapping.get(key))}
        return Text(mapping, _body(given) or "")


def merged(given: Mapping[str, Any], known: Text) -> Text:
    """A record of the catalogue with what a row says of it; an alias of it counts as its address."""
    new = {key: value for key, value in _kept(given).items() if not (key in _REQUIRED and is_blank(value))}
    new.pop("id", None)  # by which it was found, or which the row leaves out
    if isinstance(new.get("seo"), dict) and isinstance(known.mapping.get("seo"), dict):
        new["seo"] = {**known.mapping["seo"], **new["seo"]}
    if isinstance(new.get("url"), str) and urls.key(new["url"]) in _aliases(known):
        del new["url"]
    body = _body(given)
    return Text({**known.mapping, **new}, known.body if body is None else body)


def rewritten(data: bytes, text: Text) -> str:
    """A record's file with what changed put in its place; anew, without its comments, where that cannot be."""
    old = data.decode("utf-8")
    try:
        surgery = Surgery(old)
        for key, value in _replacements(taken_apart(data).mapping, text.mapping):
            surgery.replace(key, value)
        result = surgery.result()
    except UneditableError:
        return writer.record_text(text.mapping, text.body)
    is_meant = taken_apart(result.encode("utf-8")) == text
    return result if is_meant else writer.record_text(text.mapping, text.body)


def _replacements(old: Mapping[str, Any], new: Mapping[str, Any], above: Key = ()) -> Iterator[tuple[Key, str]]:
    """The texts that differ, by their keys; raises ``UneditableError`` where something else does too."""
    if old.keys() != new.keys():
        raise UneditableError("keys are added")
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(old[key], dict):
            yield from _replacements(old[key], value, (*above, key))
        elif old[key] != value:
            if not isinstance(value, str) or "\n" in value:
                raise UneditableError("it is not one line of text")
            yield (*above, key), value


def draft(path: str, text: Text, policy: Policy) -> Draft:
    """The record as ``check`` reads it from the file that would be written. Raises ``ValueError`` for what no file can
    hold."""
    data = writer.record_text(text.mapping, text.body).encode("utf-8")
    read, _ = entry.read_one(path, data, b"", Wanted(answers=False, style=policy.wants_style, grade=policy.wants_grade))
    if read.record is None or read.rendered is None:
        raise ValueError("; ".join(f"{f.code} {f.message}; {f.remedy}" for f in read.findings) or "it is no record")
    found = judged(policy, [read], [*addresses.clashes([read.record]), *references.file_name(read.record)])
    return Draft(
        read.record,
        tuple(finding for finding in found if finding.severity == "error"),
        tuple(target for target in read.rendered.targets if not is_external(target.href)),
        tuple(heading.anchor for heading in read.rendered.headings),
        read.rendered.text,
    )


def differences(old: Text, new: Text) -> list[str]:
    """The keys in which two texts differ."""
    keys = writer.in_order({**old.mapping, **new.mapping})
    missing = object()
    found = [key for key in keys if old.mapping.get(key, missing) != new.mapping.get(key, missing)]
    return found + ["the text below"] * (old.body != new.body)


def is_same_question(given: Mapping[str, Any], known: Record) -> bool:
    """Whether a row asks a record's question, case and punctuation aside."""
    asked = slugs.loose_title_key(word(given, "question", "title"))
    return asked in {slugs.loose_title_key(text) for text in (known.question, known.title)}


def _aliases(known: Text) -> set[str]:
    aliases = known.mapping.get("aliases")
    return {urls.key(url) for url in aliases if isinstance(url, str)} if isinstance(aliases, list) else set()


def read(folder: Path, path: str) -> Text:
    """A record of the catalogue, taken apart; raises what reading and parsing raise."""
    return taken_apart(files.read(folder, path))


def taken_apart(data: bytes) -> Text:
    """The same of a file's bytes."""
    mapping, parts = parser.parse(data.decode("utf-8"))
    return Text(as_text(mapping), _body({BODY: parts.body}) or "")


def mentions(record: Record) -> Iterator[int]:
    """The ids to which a record refers, and those whose permanent addresses it took over."""
    yield from (entry.id for entry in record.related if entry.id)
    if record.same_as:
        yield record.same_as
    yield from (number for alias in record.aliases if (number := urls.permalink_id(alias)))


def _kept(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key not in (PATH, BODY)}


def _body(given: Mapping[str, Any]) -> str | None:
    body = given.get(BODY)
    return body if isinstance(body, str) and body.strip() not in _NO_BODIES else None


def _last(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def word(given: Mapping[str, Any], *keys: str) -> str:
    """The first of these keys that says something."""
    return next((value.strip() for key in keys if isinstance(value := given.get(key), str) and value.strip()), "")
