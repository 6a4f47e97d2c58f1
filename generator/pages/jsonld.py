"""Structured data for search engines: JSON-LD for what surrounds an answer, one graph a page.

The question and answer themselves are marked up where they stand (Microdata in ``templates/record.html``): a copy in
JSON-LD would double the page. The two are joined by ids. Types and properties: schema.org; what Google takes of them:
"Education Q&A", "Breadcrumb".
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
"""The id of a page's Microdata; like all that begin with # it counts from the page's own address."""
_BREADCRUMB, _TERM = "#breadcrumb", "#term"
MODEL_WRITTEN = "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
_INERT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


class Publisher(NamedTuple):
    """What all pages of a site say of it; ``logo`` is an address, or empty."""

    site_url: str
    site_name: str
    language: str
    organisation: str
    organisation_url: str
    logo: str

    def nodes(self) -> Iterable[Node]:
        """The site and who publishes it."""
        url = self.organisation_url or self.site_url
        organisation = {"@type": "Organization", "@id": self.organisation_id, "name": self.organisation, "url": url}
        yield {**organisation, "logo": self.logo} if self.logo else organisation
        yield {
            "@type": "WebSite", "@id": self.website_id, "name": self.site_name, "url": self.site_url,
            "publisher": {"@id": self.organisation_id},
        }  # fmt: skip

    def author(self, name: str) -> Node:
        """An author who is no person of the site: its publisher, or another organisation."""
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
    """The publisher that a configuration names."""
    identity, url = settings.identity, settings.site_url
    logo = url + quote(identity.logo) if identity.logo else ""
    return Publisher(url, settings.site_name, settings.language, identity.organisation, identity.organisation_url, logo)


def dump(graph: object) -> str:
    """JSON that cannot end or open anything in an HTML script element: ``<``, ``>``, ``&`` are escaped."""
    return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_INERT)


def page(
    publisher: Publisher,
    kind: str,
    url: str,
    name: str,
    crumbs: Sequence[tuple[str, str]] = (),
    more: Mapping[str, object] | None = None,
    nodes: Iterable[Node] = (),
) -> str:
    """The graph of a page of a ``kind`` (a type of schema.org below WebPage): the page, the way to it, the site and its
    publisher. ``more`` are the page's further properties, ``nodes`` what they refer to. A ``url`` on another site
    is that of the original; it is not part of this site."""
    is_ours = url.startswith(publisher.site_url)
    whole: Node = {
        "@type": kind, "@id": url, "inLanguage": publisher.language,
        **({"isPartOf": {"@id": publisher.website_id}} if is_ours else {}),
        **({"name": name} if name else {}), **(more or {}),
    }  # fmt: skip
    graph = [whole, *nodes]
    if is_ours and len(crumbs) > 1:  # a way of one step is none (Google: two at the least)
        whole["breadcrumb"] = {"@id": _BREADCRUMB}
        graph.append({"@id": _BREADCRUMB, **breadcrumbs(crumbs)})
    return dump({"@context": "https://schema.org", "@graph": [*graph, *publisher.nodes()]})


def breadcrumbs(names_and_urls: Sequence[tuple[str, str]]) -> Node:
    """A BreadcrumbList of absolute addresses, from the site's root on."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": url}
        for number, (name, url) in enumerate(names_and_urls, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def person(found: Person, address: str) -> Node:
    """Somebody that a page names; ``address`` is that of the person's own page on the site."""
    node: Node = {"@type": "Person", "@id": f"{address}#person", "name": found.name, "url": address}
    if found.role:
        node["jobTitle"] = found.role
    return {**node, "sameAs": found.url} if found.url else node


def review(ledger: Ledger, reviewer: Node | None) -> Node:
    """What a page says of its review and its sources: ``lastReviewed``, ``reviewedBy``, ``citation``."""
    said: Node = {}
    if reviewer is not None and ledger.last_reviewed is not None:
        said |= {"lastReviewed": ledger.last_reviewed.isoformat(), "reviewedBy": {"@id": reviewer["@id"]}}
    cited = [_work(source) for source in ledger.sources if source.title]
    return {**said, "citation": cited} if cited else said


def _work(source: Source) -> Node | str:
    """A work that has a number or an address as a node, any other in words: ``citation`` takes both."""
    rest, address = works.imprint(source), works.address(source)
    said = f"{source.title.removesuffix('.')}. {rest}" if rest else source.title
    node = {"@type": "Book", "isbn": source.isbn} if source.isbn else {"@type": "CreativeWork"}
    node |= {"name": said} | ({"url": address} if address else {})
    return node if source.isbn or address else said


def term(name: str, definition: str, synonyms: Sequence[str]) -> Node:
    """The concept that a topic's page defines."""
    node: Node = {"@type": "DefinedTerm", "@id": _TERM, "name": name, "description": definition}
    return {**node, "alternateName": list(synonyms)} if synonyms else node
