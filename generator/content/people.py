"""``people.yml`` in the content folder → the people of a site: who wrote and who reviewed."""

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
"""Its path below the content folder; it is read, not published."""
_START = re.compile(r"\A\ufeff?---[ \t\r]*$", re.MULTILINE)
_WORDS = re.compile(r"^(?!\s*#|\s*$|---|\.\.\.|\{\}|null\b|~)", re.MULTILINE)
_KEY = re.compile(fields.PERSON_KEY)
_NAMES = tuple(field.name for field in fields.PERSON)


class People(dict[str, Person]):
    """People by their keys, in the file's order."""

    @cached_property
    def _by_name(self) -> Mapping[str, Person]:
        return {person.name.casefold(): person for person in reversed(self.values())}

    def named(self, author: str) -> Person | None:
        """The person whose key or name an ``author`` is, the name's case aside; of one name the first in the file."""
        return self.get(author) or self._by_name.get(author.casefold())


NOBODY = People()


def read(data: bytes) -> tuple[People, list[Finding]]:
    """The people of a file, and everything that is wrong with it, located. A person without a name is left out."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        finding = Finding(FILE, "QT101", f"byte {error.start} is not UTF-8", "save the file as UTF-8")
        return NOBODY, [finding.at(1, 1)]
    text = _START.sub("", text).removeprefix(parser.BOM)
    fenced = (
        f"---\n{text}\n---\n"  # read as front matter is, with the same findings; every line stands one further down
    )
    try:
        mapping, _ = parser.parse(fenced)
    except FrontMatterError as error:
        finding = Finding(FILE, error.code, error.message.replace("front matter", "file"), error.remedy)
        return NOBODY, with_source([finding.at(max(1, error.line - 1), error.column)], text)
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
        found.append(finding.at(max(1, line - 1), column))
    return people, in_order(with_source(found, text))


def _person(values: Values, key: str, taken: Mapping[str, str]) -> Person | None:
    """A person; ``taken`` are the keys of others by what they become in addresses."""
    written = values.mapping[key]
    if not isinstance(written, dict):
        values.report("QT115", f"`{key}` is not a block of keys", f"indent {', '.join(_NAMES)} below it", (key,))
        return None
    if not _KEY.fullmatch(str(key)) or len(key) > urls.LONGEST_SEGMENT:
        remedy = "use a short name of lower-case letters, digits and hyphens, such as ann-smith"
        values.report("QT115", f"invalid key {key!r}", remedy, (key,))
        return None
    person = Person(key, **{name: values.text((key, name)) for name in _NAMES})
    if not person.name:
        values.report("QT110", f"`{key}` has no name", "add `name` with the name of the person", (key,))
        return None
    if person.slug in taken:
        message = f"`{key}` and `{taken[person.slug]}` would have the same address, /people/{person.slug}/"
        values.report("QT115", message, "change one of the two keys", (key,))
        return None
    if person.url and not urls.is_web_address(person.url):
        remedy = "write an address that begins with https://"
        values.report("QT153", f"the url of `{key}` is not a web address", remedy, (key, "url"), 0)
        return replace(person, url="")
    return person
