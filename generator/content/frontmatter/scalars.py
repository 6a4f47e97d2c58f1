"""Words of the front matter → values, and back into the words of a finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_IDENTIFIER = re.compile(r"-?[0-9]{1,18}")


def name(key: tuple[str | int, ...]) -> str:
    """A key as findings call it: ``seo.title``."""
    return ".".join(str(step) for step in key)


def shown(text: str) -> str:
    """A value as findings quote it."""
    return repr(text if len(text) <= 60 else text[:57] + "…")


def reason(text: str) -> str:
    """``withdrawn`` holds a reason; an editor may also have written it as a switch."""
    return {"false": "", "no": "", "true": "no reason is given", "yes": "no reason is given"}.get(text.casefold(), text)


def identifier(text: str) -> int:
    """A record's id: a whole number of up to 18 digits that is not 0; raises ``ValueError``."""
    if not _IDENTIFIER.fullmatch(text) or not int(text):
        raise ValueError(text)
    return int(text)


def identifier_or_none(text: str) -> int | None:
    """The same; ``None`` for any other text."""
    try:
        return identifier(text)
    except ValueError:
        return None


def codes(words: Iterable[str]) -> Iterator[str]:
    """The codes of findings that ``check_ignore`` names, in capitals."""
    return (word.strip().upper() for word in words if word.strip())
