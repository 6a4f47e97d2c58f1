"""The option ``files``: endings of active files that are published all the same."""

from __future__ import annotations

from pathlib import Path

from generator.content.endings import ACTIVE
from generator.system.errors import ConfigError


def parse(value: object, config: Path) -> tuple[str, ...]:
    """Return the configured endings in lower case, sorted. Raises ``ConfigError``."""
    if value is None:
        return ()
    if not isinstance(value, list):
        raise ConfigError(f"{config}: files: {value!r} is not a list; write it as [html, js]")
    given = {str(ending).lower().removeprefix(".") for ending in value}
    unknown = sorted(given - ACTIVE)
    if unknown:
        raise ConfigError(f"{config}: files: {unknown[0]!r} is not among {', '.join(sorted(ACTIVE))}")
    return tuple(sorted(given))
