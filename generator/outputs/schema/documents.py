"""JSON Schemas (draft 2020-12) of records' and topics' front matter and of people, for tools that read YAML or JSON.

They check each value by itself, as the readers do. They cannot check what depends on several values or files (an id
that two records share, a broken link), the length in bytes of an address that is not ASCII, and the difference between
``5`` and ``5.0``, which JSON does not have. Tools get numbers and booleans from YAML where the readers see text, so
all three types are allowed for text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from generator.content.field import DECIMAL, FLAGS, Field, Kind, required
from generator.content.fields import PERSON, PERSON_KEY, RECORD, RELATED, RELATED_KEY, TOPIC
from generator.model import urls

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
RECORD_PATH, TOPIC_PATH = "assets/record.schema.json", "assets/topic.schema.json"
PEOPLE_PATH = "assets/people.schema.json"
"""The paths at which a site publishes the schemas."""
_LARGEST = 1e99
"""The lowest number with more digits than ``DECIMAL`` allows."""


def record(site_url: str = "") -> Schema:
    """The schema of a record; ``$id`` is its address if the site has a ``site_url``."""
    related = {"patternProperties": {f"^{RELATED_KEY}$": _field(RELATED)}}
    return _document("QuickTakes record", site_url and site_url + RECORD_PATH, {**_object(RECORD), **related})


def topic(site_url: str = "") -> Schema:
    """The schema of a topic; ``$id`` is its address if the site has a ``site_url``."""
    schema = _object(TOPIC)
    schema["properties"]["_schema"] = {"description": TOPIC[0].about, "const": "topic"}
    return _document("QuickTakes topic", site_url and site_url + TOPIC_PATH, schema)


def people(site_url: str = "") -> Schema:
    """The schema of ``people.yml``: people by short keys."""
    schema = {
        "type": "object",
        "propertyNames": {"pattern": f"^{PERSON_KEY}$"},
        "additionalProperties": _object(PERSON),
    }
    return _document("QuickTakes people", site_url and site_url + PEOPLE_PATH, schema)


def _document(title: str, address: str, schema: Schema) -> Schema:
    scalars = {_name(kind, needed): _scalar(kind, needed) for kind in _SCALARS for needed in (True, False)}
    used = set(re.findall(r"#/\$defs/(\w+)", repr(schema)))
    definitions = {name: scalar for name, scalar in scalars.items() if name in used}
    at = {"$id": address} if address else {}
    return {"$schema": DIALECT, **at, "title": title, **schema, "$defs": definitions}


def _object(fields: Iterable[Field]) -> Schema:
    fields = tuple(fields)
    needed = required(fields)
    properties = {field.name: _field(field) for field in fields}
    return {"type": "object", **({"required": list(needed)} if needed else {}), "properties": properties}


def _field(field: Field) -> Schema:
    return {"description": field.about, "examples": [field.example], **_value(field)}


def _value(field: Field) -> Schema:
    """The schema of a value. Lists and blocks may also be another empty value, which the readers treat as empty."""
    if field.kind is Kind.WORDS:
        return {"type": ["array", *_TEXT, "null"], "items": _reference(Kind.TEXT, False)}
    if field.kind is Kind.URLS:
        return {**_list_or_nothing(), "items": _reference(Kind.URL, False)}
    if field.kind is Kind.BLOCK:
        return {**_object(field.inside), "type": ["object", "array", "string", "null"], "maxItems": 0, "maxLength": 0}
    if field.kind is Kind.BLOCKS:
        item = _object(field.inside)
        if field.or_text:
            item["type"] = ["object", *_TEXT, "null"]
        if field.open:
            item["additionalProperties"] = _reference(Kind.TEXT, False)
        return {**_list_or_nothing(), "items": item}
    return _reference(field.kind, field.required)


def _list_or_nothing() -> Schema:
    return {"type": ["array", "object", "string", "null"], "maxProperties": 0, "maxLength": 0}


def _reference(kind: Kind, needed: bool) -> Schema:
    return {"$ref": f"#/$defs/{_name(kind, needed)}"}


def _name(kind: Kind, needed: bool) -> str:
    return kind.value if needed else f"{kind.value}_or_nothing"


def _scalar(kind: Kind, needed: bool) -> Schema:
    """The schema of a single value; null and empty text are allowed unless it is required."""
    schema = dict(_SCALARS[kind])
    inside = schema.pop("pattern", r"\S" if needed else "")
    if kind is not Kind.TEXT:
        inside = rf"^\s*(?:{inside}){'' if needed else '?'}\s*$"
    if not needed:
        schema["type"] = [*schema["type"], "null"]
    return {**schema, "pattern": inside} if inside else schema


def _any_case(word: str) -> str:
    return "".join(f"[{letter.upper()}{letter}]" if letter.isalpha() else f"\\{letter}" for letter in word)


def _day() -> str:
    """The pattern of ``YYYY-MM-DD`` for dates that exist."""
    long, short, leap = "0[13578]|1[02]", "0[469]|11", "0[48]|[2468][048]|[13579][26]"
    common = f"(?:{long})-(?:0[1-9]|[12][0-9]|3[01])|(?:{short})-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8])"
    return f"(?!0000)[0-9]{{4}}-(?:{common})|(?!0000)(?:[0-9]{{2}}(?:{leap})|(?:{leap}|00)00)-02-29"


def _url() -> str:
    """What ``urls.unsafe_reason`` lets pass."""
    end = r"(?:/|\s*$)"
    endings = "|".join(map(_any_case, urls.FILE_ENDINGS))
    segment = (
        rf"(?!\.|\s*$)(?![^/]*(?:\.|{endings}){end})(?!{_any_case('index')}{end})"
        rf"[^/\\{urls.FORBIDDEN}]{{1,{urls.LONGEST_SEGMENT}}}"
    )
    return f"/{segment}(?:/{segment})*/*"


_TEXT = ("string", "number", "boolean")
_DATE_FORMAT = r"(?:[MHhmsAa]|DD|Do|D(?![Do])|YY|dddd|ddd(?!d)|\[[^\]]*\]|\[(?![^\]]*\])|[^A-Za-z\[])*"
"""The pattern of what ``dates.unknown_tokens`` accepts; unambiguous, because ``MMMM`` matches as four ``M`` only."""
_SCALARS: dict[Kind, Schema] = {
    Kind.TEXT: {"type": [*_TEXT]},
    Kind.ID: {
        "type": ["integer", "string"],
        "minimum": 1 - 10**18,
        "maximum": 10**18 - 1,
        "not": {"const": 0},
        "pattern": r"(?=-?[0-9]{1,18}\s*$)-?0*[1-9][0-9]*",
    },
    Kind.NUMBER: {
        "type": ["number", "string"],
        "exclusiveMinimum": -_LARGEST,
        "exclusiveMaximum": _LARGEST,
        "pattern": DECIMAL,
    },
    Kind.DAY: {"type": ["string"], "pattern": _day()},
    Kind.FLAG: {"type": ["boolean", "string"], "pattern": "|".join(map(_any_case, FLAGS))},
    Kind.URL: {"type": ["string"], "pattern": _url()},
    Kind.DATE_FORMAT: {"type": ["string", "number"], "pattern": _DATE_FORMAT},
}
