"""The option ``subjects``: names, addresses and colours that win over what records say of their subjects."""

from __future__ import annotations

from pathlib import Path

from generator.config.identity import COLOUR, flag
from generator.model import slugs
from generator.model.record import Subject
from generator.system.errors import ConfigError

_KEYS = ("slug", "colour", "introduction", "medical")


def parse(configured: object, config: Path) -> tuple[Subject, ...]:
    """The configured subjects. Raises ``ConfigError``."""
    if not configured:
        return ()
    if not isinstance(configured, dict):
        raise ConfigError(f"{config}: subjects: write one `Name: {{slug: …, colour: …, introduction: …}}` a subject")
    return tuple(
        _subject(str(name), values if values is not None else {}, config) for name, values in configured.items()
    )


def _subject(name: str, values: object, config: Path) -> Subject:
    where = f"{config}: subjects: {name}"
    if not isinstance(values, dict):
        raise ConfigError(f"{where}: {values!r} is no block of keys ({', '.join(_KEYS)})")
    unknown = sorted(set(values) - set(_KEYS), key=str)
    if unknown:
        raise ConfigError(f"{where}: unknown key {unknown[0]!r}; known are {', '.join(_KEYS)}")
    colour = str(values.get("colour") or "")
    if colour and not COLOUR.fullmatch(colour):
        raise ConfigError(f"{where}: colour {colour!r}; write it as '#0b6e75'")
    slug = str(values.get("slug") or slugs.subject_slug(name))
    if not slug or slugs.slug(slug.replace("-", " ")) != slug:
        raise ConfigError(f"{where}: slug {slug!r}; use lower-case letters, digits and hyphens")
    medical = flag(values.get("medical"), f"subjects: {name}: medical", config)
    return Subject(name, slug, colour, str(values.get("introduction") or ""), medical)
