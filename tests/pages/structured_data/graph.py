"""The structured data of a finished page as a graph: JSON-LD and Microdata, joined by ``@id`` and ``itemid``.

HTML and Microdata are read as the HTML standard says (turbohtml). Of JSON-LD only what a page needs is
allowed: one context, ``@graph``, ``@id``, ``@type``, nested nodes and plain values; anything else is a finding.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import turbohtml
from turbohtml.extract import MicrodataItem

SCHEMA = "https://schema.org/"
ALLOWED = frozenset({"@id", "@type"})
"""Keywords of JSON-LD that a node may have."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault in a page's structured data: the broken rule, the place, and the fault; ``advice`` is what a
    search engine recommends but does not require."""

    rule: str
    place: str
    message: str
    advice: bool = False

    def __str__(self) -> str:
        return f"{self.rule}{' (advice)' if self.advice else ''}: {self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class Literal:
    """A text, number or truth value. Microdata has texts only, which may stand for a number."""

    value: str | int | float | bool
    microdata: bool


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that names a node defined elsewhere."""

    id: str


@dataclass(slots=True)
class Node:
    """A thing that the page describes; ``place`` says where (``JSON-LD WebPage.author``)."""

    place: str
    id: str = ""
    types: tuple[str, ...] = ()
    properties: dict[str, list[Value]] = field(default_factory=dict)
    microdata: bool = False


Value = Literal | Reference | Node


@dataclass(slots=True)
class Graph:
    """All nodes of a page, nested ones too, in the order of the page, and the faults found while reading them."""

    url: str
    nodes: list[Node] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def by_id(self) -> dict[str, Node]:
        """The nodes that have a name."""
        return {node.id: node for node in self.nodes if node.id}

    def target(self, value: Value) -> Node | None:
        """The node that a value is or refers to."""
        if isinstance(value, Reference):
            return self.by_id.get(value.id)
        return value if isinstance(value, Node) else None

    def linked(self, node: Node, name: str) -> Iterator[Node]:
        """The nodes that are values of a property."""
        for value in node.properties.get(name, ()):
            if (found := self.target(value)) is not None:
                yield found

    def of_type(self, name: str) -> list[Node]:
        """The nodes of exactly this type."""
        return [node for node in self.nodes if name in node.types]

    def islands(self) -> list[list[Node]]:
        """Groups of nodes that are connected by their properties; one group means one graph."""
        group = {id(node): {id(node)} for node in self.nodes}
        for node in self.nodes:
            for name in node.properties:
                for other in self.linked(node, name):
                    both = group[id(node)] | group[id(other)]
                    group |= dict.fromkeys(both, both)
        found = {min(members): members for members in group.values()}
        return [[node for node in self.nodes if id(node) in members] for members in found.values()]


def read(html: str, url: str = "") -> Graph:
    """Read the graph of a page. ``url`` is its address; without it, its canonical link is used."""
    document = turbohtml.parse(html)
    canonical = document.select_one('link[rel="canonical"]')
    graph = Graph(url or (str(canonical.attrs["href"]) if canonical is not None else ""))
    for script in document.select('script[type="application/ld+json"]'):
        _read_script(graph, script.text)
    for item in document.microdata(graph.url or None):
        _read_item(graph, item, "Microdata")
    _join(graph)
    return graph


def _read_script(graph: Graph, text: str) -> None:
    try:
        found = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_no_number)
    except ValueError as error:
        graph.findings.append(Finding("json", "JSON-LD", str(error)))
        return
    if not isinstance(found, dict) or str(found.pop("@context", "")).rstrip("/") != SCHEMA.rstrip("/"):
        graph.findings.append(Finding("context", "JSON-LD", f"not an object whose context is {SCHEMA}"))
        return
    parts = found.pop("@graph", None)
    if parts is not None and found:
        graph.findings.append(Finding("keyword", "JSON-LD", f"{', '.join(found)} beside @graph"))
    for part in [found] if parts is None else parts if isinstance(parts, list) else [parts]:
        if isinstance(part, dict):
            _read_object(graph, part, "JSON-LD")
        else:
            graph.findings.append(Finding("json", "JSON-LD", f"{part!r} where a node is expected"))


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"a key twice in {{{', '.join(name for name, _ in pairs)}}}")
    return found


def _no_number(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _read_object(graph: Graph, found: dict[str, Any], inside: str) -> Node:
    kinds = found.get("@type", [])
    names = tuple(str(kind) for kind in (kinds if isinstance(kinds, list) else [kinds]))
    place = f"{inside} {names[0] if names else '?'}" if inside == "JSON-LD" else inside
    node = Node(place, _named(graph, str(found.get("@id", ""))), names)
    graph.nodes.append(node)
    for name in found:
        if name.startswith("@") and name not in ALLOWED:
            graph.findings.append(Finding("keyword", place, f"{name} is not used here"))
        elif not name.startswith("@"):
            values = found[name] if isinstance(found[name], list) else [found[name]]
            node.properties[name] = [each for one in values for each in _value(graph, one, f"{place}.{name}")]
    return node


def _named(graph: Graph, name: str) -> str:
    """Return an absolute id: one that begins with # is relative to the page's address, as in Microdata."""
    return urljoin(graph.url, name) if name.startswith("#") else name


def _value(graph: Graph, one: Any, place: str) -> Iterator[Value]:
    if isinstance(one, dict):
        yield Reference(_named(graph, str(one["@id"]))) if set(one) == {"@id"} else _read_object(graph, one, place)
    elif isinstance(one, str | int | float | bool):
        yield Literal(one, microdata=False)
    else:
        graph.findings.append(Finding("json", place, f"{json.dumps(one)} is no value"))


def _read_item(graph: Graph, item: MicrodataItem, inside: str) -> Node:
    names = tuple((item.type or "").split())
    plain = tuple(name.removeprefix(SCHEMA) if name.startswith(SCHEMA) else f"<{name}>" for name in names)
    place = f"{inside} {plain[0] if plain else '?'}" if inside == "Microdata" else inside
    node = Node(place, urljoin(graph.url, item.id) if item.id else "", plain, microdata=True)
    graph.nodes.append(node)
    for name, values in item.properties.items():
        node.properties[name] = [
            Literal(one, microdata=True) if isinstance(one, str) else _read_item(graph, one, f"{place}.{name}")
            for one in values
        ]
    return node


def _join(graph: Graph) -> None:
    """Join the nodes of each id. Microdata may add to what JSON-LD says of a thing, as long as
    the two neither differ in type nor set the same property; within one of them a thing is described once."""
    first: dict[str, Node] = {}
    for node in list(graph.nodes):
        if not node.id:
            continue
        kept = first.setdefault(node.id, node)
        if kept is node:
            continue
        both = set(kept.properties) & set(node.properties)
        if kept.microdata == node.microdata or kept.types != node.types or both:
            why = f"as {kept.place} is" + (f", and both tell {', '.join(sorted(both))}" if both else "")
            graph.findings.append(Finding("clash", node.place, f"named {node.id}, {why}"))
        kept.properties = {**node.properties, **kept.properties}
        _replace(graph, node, kept)


def _replace(graph: Graph, old: Node, new: Node) -> None:
    graph.nodes = [node for node in graph.nodes if node is not old]
    for node in graph.nodes:
        for values in node.properties.values():
            values[:] = [new if value is old else value for value in values]
