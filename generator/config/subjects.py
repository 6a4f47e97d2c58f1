"""The option ``subjects``: names, slugs and colours that override the spellings in records."""

from __future__ import annotations

from pathlib import Path

from generator.config.values import colour, flag, mapping
from generator.model import slugs
from generator.model.record import Subject
from generator.system.errors import ConfigError

_KEYS = ("slug", "colour", "introduction", "medical")


def parse(configured: object, config: Path) -> tuple[Subject, ...]:
    """Return the configured subjects. Raises ``ConfigError``."""
    if not configured:
        return ()
    if not isinstance(configured, dict):
        raise ConfigError(
            f"{config}: subjects: {configured!r} is not a mapping; write `Name: {{slug: …, colour: …}}` for each"
        )
    return tuple(_subject(str(name), f"{config}: subjects: {name}", values) for name, values in configured.items())


def _subject(name: str, where: str, value: object) -> Subject:
    values = mapping(value, _KEYS, where)
    slug = str(values.get("slug") or slugs.subject_slug(name))
    if not slug or slugs.slug(slug.replace("-", " ")) != slug:
        raise ConfigError(f"{where}: slug: {slug!r} is not a slug; use lower-case letters, digits and hyphens")
    return Subject(
        name=name,
        slug=slug,
        colour=colour(values.get("colour"), f"{where}: colour"),
        introduction=str(values.get("introduction") or ""),
        medical=flag(values.get("medical"), f"{where}: medical"),
    )
