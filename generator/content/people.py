"""Reads ``people.yml``: the authors and reviewers of a site."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cached_property

from generator.content import fields
from generator.content.frontmatter import parser
from generator.content.frontmatter.parser import FrontMatterError
from generator.content.frontmatter.positions import Positions
from generator.content.frontmatter.values import Values
from generator.model import urls
from generator.model.finding import Finding, in_order, with_source
from generator.model.record import Person

FILE = "people.yml"
"""The path of the file below the content folder. It is not published."""
_START = re.compile(r"\A\ufeff?---[ \t\r]*$", re.MULTILINE)
_WORDS = re.compile(r"^(?!\s*#|\s*$|---|\.\.\.|\{\}|null\b|~)", re.MULTILINE)
_KEY = re.compile(fields.PERSON_KEY)
_NAMES = tuple(field.name for field in fields.PERSON)


class People(dict[str, Person]):
    """People by their keys, in the order of the file."""

    @cached_property
    def _by_name(self) -> Mapping[str, Person]:
        return {person.name.casefold(): person for person in reversed(self.values())}

    def named(self, author: str) -> Person | None:
        """The person with this key or (in any case) this name; the first one if several share the name."""
        return self.get(author) or self._by_name.get(author.casefold())


NOBODY = People()


def read(data: bytes) -> tuple[People, list[Finding]]:
    """The people of a file and all its findings, with line and column. A person without a name is left out."""
    try:
        text = _START.sub("", parser.decoded(data)).removeprefix(parser.BOM)
    except FrontMatterError as error:
        return NOBODY, [error.finding(FILE)]
    fenced = f"---\n{text}\n---\n"  # parsed as front matter; line numbers are one too high
    try:
        mapping, _ = parser.parse(fenced)
    except FrontMatterError as error:
        finding = Finding(FILE, error.code, error.message.replace("front matter", "file"), error.remedy)
        return NOBODY, with_source([finding.at(*_inside(text, error.line - 1, error.column))], text)
    if not mapping and _WORDS.search(text):
        finding = Finding(FILE, "QT103", "the file has no keys", "write `ann-smith:` and, below it, `name: Ann Smith`")
        return NOBODY, with_source([finding.at(1, 1)], text)
    values = Values(FILE, mapping)
    people, taken = People(), dict[str, str]()
    for key in mapping:
        person = _person(values, key, taken)
        if person is not None:
            people[key] = person
            taken[person.slug] = key
    places = Positions(fenced)
    found = []
    for finding in values.findings:
        line, column = places.find(finding.place.key, finding.place.offset)
        found.append(finding.at(*_inside(text, line - 1, column)))
    return people, in_order(with_source(found, text))


def _inside(text: str, line: int, column: int) -> tuple[int, int]:
    """A place inside the text. The end of a file that is cut off is reported after its last line."""
    lines = text.split("\n")
    return (max(1, line), column) if line <= len(lines) else (len(lines), len(lines[-1]) + 1)


def _person(values: Values, key: str, taken: Mapping[str, str]) -> Person | None:
    """One person, or ``None`` with a finding. ``taken``: the keys of the people above, by their slugs."""
    written = values.mapping[key]
    if not isinstance(written, dict):
        values.report("QT115", f"`{key}` is not a block of keys", f"indent {', '.join(_NAMES)} below it", (key,))
        return None
    if not _KEY.fullmatch(str(key)) or len(key) > urls.LONGEST_SEGMENT:
        remedy = "use a short name of lower-case letters, digits and hyphens, such as ann-smith"
        values.report("QT115", f"invalid key {key!r}", remedy, (key,))
        return None
    person = Person(key, **{name: values.text((key, name)) for name in _NAMES if name != "url"})
    if not person.name:
        values.report("QT110", f"`{key}` has no name", "add `name` with the name of the person", (key,))
        return None
    if person.slug in taken:
        message = f"`{key}` and `{taken[person.slug]}` would have the same address, /people/{person.slug}/"
        values.report("QT115", message, "change one of the two keys", (key,))
        return None
    return replace(person, url=values.web_address((key, "url"), f"`{key}`"))
