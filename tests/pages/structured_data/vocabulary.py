"""The vocabulary of schema.org: its types, properties and enumerations, from the declarations of npm's ``schema-dts``.

The package holds one TypeScript file made from schema.org's own definition (pending and health terms included), of so
regular a shape that lines suffice to read it: ``interface QuestionBase`` lists the properties that have ``Question`` as
their domain, with their ranges; ``type Thing = ThingLeaf | Action | …`` lists the types directly below, and the members
of an enumeration. ``WebContentBase`` and the like skip types without properties: only the unions tell what is below what.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests import tools

_NAME = r"[A-Za-z_]\w*"
_INTERFACE = re.compile(rf"(?:export )?interface ({_NAME}?)(Base|Leaf) ")
_PROPERTY = re.compile(r'    "(\w+)"\?: SchemaValue<(.+), "\1">;')
_UNION = re.compile(rf"export type ({_NAME})(?:<TContent = [^>]*>)? = ([^{{&]+);")
_WRITTEN = re.compile(r'    "@type": "(.+)";')
_MEMBER = re.compile(r'"https://schema\.org/(\w+)"')
_DEPRECATED = "@deprecated"
DATA_TYPES = frozenset(
    "Boolean Date DateTime Time Number Integer Float Text URL CssSelectorType PronounceableText XPathType"
    " Quantity Distance Duration Energy Mass DataType".split()
)
"""Types whose values are literals, not nodes."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property: the types that may have it (and all below them), and the types of its values."""

    domain: frozenset[str]
    range: frozenset[str]
    superseded: bool


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The definitions of schema.org, by names without ``https://schema.org/``."""

    above: Mapping[str, frozenset[str]]
    """Type → itself and every type above it."""
    properties: Mapping[str, Property]
    members: Mapping[str, frozenset[str]]
    """Enumeration → its members and those of the enumerations below it."""

    def is_a(self, kind: str, wanted: frozenset[str]) -> bool:
        """Whether a type is one of those wanted or below one."""
        return not wanted.isdisjoint(self.above.get(kind, ()))

    def members_of(self, kinds: frozenset[str]) -> frozenset[str]:
        """Members of any of these enumerations."""
        return frozenset().union(*(self.members.get(kind, frozenset()) for kind in kinds))


@functools.cache
def load() -> Vocabulary:
    """Read the vocabulary installed in ``tests/node``."""
    return read(tools.VOCABULARY.read_text("utf-8"))


def read(text: str) -> Vocabulary:
    """Read the vocabulary of a declaration file. Raise ValueError for a line of no expected form."""
    names: dict[str, str] = {}
    domains: dict[str, set[str]] = defaultdict(set)
    ranges: dict[str, set[str]] = defaultdict(set)
    old: dict[str, set[bool]] = defaultdict(set)
    below: dict[str, list[str]] = {}
    inside, deprecated = "", False
    for line in text.splitlines():
        if found := _INTERFACE.match(line):
            inside = found[1]
        elif found := _WRITTEN.match(line):
            names[inside] = found[1]
        elif found := _PROPERTY.match(line):
            domains[found[1]].add(inside)
            ranges[found[1]] |= set(found[2].split(" | ")) - {"IdReference"}
            old[found[1]].add(deprecated)
            deprecated = False
        elif "?: SchemaValue<" in line:
            raise ValueError(f"a property of an unknown shape: {line[:200]}")
        elif found := _UNION.match(line):
            below[found[1]] = found[2].split(" | ")
        deprecated = deprecated or _DEPRECATED in line
    return _resolved(names, domains, ranges, old, below)


def _resolved(
    names: Mapping[str, str],
    domains: Mapping[str, set[str]],
    ranges: Mapping[str, set[str]],
    old: Mapping[str, set[bool]],
    below: Mapping[str, list[str]],
) -> Vocabulary:
    """Turn TypeScript identifiers into names of schema.org (``_3DModel`` → ``3DModel``), and unions into their parents."""
    plain = {identifier: names.get(identifier, identifier) for identifier in below}
    parents: dict[str, set[str]] = {name: set() for name in plain.values() if name not in DATA_TYPES}
    members: dict[str, set[str]] = defaultdict(set)
    for identifier, parts in below.items():
        for part in parts:
            child = part.partition("<")[0]
            if member := _MEMBER.fullmatch(part):
                members[plain[identifier]].add(member[1])
            elif child in plain and plain[child] in parents:
                parents[plain[child]].add(plain[identifier])
    climbed = {name: frozenset(_climb(name, parents)) for name in parents}
    above = {name: found for name, found in climbed.items() if "Thing" in found}  # not of the vocabularies it refers to
    for name in list(members):
        for higher in above.get(name, ()):
            members[higher] |= members[name]
    properties = {
        name: Property(domain, frozenset(plain.get(one, one) for one in ranges[name]), old[name] == {True})
        for name, bearers in domains.items()
        if (domain := frozenset(plain.get(one, one) for one in bearers) & set(above))  # else of a literal
    }
    return Vocabulary(above, properties, {name: frozenset(found) for name, found in members.items()})


def _climb(name: str, parents: Mapping[str, set[str]]) -> Iterator[str]:
    yield name
    for parent in parents[name]:
        yield from _climb(parent, parents)
