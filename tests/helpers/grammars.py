"""Validators for Atom (RFC 4287), sitemaps (sitemaps.org, 0.9) and JSON Feed (1.1), as small tables."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import jsonschema

ATOM, SITEMAP = "{http://www.w3.org/2005/Atom}", "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_MOMENT = re.compile(rf"{_DAY}T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
_MEDIA_TYPE = re.compile(r".+/.+")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_IRI = re.compile(r"""[^\s<>"{}|\\^`\x00-\x20\x7f]+""")
MANY = 10**9
_COUNTS = {
    "feed": {"id": (1, 1), "title": (1, 1), "updated": (1, 1), "subtitle": (0, 1), "link": (0, MANY), "entry": (0, MANY)},
    "entry": {
        "id": (1, 1), "title": (1, 1), "updated": (1, 1), "published": (0, 1), "summary": (0, 1), "link": (1, MANY),
        "author": (1, MANY), "category": (0, MANY),
    },
    "author": {"name": (1, 1), "uri": (0, 1), "email": (0, 1)},
}  # fmt: skip
"""How often each child may occur in an element, for the elements that this site uses."""
_ATTRIBUTES = {"link": {"href", "rel", "type", "title"}, "category": {"term", "label", "scheme"}, "feed": {"xml:lang"}}


def atom_problems(data: bytes) -> list[str]:
    """List the violations of RFC 4287 in an Atom feed; raise ``ParseError`` if it is not XML."""
    root = ElementTree.fromstring(data)
    problems = [] if root.tag == f"{ATOM}feed" else [f"the root is {root.tag}"]
    problems += _below(root)
    ids = Counter(found.text for found in root.iterfind(f"{ATOM}entry/{ATOM}id"))
    problems += [f"the id {found} stands {count} times" for found, count in ids.items() if count > 1]
    for parent in (root, *root.iterfind(f"{ATOM}entry")):
        kinds = Counter((link.get("rel"), link.get("type")) for link in parent.iterfind(f"{ATOM}link"))
        problems += [f"{count} links {kind}" for kind, count in kinds.items() if count > 1]
    return problems


def _below(parent: Element) -> Iterator[str]:
    name = parent.tag.removeprefix(ATOM)
    counts = Counter(child.tag.removeprefix(ATOM) for child in parent)
    wanted = _COUNTS.get(name, {})
    for child, (least, most) in wanted.items():
        if not least <= counts[child] <= most:
            yield f"{name} has {counts[child]} {child}"
    yield from (f"{name} has a {child}" for child in counts if child not in wanted)
    for key, value in parent.attrib.items():
        known = key.replace("{http://www.w3.org/XML/1998/namespace}", "xml:")
        if known not in _ATTRIBUTES.get(name, ()):
            yield f"{name} has an attribute {key}"
        if known == "xml:lang" and not _LANGUAGE.fullmatch(value):
            yield f"{value!r} is no language"
    text = parent.text or ""
    if name in ("updated", "published") and not _MOMENT.fullmatch(text):
        yield f"{name} is {text!r}"
    if name == "id" and not is_address(text):
        yield f"the id {text!r} is no IRI"
    if name == "link" and not (is_address(parent.get("href", "")) and _MEDIA_TYPE.fullmatch(parent.get("type", "a/b"))):
        yield f"the link {parent.attrib} leads nowhere"
    if name == "name" and not text.strip():
        yield "an author has no name"
    if name == "category" and not parent.get("term"):
        yield "a category has no term"
    for element in parent:
        yield from _below(element)


def is_address(text: str) -> bool:
    """Whether a text is an absolute http URL."""
    return bool(_IRI.fullmatch(text)) and urlsplit(text).scheme in ("http", "https") and bool(urlsplit(text).netloc)


def sitemap_problems(data: bytes) -> list[str]:
    """List the violations of the protocol in a sitemap or a sitemap index."""
    root = ElementTree.fromstring(data)
    kinds = {f"{SITEMAP}urlset": f"{SITEMAP}url", f"{SITEMAP}sitemapindex": f"{SITEMAP}sitemap"}
    problems = [] if root.tag in kinds else [f"the root is {root.tag}"]
    if len(data) > 52_428_800:
        problems.append(f"{len(data)} bytes")
    if not 1 <= len(root) <= 50_000:
        problems.append(f"{len(root)} entries")
    seen: set[str] = set()
    for entry in root:
        names = [child.tag.removeprefix(SITEMAP) for child in entry]
        if entry.tag != kinds.get(root.tag) or names not in (["loc"], ["loc", "lastmod"]):
            problems.append(f"{entry.tag} has {names}")
        address = entry.findtext(f"{SITEMAP}loc", "")
        if not (12 <= len(address) <= 2048 and is_address(address) and address.isascii()) or address in seen:
            problems.append(f"the address {address!r}")
        seen.add(address)
        day = entry.findtext(f"{SITEMAP}lastmod")
        if day is not None and not re.fullmatch(_DAY, day):
            problems.append(f"lastmod {day!r}")
    return problems


_TEXT = {"type": "string"}
_ADDRESS = {"type": "string", "pattern": r"^https?://[^\s<>\"]+$"}
_WHEN = {"type": "string", "pattern": rf"^{_MOMENT.pattern}$"}
JSON_FEED = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": _ADDRESS,
        "feed_url": _ADDRESS,
        "description": _TEXT,
        "language": {"type": "string", "pattern": f"^{_LANGUAGE.pattern}$"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id"],
                "anyOf": [{"required": ["content_text"]}, {"required": ["content_html"]}],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": _ADDRESS,
                    "title": _TEXT,
                    "summary": _TEXT,
                    "content_text": _TEXT,
                    "content_html": _TEXT,
                    "date_published": _WHEN,
                    "date_modified": _WHEN,
                    "authors": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["name"],
                            "properties": {"name": {"minLength": 1, **_TEXT}},
                        },
                    },
                    "tags": {"type": "array", "items": _TEXT},
                },
            },
        },
    },
}
"""JSON Feed 1.1 as far as this site uses it."""


def json_feed_problems(data: bytes) -> list[str]:
    """List the violations of the specification in a JSON feed."""
    feed = json.loads(data.decode("utf-8"))
    problems = [error.message for error in jsonschema.Draft202012Validator(JSON_FEED).iter_errors(feed)]
    ids = Counter(item["id"] for item in feed["items"])
    return problems + [f"the id {found} stands {count} times" for found, count in ids.items() if count > 1]
