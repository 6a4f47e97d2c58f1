"""The option ``outputs``: what a build writes."""

from __future__ import annotations

from pathlib import Path

from generator.system.errors import ConfigError

USUAL_OUTPUTS = ("pages", "listings", "redirects", "search", "sitemap", "robots", "schema", "feeds", "llms", "study")
"""What a build writes by default. Twins would add half the size of the pages, decks a fifth or more."""
ALL_OUTPUTS = (*USUAL_OUTPUTS, "twins", "anki")
"""What a build can write. It always writes assets and the 404 page."""


def chosen_outputs(value: object, config: Path) -> tuple[str, ...]:
    """Return the configured outputs, given as a list or separated by commas, in the order of ``ALL_OUTPUTS``.

    Raises ``ConfigError``.
    """
    if value is None:
        return USUAL_OUTPUTS
    names = value if isinstance(value, list) else str(value).split(",")
    chosen = {str(name).strip() for name in names}
    unknown = sorted(chosen - set(ALL_OUTPUTS))
    if unknown:
        raise ConfigError(f"{config}: outputs: unknown output {unknown[0]!r}; use {', '.join(ALL_OUTPUTS)}")
    return tuple(name for name in ALL_OUTPUTS if name in chosen)
