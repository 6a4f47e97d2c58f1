"""Make complete records from rows, and check them as ``check`` does.

A row that updates a record keeps all values that it does not mention. A new record gets the usual keys and the usual
url, ``/learn/<subject>/questions/<slug>``.
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
from generator.content.field import required
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
"""Placeholder for an id that is assigned later; no other check depends on it."""
_REQUIRED = required(fields.RECORD)
_USUAL = {field.name: str(field.start) for field in fields.RECORD if field.usual and field.start is not None}
_NO_BODIES = ("", "&nbsp;", "\xa0")
_UNKNOWN_URL = "/learn/subject/questions/question"
"""Placeholder if subject or question is missing; only that is reported, not the url that follows from them."""


@dataclass(frozen=True, slots=True)
class RecordText:
    """The content of a record's file: its front matter and the text below."""

    mapping: Mapping[str, Any]
    body: str


@dataclass(frozen=True, slots=True)
class CheckedRecord:
    """A record that is ready to be written unless it has ``errors``; it is kept without its answer.

    ``targets`` are its links inside the site, ``anchors`` its headings, ``text`` is a digest of its answer (see
    ``Rendered.text``).
    """

    record: Record
    errors: tuple[Finding, ...]
    targets: tuple[Target, ...]
    anchors: tuple[str, ...]
    text: str


class Filler:
    """Fills in what rows leave out; ``today`` is the date of records without a date."""

    def __init__(self, subjects: tuple[Subject, ...], today: date, exclude: str) -> None:
        self.slug_of = {slugs.subject_slug(subject.name): subject.slug for subject in subjects}
        self.today = today
        self.exclude = exclude

    def url(self, given: Mapping[str, Any]) -> str:
        """The url of a row, else the url from its subject and question; empty without these."""
        if not is_blank(given.get("url")):
            return word(given, "url")
        name = slugs.subject_slug(word(given, "subject"))
        subject, question = self.slug_of.get(name, name), slugs.question_slug(word(given, "question", "title"))
        return f"/learn/{subject}/questions/{question}" if subject and question else ""

    def path(self, given: Mapping[str, Any], url: str) -> str:
        """The file of a new record, below the content folder; raises ``ValueError`` if the path is not possible."""
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
            raise ValueError(
                f"{PATH} {path!r} is not a Markdown file in the content folder; write a path such as medicine/a-slug.md"
            )
        if not files.is_read(path, self.exclude):
            raise ValueError(f"{path!r} is excluded from the content; choose another {PATH}")
        return path

    def whole(self, given: Mapping[str, Any], url: str) -> RecordText:
        """A new record from a row; a row with a path is an exported record and needs no defaults."""
        mapping = _kept(given)
        question, title = word(mapping, "question", "title"), word(mapping, "title", "question")
        usual = {
            "id": _PROVISIONAL,
            "date": self.today.isoformat(),
            "title": title or "?",
            "question": question,
            "url": url or _UNKNOWN_URL,
        }
        if is_blank(given.get(PATH)):
            subject = word(mapping, "subject")
            usual |= {**_USUAL, "article_title": title, "file_name": f"{_last(url)}.md"}
            if isinstance(mapping.get("seo", {}), dict):
                mapping["seo"] = {"title": f"QuickTakes | {subject}", **mapping.get("seo", {})}
        mapping |= {key: value for key, value in usual.items() if value and is_blank(mapping.get(key))}
        return RecordText(mapping, _body(given) or "")


def merged(given: Mapping[str, Any], known: RecordText) -> RecordText:
    """A record of the catalogue, updated with the values of a row; an alias counts as the record's url."""
    new = {key: value for key, value in _kept(given).items() if not (key in _REQUIRED and is_blank(value))}
    new.pop("id", None)  # the same id, or an empty one
    if isinstance(new.get("seo"), dict) and isinstance(known.mapping.get("seo"), dict):
        new["seo"] = {**known.mapping["seo"], **new["seo"]}
    if isinstance(new.get("url"), str) and urls.key(new["url"]) in _aliases(known):
        del new["url"]
    body = _body(given)
    return RecordText({**known.mapping, **new}, known.body if body is None else body)


