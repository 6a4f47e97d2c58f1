"""Values → ``Record``: what each key of the front matter means, and what is wrong with it, all problems at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from generator.content import fields, ledger, tidy
from generator.content.frontmatter import fences, parser, pitfalls, scalars
from generator.content.frontmatter.parser import FrontMatterError, Value
from generator.content.frontmatter.positions import Positions
from generator.content.frontmatter.values import Values
from generator.content.unknown_keys import Keys
from generator.model import dates, urls
from generator.model.finding import Finding
from generator.model.record import Record, Related, Seo

_RELATED_KEY = re.compile(fields.RELATED_KEY)
_RECORD_KEYS = ("_schema", "question", "answer")
_EMPTY_BODIES = ("", "&nbsp;", "\xa0", "---")
_TEXT_KEYS = fields.names((field for field in fields.RECORD if field not in fields.LEDGER), *fields.TEXTUAL)
_REQUIRED = fields.required(fields.RECORD)
_KEYS = Keys(fields.RECORD, fields.RELATED)
_NO_INDEX = ("no_index", "noIndex")


def is_record(mapping: dict[str, Value]) -> bool:
    """Whether front matter is a record's (else the file is an authored page)."""
    return any(key in mapping for key in _RECORD_KEYS)


def read(path: str, data: bytes) -> tuple[Record | None, list[Finding]]:
    """A file's bytes as a record, with every problem of its front matter, each at its line and column.

    ``(None, [])`` means: an authored page, not a record. ``(None, findings)``: front matter that cannot be read at all.
    A record with errors among its findings must not be published; what it lacks is 0, empty or ``date.min`` in it, so
    that the rest can still be checked.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8", errors="replace")
        place = (before.count("\n") + 1, len(before) - before.rfind("\n"))
        return None, [Finding(path, "QT101", f"byte {error.start} is not UTF-8", "save the file as UTF-8").at(*place)]
    if not parser.starts_front_matter(text):
        return None, _unopened(path, text)
    try:
        mapping, parts = parser.parse(text)
    except FrontMatterError as error:
        finding = Finding(path, error.code, error.message, error.remedy)
        return None, [finding.at(error.line, error.column)]
    if not is_record(mapping):
        return None, []
    below = fences.keys_below(parts, [key for key in _REQUIRED if key not in mapping])
    reader = _Reader(path, mapping, below)
    record = reader.record("" if below else parts.body)
    reader.findings += (*fences.ended_early(path, parts, below), *pitfalls.find(path, parts, mapping))
    findings = [*tidy.dated(reader.findings, mapping), *tidy.untidy(path, mapping), *_KEYS.misspelt(path, mapping)]
    return record, locate(findings, text)


def _unopened(path: str, text: str) -> list[Finding]:
    """What is wrong with a file that does not begin with front matter; an authored page has nothing wrong."""
    if text.lstrip("\ufeff \t\r\n").startswith("<<<<<<< "):
        try:
            parser.refuse_conflict(text)
        except FrontMatterError as error:
            return [Finding(path, error.code, error.message, error.remedy).at(error.line, error.column)]
    return list(fences.opening(path, text))


def locate(findings: list[Finding], text: str) -> list[Finding]:
    """The findings of one file with line and column, computed from the file's text."""
    if all(finding.line for finding in findings):
        return findings
    positions = Positions(text)
    places = sorted({finding.place for finding in findings if not finding.line}, key=lambda place: place.offset)
    found = {place: positions.find(place.key, place.offset, place.in_body) for place in places}
    return [finding if finding.line else finding.at(*found[finding.place]) for finding in findings]


