"""How a text is written as a YAML scalar on its key's line, in the quotes that stood there before."""

from __future__ import annotations

import json
import re

import yaml

from generator.content.frontmatter.parser import RecordLoader

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""Characters that stand in YAML only as escapes, or that end a line there."""
_OTHERWISE_READ = frozenset({"", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""Words that YAML readers other than ours take for something else when they stand plain."""


def inline(value: str, style: str | None = None, in_flow: bool = False) -> str:
    """``value`` plain (no ``style``), in ``'`` or in ``"``; in the next of these where that cannot hold it.

    ``in_flow``: between brackets, where a comma ends a plain text.
    """
    single = "'" + value.replace("'", "''") + "'"
    plain = [] if value.casefold() in _OTHERWISE_READ else [value]
    for written in {"": [*plain, single], "'": [single]}.get(style or "", []):
        if "\n" not in written and _means(f"{{k: {written}}}" if in_flow else f"k: {written}", value):
            return written
    return UNPRINTABLE.sub(lambda char: f"\\u{ord(char[0]):04x}", json.dumps(value, ensure_ascii=False))


def _means(text: str, value: str) -> bool:
    try:
        return bool(yaml.load(text, Loader=RecordLoader) == {"k": value})
    except Exception:  # whatever a parser may say of a text that is not YAML: it does not mean the value
        return False
