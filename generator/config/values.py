"""Read common kinds of option values: mappings, switches and colours. All functions raise ``ConfigError``."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any
from urllib.parse import SplitResult, urlsplit

from generator.system.errors import ConfigError

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


def mapping(value: object, keys: Collection[str], where: str) -> dict[str, Any]:
    """Return a mapping that has only known keys; an empty one if the option is not set."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ConfigError(f"{where}: {value!r} is not a mapping; use the keys {', '.join(keys)}")
    unknown = sorted(set(value) - set(keys), key=str)
    if unknown:
        raise ConfigError(f"{where}: unknown key {unknown[0]!r}; use one of {', '.join(keys)}")
    return value


def flag(value: object, where: str) -> bool:
    """Return a switch; false if the option is not set."""
    if value is None or isinstance(value, bool):
        return bool(value)
    raise ConfigError(f"{where}: {value!r} is not valid; write true or false")


def colour(value: object, where: str) -> str:
    """Return a colour such as ``#0b6e75``; empty if the option is not set."""
    text = str(value or "")
    if text and not _COLOUR.fullmatch(text):
        raise ConfigError(f"{where}: {text!r} is not a colour; write it as '#0b6e75'")
    return text


def address(url: str, where: str) -> SplitResult:
    """Return the parts of an address, which may be relative."""
    try:
        return urlsplit(url)
    except ValueError as error:
        raise ConfigError(
            f"{where}: {url!r} is not an address ({error}); write it as https://example.org/path"
        ) from None