class _Reader(Values):
    """Reads one record's mapping, collecting findings; ``below`` are keys that stand below the front matter."""

    def __init__(self, path: str, mapping: Mapping[str, Value], below: Collection[str]) -> None:
        super().__init__(path, mapping)
        self.below = below

    def record(self, body: str) -> Record:
        values = {name: self.text((name,)) for name in _TEXT_KEYS}
        answer = self.mapping.get("answer")  # unstripped, so that offsets into it stay true
        self._require()
        day = self.day("date")
        number = self._id()
        optional: dict[str, Any] = {
            "seo": self._seo(),
            "related": tuple(self._related()),
            "score": self.converted(
                ("score",), fields.number, "QT115", "write a number such as 4.5, or remove the key"
            ),
            "same_as": self.converted(("same_as",), scalars.identifier, "QT111", "write the id of the other record"),
            "draft": self._flag("draft") is True,
            "autolink": self._flag("autolink") is not False,
            "primary": self._flag("primary") is True,
            "no_index": True in [self._flag(name) for name in _NO_INDEX],
            "canonical": self._canonical(values["canonical"]),
            "aliases": tuple(self._aliases()),
            "ledger": ledger.read(self),
            "check_ignore": tuple(self._ignored()),
            **{key: self.day(key) for key in ("updated", "publish_on")},
        }
        self._check_date_format(values["date_format"])
        url = values["url"] if self._check_url(values["url"], ("url",)) else ""
        for name in ("article_title", "file_name"):
            optional[name] = values[name]
        for name in ("post_on_text", "author"):
            if name in self.mapping:
                optional[name] = values[name]
        if values["date_format"] and not dates.unknown_tokens(values["date_format"]):
            optional["date_format"] = values["date_format"]
        return Record(
            path=self.path, id=number or 0, date=day or date.min, title=values["title"], question=values["question"],
            answer=answer if isinstance(answer, str) else "", subject=values["subject"],
            url=urls.normal(url) if url else "", withdrawn=scalars.reason(values["withdrawn"]),
            schema=values["_schema"] or "default", body="" if body.strip() in _EMPTY_BODIES else body, **optional,
        )  # fmt: skip

    def _id(self) -> int | None:
        number = self.converted(
            ("id",), scalars.identifier, "QT111", "write a whole number other than 0, such as id: 54655"
        )
        if number is not None and number < 0:
            remedy = "use the next free id; if the record is already published, add `check_ignore: [QT137]` instead"
            self.report("QT137", f"negative id {number}", remedy, ("id",), 0)
        return number

    def _require(self) -> None:
        for key in _REQUIRED:
            given = self.mapping.get(key)
            if key in self.below:
                continue
            if key not in self.mapping:
                written = _KEYS.written_for(key, self.mapping)
                remedy = f"the file has `{written}`: did you mean `{key}`?" if written else f"add a line `{key}: …`"
                self.report("QT110", f"`{key}` is missing", remedy, ())
            elif given is None or (isinstance(given, str) and not given.strip()):
                self.report("QT110", f"`{key}` is empty", "add a value", (key,))

    def _seo(self) -> Seo:
        if not isinstance(self.mapping.get("seo", {}), dict):
            if self.mapping["seo"]:
                remedy = "indent `title`, `page_description` and `page_keywords` below it"
                self.report("QT115", "`seo` is not a block of keys", remedy, ("seo",))
            return Seo()
        words = tidy.keywords(self.text(("seo", "page_keywords")))
        return Seo(self.text(("seo", "title")), self.text(("seo", "page_description")), words)

    def _related(self) -> Iterator[Related]:
        numbered = [(int(m[1]), key) for key in self.mapping if (m := _RELATED_KEY.fullmatch(str(key)))]
        for _, key in sorted(numbered):
            entry = self.mapping[key]
            if isinstance(entry, dict):
                raw_id, title, subject, url = (
                    value.strip() if isinstance(value := entry.get(name), str) else self.text((key, name))
                    for name in ("id", "title", "subject", "url")
                )
                yield Related(key, scalars.identifier_or_none(raw_id), title, subject, url)
            elif self.mapping[key]:
                remedy = "indent `id`, `title`, `subject` and `url` below it"
                self.report("QT115", f"`{key}` is not a block of keys", remedy, (key,))

    def _ignored(self) -> Iterator[str]:
        written = self.mapping.get("check_ignore")
        if isinstance(written, str):
            yield from scalars.codes(written.split(","))
        elif isinstance(written, dict):
            self.report("QT115", "`check_ignore` is not a list", "write each entry on a line `- …`", ("check_ignore",))
        else:
            yield from scalars.codes(self.text(("check_ignore", number)) for number, _ in self.items("check_ignore"))

    def _aliases(self) -> Iterator[str]:
        for number, _ in self.items("aliases"):
            url = self.text(("aliases", number))
            if url and self._check_url(url, ("aliases", number)):
                yield urls.normal(url)

    def _flag(self, key: str) -> bool | None:
        return self.converted((key,), fields.flag, "QT115", "write true or false")

    def _canonical(self, address: str) -> str:
        if not address or urls.is_web_address(address):
            return address
        message = f"`canonical` is not an absolute http or https address: {scalars.shown(address)}"
        self.report("QT127", message, "write one such as https://example.org/page, or remove it", ("canonical",), 0)
        return ""

    def _check_date_format(self, pattern: str) -> None:
        for offset, letter in dates.unknown_tokens(pattern):
            self.report(
                "QT113", f"unknown token {letter!r} in `date_format`",
                "use moment.js tokens such as MMM DD, YYYY; put literal words in [brackets]", ("date_format",), offset,
            )  # fmt: skip

    def _check_url(self, url: str, key: tuple[str | int, ...]) -> bool:
        reason = urls.unsafe_reason(url) if url else ""
        if reason:
            remedy = "write a path such as /learn/medicine/questions/a-slug"
            self.report("QT114", f"unsafe url {scalars.shown(url)}: {reason}", remedy, key, 0)
        return not reason