def rewritten(data: bytes, text: RecordText) -> str:
    """A record's file with only the changed values replaced; if not possible, rewritten without comments."""
    old = data.decode("utf-8")
    try:
        surgery = Surgery(old)
        for key, value in _replacements(parsed(data).mapping, text.mapping):
            surgery.replace(key, value)
        result = surgery.result()
    except UneditableError:
        return writer.record_text(text.mapping, text.body)
    is_exact = parsed(result.encode("utf-8")) == text
    return result if is_exact else writer.record_text(text.mapping, text.body)


def _replacements(old: Mapping[str, Any], new: Mapping[str, Any], above: Key = ()) -> Iterator[tuple[Key, str]]:
    """The texts that differ, by key; raises ``UneditableError`` if anything other than texts differs."""
    if old.keys() != new.keys():
        raise UneditableError("keys are added")
    for key, value in new.items():
        if isinstance(value, dict) and isinstance(old[key], dict):
            yield from _replacements(old[key], value, (*above, key))
        elif old[key] != value:
            if not isinstance(value, str) or "\n" in value:
                raise UneditableError("it is not a text of one line")
            yield (*above, key), value


def checked(path: str, text: RecordText, policy: Policy) -> CheckedRecord:
    """Check a record as if its file were written. Raises ``ValueError`` if the file could not be read as a record."""
    data = writer.record_text(text.mapping, text.body).encode("utf-8")
    read, _ = entry.read_one(path, data, b"", Wanted(answers=False, style=policy.needs_style, grade=policy.needs_grade))
    if read.record is None or read.rendered is None:
        raise ValueError("; ".join(f"{f.code} {f.message}; {f.remedy}" for f in read.findings) or "not a record")
    found = judged(policy, [read], [*addresses.clashes([read.record]), *references.file_name(read.record)])
    return CheckedRecord(
        read.record,
        tuple(finding for finding in found if finding.severity == "error"),
        tuple(target for target in read.rendered.targets if not is_external(target.href)),
        tuple(heading.anchor for heading in read.rendered.headings),
        read.rendered.text,
    )


def differences(old: RecordText, new: RecordText) -> list[str]:
    """The keys whose values differ."""
    keys = writer.in_order({**old.mapping, **new.mapping})
    missing = object()
    found = [key for key in keys if old.mapping.get(key, missing) != new.mapping.get(key, missing)]
    return found + ["the text below"] * (old.body != new.body)


def is_same_question(given: Mapping[str, Any], known: Record) -> bool:
    """Whether a row has the same question as a record, ignoring case and punctuation."""
    asked = slugs.loose_title_key(word(given, "question", "title"))
    return asked in {slugs.loose_title_key(text) for text in (known.question, known.title)}


def _aliases(known: RecordText) -> set[str]:
    aliases = known.mapping.get("aliases")
    return {urls.key(url) for url in aliases if isinstance(url, str)} if isinstance(aliases, list) else set()


def read(folder: Path, path: str) -> RecordText:
    """Read a record's file; raises the errors of reading and parsing."""
    return parsed(files.read(folder, path))


def parsed(data: bytes) -> RecordText:
    """Parse the content of a record's file."""
    mapping, parts = parser.parse(data.decode("utf-8"))
    return RecordText(as_text(mapping), _body({BODY: parts.body}) or "")


def _kept(given: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if key not in (PATH, BODY)}


def _body(given: Mapping[str, Any]) -> str | None:
    body = given.get(BODY)
    return body if isinstance(body, str) and body.strip() not in _NO_BODIES else None


def _last(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


def word(given: Mapping[str, Any], *keys: str) -> str:
    """The first value among these keys that is not empty."""
    return next((value.strip() for key in keys if isinstance(value := given.get(key), str) and value.strip()), "")
