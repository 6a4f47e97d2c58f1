"""Structured data for search engines: one JSON-LD graph per page, about everything except question and answer.

The question and the answer have Microdata in ``templates/record.html``, because a copy in JSON-LD would double the
size of the page. Ids connect the two. Types and properties are from schema.org; Google uses them for "Education Q&A"
and "Breadcrumb".
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from generator.config.settings import Settings
from generator.content import works
from generator.model.record import Ledger, Person, Source

Node = dict[str, Any]
QUIZ = "#qa"
"""The id of a page's Microdata; ids that begin with # are relative to the page's address."""
_BREADCRUMB, _TERM = "#breadcrumb", "#term"
MODEL_WRITTEN = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
_INERT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


class WebPage(NamedTuple):
    """A page in structured data.

    ``kind`` is a type of schema.org below WebPage, ``crumbs`` are names and absolute addresses from the site's root on,
    ``nodes`` are what ``properties`` refer to. A ``url`` on another site means that the page is a copy of that one.
    """

    kind: str
    url: str
    name: str = ""
    crumbs: Sequence[tuple[str, str]] = ()
    properties: Mapping[str, object] = {}
    nodes: Sequence[Node] = ()


class Publisher(NamedTuple):
    """What all pages of a site state about it; ``logo`` is an address or empty."""

    site_url: str
    site_name: str
    language: str
    organisation: str
    organisation_url: str
    logo: str

    def graph(self, page: WebPage) -> str:
        """The JSON of one page: the page itself, its breadcrumbs, the site and its publisher."""
        is_ours = page.url.startswith(self.site_url)
        whole: Node = {"@type": page.kind, "@id": page.url, "inLanguage": self.language}
        whole |= {"isPartOf": {"@id": self.website_id}} if is_ours else {}
        whole |= {"name": page.name} if page.name else {}
        whole |= page.properties
        graph = [whole, *page.nodes]
        if is_ours and len(page.crumbs) > 1:  # Google requires at least two
            whole["breadcrumb"] = {"@id": _BREADCRUMB}
            graph.append({"@id": _BREADCRUMB, **breadcrumbs(page.crumbs)})
        return dump({"@context": "https://schema.org", "@graph": [*graph, *self._nodes()]})

    def _nodes(self) -> Iterable[Node]:
        url, ours = self.organisation_url or self.site_url, {"@id": self.organisation_id}
        organisation = {"@type": "Organization", **ours, "name": self.organisation, "url": url}
        yield {**organisation, "logo": self.logo} if self.logo else organisation
        yield {
            "@type": "WebSite",
            "@id": self.website_id,
            "name": self.site_name,
            "url": self.site_url,
            "publisher": ours,
        }

    def author(self, name: str) -> Node:
        """An author who has no page on the site: the publisher or another organisation."""
        ours = name.casefold() in ("", self.organisation.casefold(), self.site_name.casefold())
        return {"@id": self.organisation_id} if ours else {"@type": "Organization", "name": name}

    @property
    def organisation_id(self) -> str:
        """The publisher's id."""
        return f"{self.site_url}#organization"

    @property
    def website_id(self) -> str:
        """The site's id."""
        return f"{self.site_url}#website"


def publisher(settings: Settings) -> Publisher:
    """The publisher according to the settings."""
    identity, url = settings.identity, settings.site_url
    logo = url + quote(identity.logo) if identity.logo else ""
    return Publisher(url, settings.site_name, settings.language, identity.organisation, identity.organisation_url, logo)


def dump(graph: object) -> str:
    """JSON for an HTML script element: ``<``, ``>`` and ``&`` are escaped, so that no text can close the element."""
    return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_INERT)


def breadcrumbs(names_and_urls: Sequence[tuple[str, str]]) -> Node:
    """A BreadcrumbList of absolute addresses, from the site's root on."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": url}
        for number, (name, url) in enumerate(names_and_urls, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def person(found: Person, address: str) -> Node:
    """A person whom a page names; ``address`` is that of the person's own page on the site."""
    node: Node = {"@type": "Person", "@id": f"{address}#person", "name": found.name, "url": address}
    if found.role:
        node["jobTitle"] = found.role
    return {**node, "sameAs": found.url} if found.url else node


def review(ledger: Ledger, reviewer: Node | None) -> Node:
    """The properties of a page about its review and sources: ``lastReviewed``, ``reviewedBy``, ``citation``."""
    properties: Node = {}
    if reviewer is not None and ledger.last_reviewed is not None:
        properties |= {"lastReviewed": ledger.last_reviewed.isoformat(), "reviewedBy": {"@id": reviewer["@id"]}}
    cited = [_work(source) for source in ledger.sources if source.title]
    return {**properties, "citation": cited} if cited else properties


def _work(source: Source) -> Node | str:
    """A work: a node if it has an ISBN or an address, else text; ``citation`` allows both."""
    rest, address = works.imprint(source), works.address(source)
    name = f"{source.title.removesuffix('.')}. {rest}" if rest else source.title
    node = {"@type": "Book", "isbn": source.isbn} if source.isbn else {"@type": "CreativeWork"}
    node |= {"name": name} | ({"url": address} if address else {})
    return node if source.isbn or address else name


def term(name: str, definition: str, synonyms: Sequence[str]) -> Node:
    """The concept that a topic's page defines."""
    node: Node = {"@type": "DefinedTerm", "@id": _TERM, "name": name, "description": definition}
    return {**node, "alternateName": list(synonyms)} if synonyms else node
