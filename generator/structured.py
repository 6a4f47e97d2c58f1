"""Structured data for search engines: JSON-LD for what surrounds an answer.

The question and answer themselves are marked up where they stand (Microdata in ``templates/record.html``): a copy in
JSON-LD would double the page. Types: schema.org; what Google takes of them: "Education Q&A", "Breadcrumb".
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from generator.model import Record, Topic

_INERT = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def dump(graph: object) -> str:
    """JSON that cannot end or open anything in an HTML script element: ``<``, ``>``, ``&`` are escaped."""
    return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_INERT)


def breadcrumbs(names_and_urls: Sequence[tuple[str, str]]) -> dict[str, object]:
    """A BreadcrumbList of absolute addresses, from the site's root on."""
    items = [
        {"@type": "ListItem", "position": number, "name": name, "item": url}
        for number, (name, url) in enumerate(names_and_urls, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def record_page(record: Record, url: str, site_url: str, site_name: str, crumbs: Sequence[tuple[str, str]]) -> str:
    """The graph of a record's page: the page with its dates and author, and its breadcrumbs."""
    page: dict[str, object] = {
        "@type": "WebPage",
        "@id": url,
        "datePublished": record.date.isoformat(),
        "author": {"@type": "Organization", "name": record.author or site_name, "url": site_url},
    }
    if record.modified != record.date:
        page["dateModified"] = record.modified.isoformat()
    return dump({"@context": "https://schema.org", "@graph": [page, breadcrumbs(crumbs)]})


def topic_page(topic: Topic, url: str, crumbs: Sequence[tuple[str, str]]) -> str:
    """The graph of a topic's page: the page, the term that it defines, and its breadcrumbs."""
    term: dict[str, object] = {"@type": "DefinedTerm", "name": topic.title, "description": topic.definition}
    if topic.synonyms:
        term["alternateName"] = list(topic.synonyms)
    page = {"@type": "MedicalWebPage", "@id": url, "dateModified": topic.date.isoformat(), "about": term}
    return dump({"@context": "https://schema.org", "@graph": [page, breadcrumbs(crumbs)]})


def listing_page(crumbs: Sequence[tuple[str, str]]) -> str:
    """The graph of a listing: its breadcrumbs."""
    return dump({"@context": "https://schema.org", **breadcrumbs(crumbs)})
