"""Reads a record: the meaning of each key of its front matter, and all problems with the values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from generator.content import fields, ledger, tidy
from generator.content.field import Kind, decimal, flag, names, required
from generator.content.frontmatter import fences, parser, pitfalls
from generator.content.frontmatter.parser import FrontMatterError, Value
from generator.content.frontmatter.positions import Positions
from generator.content.frontmatter.values import Values, identifier, identifier_or_none, quoted
from generator.content.unknown_keys import Keys
from generator.model import dates, urls
from generator.model.finding import Finding
from generator.model.record import Record, Related, Seo

_RELATED_KEY = re.compile(fields.RELATED_KEY)
_RECORD_KEYS = ("_schema", "question", "answer")
_EMPTY_BODIES = ("", "&nbsp;", "\xa0", "---")
_TEXT_KEYS = names((field for field in fields.RECORD if field not in fields.LEDGER), Kind.TEXT, Kind.DATE_FORMAT)
_REQUIRED = required(fields.RECORD)
_KEYS = Keys(fields.RECORD, fields.RELATED)
_NO_INDEX = ("no_index", "noIndex")
_NO_REASON = "no reason is given"
_SWITCHES = {"false": "", "no": "", "true": _NO_REASON, "yes": _NO_REASON}
"""``withdrawn`` holds the reason, but some editors use it as a switch."""
_URL_EXAMPLE = "/learn/medicine/questions/a-slug"
_ID_REMEDY = "write a whole number other than 0, such as id: 54655"
_SCORE_REMEDY = "write a number such as 4.5, or remove the key"


def is_record(mapping: dict[str, Value]) -> bool:
    """Whether front matter belongs to a record. Other files are authored pages."""
    return any(key in mapping for key in _RECORD_KEYS)


def read(path: str, data: bytes) -> tuple[Record | None, list[Finding]]:
    """A file as a record, with every problem of its front matter, each at its line and column.

    ``(None, [])``: an authored page. ``(None, findings)``: unreadable front matter. A record with errors among its
    findings must not be published; missing values are 0, empty or ``date.min`` in it, so that the rest can still be
    checked.
    """
    try:
        text = parser.decoded(data)
        if not parser.starts_front_matter(text):
            if text.lstrip("\ufeff \t\r\n").startswith("<<<<<<< "):
                parser.refuse_conflict(text.removeprefix(parser.BOM))
            return None, list(fences.opening(path, text))
        mapping, parts = parser.parse(text)
    except FrontMatterError as error:
        return None, [error.finding(path)]
    if not is_record(mapping):
        return None, []
    below = fences.keys_below(parts, [key for key in _REQUIRED if key not in mapping])
    reader = _RecordReader(path, mapping, below)
    record = reader.record("" if below else parts.body)
    reader.findings += (*fences.ended_early(path, parts, below), *pitfalls.find(path, parts, mapping))
    findings = [*tidy.dated(reader.findings, mapping), *tidy.untidy(path, mapping), *_KEYS.misspelt(path, mapping)]
    return record, locate(findings, text)


def locate(findings: list[Finding], text: str) -> list[Finding]:
    """The findings of one file with line and column, computed from the text of the file."""
    if all(finding.line for finding in findings):
        return findings
    positions = Positions(text)
    places = sorted({finding.place for finding in findings if not finding.line}, key=lambda place: place.offset)
    found = {place: positions.find(place.key, place.offset, place.in_body) for place in places}
    return [finding if finding.line else finding.at(*found[finding.place]) for finding in findings]


class _RecordReader(Values):
    """Reads the front matter of one record and collects findings; ``below`` are keys that are in the body instead."""

    def __init__(self, path: str, mapping: Mapping[str, Value], below: Collection[str]) -> None:
        super().__init__(path, mapping)
        self.below = below

    def record(self, body: str) -> Record:
        values = {name: self.text((name,)) for name in _TEXT_KEYS}
        answer = self.mapping.get("answer")  # not stripped: findings have offsets into it
        self._require()
        optional = {name: values[name] for name in ("post_on_text", "author") if name in self.mapping}
        if self._is_date_format(values["date_format"]):
            optional["date_format"] = values["date_format"]
        return Record(
            path=self.path,
            date=self.day("date") or date.min,
            id=self._id() or 0,
            title=values["title"],
            question=values["question"],
            subject=values["subject"],
            answer=answer if isinstance(answer, str) else "",
            seo=self._seo(),
            related=tuple(self._related()),
            score=self.converted(("score",), decimal, "QT115", _SCORE_REMEDY),
            same_as=self.converted(("same_as",), identifier, "QT111", "write the id of the other record"),
            draft=self._flag("draft") is True,
            autolink=self._flag("autolink") is not False,
            primary=self._flag("primary") is True,
            no_index=True in [self._flag(name) for name in _NO_INDEX],
            canonical=self._canonical(values["canonical"]),
            aliases=tuple(self._aliases()),
            ledger=ledger.read(self),
            check_ignore=tuple(map(str.upper, self.words("check_ignore"))),
            updated=self.day("updated"),
            publish_on=self.day("publish_on"),
            url=self.url(("url",), _URL_EXAMPLE),
            withdrawn=_SWITCHES.get(values["withdrawn"].casefold(), values["withdrawn"]),
            schema=values["_schema"] or "default",
            body="" if body.strip() in _EMPTY_BODIES else body,
            article_title=values["article_title"],
            file_name=values["file_name"],
            **optional,
        )

    def _id(self) -> int | None:
        number = self.converted(("id",), identifier, "QT111", _ID_REMEDY)
        if number is not None and number < 0:
            remedy = "use the next free id; if the record is already published, add `check_ignore: [QT137]` instead"
            self.report("QT137", f"negative id {number}", remedy, ("id",), 0)
        return number

    def _require(self) -> None:
        for key in _REQUIRED:
            if key in self.below:
                continue
            if key not in self.mapping:
                written = _KEYS.written_for(key, self.mapping)
                remedy = f"the file has `{written}`: did you mean `{key}`?" if written else f"add a line `{key}: …`"
                self.report("QT110", f"`{key}` is missing", remedy, ())
            elif self.is_empty(key):
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
                yield Related(key, identifier_or_none(raw_id), title, subject, url)
            elif entry:
                remedy = "indent `id`, `title`, `subject` and `url` below it"
                self.report("QT115", f"`{key}` is not a block of keys", remedy, (key,))

    def _aliases(self) -> Iterator[str]:
        for number, _ in self.items("aliases"):
            url = self.url(("aliases", number), _URL_EXAMPLE)
            if url:
                yield url

    def _flag(self, key: str) -> bool | None:
        return self.converted((key,), flag, "QT115", "write true or false")

    def _canonical(self, address: str) -> str:
        if not address or urls.is_web_address(address):
            return address
        message = f"`canonical` is not an absolute http or https address: {quoted(address)}"
        self.report("QT127", message, "write one such as https://example.org/page, or remove it", ("canonical",), 0)
        return ""

    def _is_date_format(self, pattern: str) -> bool:
        unknown = dates.unknown_tokens(pattern)
        for offset, letter in unknown:
            remedy = "use moment.js tokens such as MMM DD, YYYY; put literal words in [brackets]"
            self.report("QT113", f"unknown token {letter!r} in `date_format`", remedy, ("date_format",), offset)
        return bool(pattern) and not unknown
