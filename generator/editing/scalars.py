"""Write a text as a YAML scalar on its key's line, keeping the previous style of quotes."""

from __future__ import annotations

import json
import re

import yaml

from generator.content.frontmatter.parser import RecordLoader

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that YAML allows only as escapes, or that end a line in YAML."""
_RESERVED = frozenset({"", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that other YAML readers do not read as text unless they are quoted."""


def inline(value: str, style: str | None = None, in_flow: bool = False) -> str:
    """``value`` as plain text (no ``style``), in ``'`` or in ``"``; if that is not possible, in the next of these.

    ``in_flow``: inside brackets, where a comma ends a plain text.
    """
    single = "'" + value.replace("'", "''") + "'"
    plain = [] if value.casefold() in _RESERVED else [value]
    for written in {"": [*plain, single], "'": [single]}.get(style or "", []):
        if "\n" not in written and _means(f"{{k: {written}}}" if in_flow else f"k: {written}", value):
            return written
    return UNPRINTABLE.sub(lambda char: f"\\u{ord(char[0]):04x}", json.dumps(value, ensure_ascii=False))


def _means(text: str, value: str) -> bool:
    try:
        return bool(yaml.load(text, Loader=RecordLoader) == {"k": value})
    except Exception:  # whatever a parser raises for a text that is not YAML
        return False
