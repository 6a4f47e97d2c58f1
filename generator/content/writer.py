r"""Writes a record's file in the form and key order of the catalogue.

For every text that UTF-8 can hold, ``frontmatter.parse`` reads back the same mapping. Texts of some keys are folded:
one line below ``>-``, with ``\n`` for the line breaks of an answer. Texts with real line breaks become literal blocks
(``|-``). Short words are plain. Anything that YAML, or a parser that guesses types, could misread is quoted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import yaml

from generator.content import fields

FIRST_KEYS = tuple(field.name for field in fields.RECORD)
"""The keys of a record in order. Unknown keys follow, then the related articles."""
RELATED_KEY = re.compile(fields.RELATED_KEY)
_PLACES = {key: place for place, key in enumerate(FIRST_KEYS)}
_IN_SEO = [inner.name for field in fields.RECORD if field.name == "seo" for inner in field.inside]
_IN_RELATED = [field.name for field in fields.RELATED.inside]
NO_BODY = "\n&nbsp;\n"
"""The text after the front matter of a record without a body."""
LONGEST_KEY = 1_000
"""Characters; YAML allows keys of up to 1,024."""
_FOLDED = frozenset({"title", "article_title", "question", "answer"})
_FOLDED_IN_SEO = frozenset({"page_description", "page_keywords"})
_FOLDED_IN_RELATED = frozenset({"title"})
_NOT_RAW = re.compile(r"[^\t\n -~\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML forbids or treats as line breaks."""
_NOT_IN_JSON = re.compile(r"[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_TYPED = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?|\d{4}-\d\d-\d\d|true|false", re.ASCII)
"""Numbers, dates and flags in their usual form: they stay plain."""


def record_text(mapping: Mapping[str, Any], body: str = "") -> str:
    """The file of a record: ``mapping`` (texts, ``None``, lists and mappings of these) as front matter, then the body.

    The body is everything below the closing ``---`` line, unchanged; an empty one becomes ``&nbsp;``. Raises
    ``ValueError`` for a key of more than ``LONGEST_KEY`` characters and for characters that UTF-8 cannot hold (half of
    a surrogate pair).
    """
    lines = [line for key in in_order(mapping) for line in _entry(key, mapping[key], 0, _FOLDED)]
    text = "\n".join(["---", *lines, "---", body or NO_BODY])
    text.encode("utf-8")
    return text


def in_order(mapping: Mapping[str, Any]) -> list[str]:
    """The keys of a record in the order in which they are written."""

    def place(key: str) -> tuple[int, int]:
        entry = RELATED_KEY.fullmatch(key)
        return (len(_PLACES) + 1, int(entry[1])) if entry else (_PLACES.get(key, len(_PLACES)), 0)

    return sorted(mapping, key=place)


def _entry(key: str, value: Any, indent: int, folded: Collection[str] = ()) -> Iterator[str]:
    """The lines of one key and its value. Texts of the keys in ``folded`` are folded."""
    head = f"{' ' * indent}{_key(key)}:"
    if isinstance(value, dict) and value:
        yield head
        if not indent and RELATED_KEY.fullmatch(key):
            yield from _mapping(value, 4, _IN_RELATED, _FOLDED_IN_RELATED)
        elif not indent and key == "seo":
            yield from _mapping(value, 2, _IN_SEO, _FOLDED_IN_SEO)
        else:
            yield from _mapping(value, indent + 2)
    elif isinstance(value, list) and value:
        yield head
        yield from _list(value, indent + 2)
    else:
        # the catalogue indents texts by 4 at the top, 4 below seo, 8 below a related article
        yield from _scalar(head, value, indent, 2 if indent % 4 else 4, key in folded)


def _mapping(
    value: Mapping[str, Any], indent: int, order: Sequence[str] = (), folded: Collection[str] = ()
) -> Iterator[str]:
    """The lines of a block; the keys in ``order`` come first."""
    for key in sorted(value, key=lambda key: order.index(key) if key in order else len(order)):
        yield from _entry(key, value[key], indent, folded)


def _list(items: list[Any], indent: int) -> Iterator[str]:
    for item in items:
        if isinstance(item, dict) and item:
            lines = list(_mapping(item, indent + 2))
        elif isinstance(item, list) and item:
            lines = list(_list(item, indent + 2))
        else:
            lines = list(_scalar(f"{' ' * indent}-", item, indent, 2, False))
        yield f"{' ' * indent}- {lines[0][indent + 2 :]}"
        yield from lines[1:]


def _scalar(head: str, value: Any, indent: int, step: int, folded: bool) -> Iterator[str]:
    """The lines of a text after its key or dash. The lines of a block are indented ``step`` more than the key."""
    if not isinstance(value, str):
        yield f"{head} {'null' if value is None else '[]' if isinstance(value, list) else '{}'}"
    elif not value or _NOT_RAW.search(value) or not value.strip():
        yield f"{head} {_quoted(value)}"
    elif "\n" in value:
        yield f"{head} |{_chomping(value, step)}"
        inside = " " * (indent + step)
        yield from (inside + line if line else "" for line in value.removesuffix("\n").split("\n"))
    elif folded and value.strip(" \t") == value:
        yield f"{head} >-"
        yield f"{' ' * (indent + step)}{value}"
    else:
        yield f"{head} {value if is_plain(value) else _quoted(value)}"


def _chomping(value: str, step: int) -> str:
    """The indicators after ``|``: the indentation, if the first line hides it, and the treatment of the last line
    break."""
    shown = str(step) if value[0] in " \t\n" else ""
    if not value.endswith("\n"):
        return f"{shown}-"
    return f"{shown}+" if value.endswith("\n\n") else shown


def is_plain(text: str) -> bool:
    """Whether a text of one line needs no quotes, also for a parser that guesses types."""
    if not (text[0].isalnum() or text[0] in "/-" or text[0] == "_"):
        return False
    if _TYPED.fullmatch(text):
        return True
    if text[0] == "-" or text[-1] in " :" or ": " in text or " #" in text or "\t" in text:
        return False
    guessed = yaml.SafeLoader.yaml_implicit_resolvers.get(text[0], [])
    return not any(pattern.match(text) for _, pattern in guessed) and text.lower() not in ("y", "n")


@lru_cache(maxsize=1_024)
def _key(key: str) -> str:
    if len(key) > LONGEST_KEY:
        raise ValueError(f"the key {key[:40]}… is longer than {LONGEST_KEY:,} characters")
    if key and not _NOT_RAW.search(key) and "\n" not in key and ":" not in key and is_plain(key):
        return key
    return _quoted(key)


def _quoted(text: str) -> str:
    """The text in double quotes. YAML has all escapes of JSON."""
    escaped = json.dumps(text, ensure_ascii=False)
    return _NOT_IN_JSON.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped)
