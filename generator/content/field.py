"""A field: one key of front matter, and the kind of its value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Kind(Enum):
    """The kind of a value. ``frontmatter`` reads every scalar as text, whatever type YAML would guess."""

    TEXT = "text"
    ID = "id"
    NUMBER = "number"
    DAY = "day"
    FLAG = "flag"
    URL = "url"
    DATE_FORMAT = "date_format"
    WORDS = "words"
    """A list of texts, or one text that is separated by commas."""
    URLS = "urls"
    BLOCK = "block"
    BLOCKS = "blocks"
    """A list of blocks of keys."""


FLAGS = {"true": True, "false": False, "yes": True, "no": False}
"""The values of a flag, in any case."""
DECIMAL = r"[+-]?(?:[0-9]{1,99}(?:\.[0-9]{0,99})?|\.[0-9]{1,99})(?:[eE][+-]?[0-9]{1,2})?"
"""A number as text. The limits keep it finite as a double."""
_DECIMAL = re.compile(DECIMAL)


@dataclass(frozen=True, slots=True)
class Field:
    """One key of the front matter.

    ``about`` is a description for editors, in Markdown; ``example`` is a value as in JSON. ``choices`` are the only
    allowed values, if there are any. ``long`` text needs several input lines. ``inside`` are the keys of a block; with
    ``or_text``, text may replace the block; with ``open``, it may have more keys, which hold text.

    ``usual``: nearly every file has the key, so a CMS adds it, with the value ``start``, which means the same as no
    key.
    """

    name: str
    kind: Kind
    about: str
    example: Any
    required: bool = False
    usual: bool = False
    start: str | float | None = None
    choices: tuple[str, ...] = ()
    long: bool = False
    inside: tuple[Field, ...] = ()
    or_text: bool = False
    open: bool = False


def required(fields: Iterable[Field]) -> tuple[str, ...]:
    """The names of the required fields."""
    return tuple(field.name for field in fields if field.required)


def names(fields: Iterable[Field], *kinds: Kind) -> tuple[str, ...]:
    """The names of the fields of some kinds."""
    return tuple(field.name for field in fields if field.kind in kinds)


def flag(text: str) -> bool:
    """The value of a flag. Raises ``ValueError`` for text that is not in ``FLAGS``."""
    try:
        return FLAGS[text.casefold()]
    except KeyError:
        raise ValueError(text) from None


def decimal(text: str) -> float:
    """The value of a ``DECIMAL``. Raises ``ValueError`` for other text, including ``nan`` and ``1_000``."""
    if not _DECIMAL.fullmatch(text):
        raise ValueError(text)
    return float(text)
