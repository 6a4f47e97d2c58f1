"""The option ``limits``: what one content file may need before a build goes on without it."""

from __future__ import annotations

from pathlib import Path

from generator.config.amounts import parse_amount
from generator.config.values import mapping
from generator.system.errors import ConfigError
from generator.system.workers.held import Limits

_LEAST = 10_000_000
"""Bytes of memory that reading any file needs."""


def parse(value: object, config: Path) -> Limits:
    """Return the configured limits. Raises ``ConfigError``."""
    given = mapping(value or None, Limits._fields, f"{config}: limits")
    usual = Limits()
    seconds = given.get("seconds", usual.seconds)
    if isinstance(seconds, bool) or not isinstance(seconds, int) or seconds < 1:
        raise ConfigError(f"{config}: limits: seconds: {seconds!r} is not valid; write a whole number of at least 1")
    try:
        memory = parse_amount(str(given.get("memory", usual.memory)))
    except ValueError:
        raise ConfigError(f"{config}: limits: memory: {given['memory']!r} is not a size; write it as 1 GB") from None
    if memory < _LEAST:
        raise ConfigError(f"{config}: limits: memory: {given['memory']!r} is too little; write at least 10 MB")
    return Limits(seconds, memory)
