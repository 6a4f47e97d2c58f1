"""Words of the front matter → values, and back into the words of a finding."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def name(key: tuple[str | int, ...]) -> str:
    """A key as findings call it: ``seo.title``."""
    return ".".join(str(step) for step in key)


def shown(text: str) -> str:
    """A value as findings quote it."""
    return repr(text if len(text) <= 60 else text[:57] + "…")


def reason(text: str) -> str:
    """``withdrawn`` holds a reason; an editor may also have written it as a switch."""
    return {"false": "", "no": "", "true": "no reason is given", "yes": "no reason is given"}.get(text.casefold(), text)


def positive(text: str) -> int:
    """A whole number above 0; raises ``ValueError``."""
    if not (text.isascii() and text.isdigit() and int(text[:20]) > 0 and len(text) <= 18):
        raise ValueError(text)
    return int(text)


def codes(words: Iterable[str]) -> Iterator[str]:
    """The codes of findings that ``check_ignore`` names, in capitals."""
    return (word.strip().upper() for word in words if word.strip())
