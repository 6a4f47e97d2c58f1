"""CloudCannon's configuration: ``cloudcannon.config.yml`` and a template ("schema file") of each kind of file.

CloudCannon must save files unchanged, in a form that the readers accept. So keys are neither removed (by default it
removes those that are not in the template) nor reordered. Dates are plain text, because its date input adds a time of
day, and so are answers, because its rich text editor rewrites formulas. Keys and values are from CloudCannon's
reference of the configuration file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from generator.content.field import Field, Kind
from generator.content.fields import RECORD, RELATED, TOPIC

Values = dict[str, Any]
CONFIG = "cloudcannon.config.yml"
HEADER = "# Written by `quicktakes schema`, which writes over what is changed here.\n"
"""The first line of a configuration that this module wrote."""
TOPICS = "topics"
"""The folder in which new files are topics."""
_KINDS = {"default": RECORD, "topic": TOPIC}
_ICONS = {"default": "quiz", "topic": "lightbulb"}
_RELATED_SHOWN = 5
"""The number of related entries with inputs: as many as most records have."""
_KEEP = dict.fromkeys(("reorder_inputs", "hide_extra_inputs", "remove_empty_inputs", "remove_extra_inputs"), False)
_DAY = ("^([0-9]{4}-[0-9]{2}-[0-9]{2})?$", "Write the date as YYYY-MM-DD, such as 2026-11-20.")
_URL = (r"^(/[^\s\\<>?#%;|]+)?$", "Write a path such as /learn/medicine/questions/a-slug.")
"""Patterns without lookahead, which CloudCannon does not support; ``quicktakes check`` is stricter."""
_PATTERNS = {Kind.DAY: _DAY, Kind.URL: _URL}
_TYPES = {
    Kind.FLAG: "switch",
    Kind.WORDS: "array",
    Kind.URLS: "array",
    Kind.BLOCK: "object",
    Kind.BLOCKS: "array",
    Kind.DAY: "text",
    Kind.URL: "text",
}
"""Inputs of kinds of fields without choices; all other kinds depend on their example and length."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The facts about a project that the configuration depends on.

    ``content`` is relative to the configuration's folder. ``folders`` are the folders at the top of the content that
    have Markdown files, each with a name to show. ``authored`` are the file names of authored pages at the top.
    ``flat``: records or topics are at the top too.
    """

    content: str
    folders: Sequence[tuple[str, str]]
    authored: Sequence[str]
    flat: bool
    subjects: Sequence[str]
    directory_urls: bool


def files(layout: Layout) -> Iterator[tuple[str, str]]:
    """The path and text of every file of the configuration."""
    yield CONFIG, HEADER + _yaml({"collections_config": dict(_collections(layout)), "_structures": dict(_structures())})
    for kind, fields in _KINDS.items():
        yield _template_path(kind), _template(fields)


def _template_path(kind: str) -> str:
    return f".cloudcannon/schemas/{kind}.md"


def _collections(layout: Layout) -> Iterator[tuple[str, Values]]:
    """A collection for each folder, and one for the files at the top (two collections must not share a path).

    Authored pages get no schema, because CloudCannon would add the keys of a record, which makes them records.
    """
    address = "{url}/" if layout.directory_urls else "{url}.html"
    schemas = {kind: _schema(kind, layout) for kind in _KINDS}
    for folder, name in layout.folders:
        kinds = ("topic", "default") if folder == TOPICS else ("default", "topic")
        collection: Values = {"path": f"{layout.content}/{folder}", "glob": ["**/*.md", "!**/index.md"], "name": name}
        collection |= {"icon": _ICONS[kinds[0]], "url": address, "schemas": {kind: schemas[kind] for kind in kinds}}
        yield folder, collection
    name = "Questions" if layout.flat else "Pages"
    key = name.lower()
    while key in dict(layout.folders):
        key = f"top_{key}"
    top: Values = {"path": layout.content, "glob": ["*.md"], "name": name, "icon": "article"}
    if layout.flat:
        top["glob"] = ["*.md", *(f"!{page}" for page in layout.authored)]
        top |= {"url": address, "schemas": schemas}
    yield key, top


def _schema(kind: str, layout: Layout) -> Values:
    return {
        "path": _template_path(kind),
        "name": "Topic" if kind == "topic" else "Question",
        "icon": _ICONS[kind],
        **_KEEP,
        "_enabled_editors": ["data", "visual"],
        "_inputs": dict(_inputs(_KINDS[kind], layout.subjects)) | dict(_related_inputs() if kind == "default" else ()),
    }


def _structures() -> Iterator[tuple[str, Values]]:
    """The values that an editor can add to a list of blocks. Other keys of existing blocks are kept."""
    blocks = (field for field in RECORD if field.kind is Kind.BLOCKS)
    for field in (RELATED, *blocks):
        inputs = {name: {**values, "cascade": False} for name, values in _inputs(field.inside)}
        value = {
            "label": _label(field.name.rstrip("s")),
            **_KEEP,
            "preview": {"text": [{"key": inside.name} for inside in field.inside if inside.kind is Kind.TEXT]},
            "value": {inside.name: None for inside in field.inside},
            "_inputs": inputs,
        }
        yield field.name, {**_KEEP, "values": [value]}


def _inputs(fields: Iterable[Field], subjects: Sequence[str] = (), above: str = "") -> Iterator[tuple[str, Values]]:
    """The input of each field, by its path of keys. Keys inside a block do not inherit from equal keys above."""
    for field in fields:
        name = f"{above}{field.name}"
        values = {"type": "text", "comment": field.about, **_input(field, subjects if field.name == "subject" else ())}
        yield name, {**values, "cascade": False} if above else values
        if field.kind in (Kind.WORDS, Kind.URLS):
            pattern = {"options": _checked(*_URL)} if field.kind is Kind.URLS else {}
            yield f"{name}[*]", {"type": "text", **pattern}
        if field.kind is Kind.BLOCK:
            yield from _inputs(field.inside, above=f"{name}.")


def _related_inputs() -> Iterator[tuple[str, Values]]:
    for number in range(1, _RELATED_SHOWN + 1):
        options = {"structures": f"_structures.{RELATED.name}"}
        yield f"{RELATED.name}{number}", {"type": "object", "comment": RELATED.about, "options": options}


def _input(field: Field, choices: Sequence[str]) -> Values:
    """The type and options of a field's input."""
    if field.name.startswith("_"):
        return {"hidden": True}
    options: Values = {"required": True} if field.required else {}
    usual = "number" if isinstance(field.example, int | float) else "textarea" if field.long else "text"
    kind = _TYPES.get(field.kind, usual)
    if choices or field.choices:
        kind = "select"
        options |= {"values": [*choices, *field.choices], "allow_create": not field.choices}
    elif field.kind is Kind.ID:
        options["step"] = 1
    elif field.kind is Kind.BLOCKS:
        options["structures"] = f"_structures.{field.name}"
    elif field.kind in _PATTERNS:
        options |= _checked(*_PATTERNS[field.kind])
    return {"type": kind, **({"options": options} if options else {})}


def _checked(pattern: str, message: str) -> Values:
    return {"pattern": pattern, "pattern_message": message}


def _label(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _template(fields: Iterable[Field]) -> str:
    """The text of a new file. CloudCannon also adds its keys to every file that it saves."""
    front = {
        field.name: {inside.name: None for inside in field.inside} or field.start for field in fields if field.usual
    }
    body = "\n&nbsp;\n" if fields is RECORD else ""
    return f"---\n{_yaml(front)}---\n{body}"


class _Dumper(yaml.SafeDumper):
    """Writes null as nothing, and a schema that several folders share once, with an anchor."""

    ANCHOR_TEMPLATE = "schema%d"


_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))


def _yaml(values: Values) -> str:
    written: str = yaml.dump(values, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)
    return written
