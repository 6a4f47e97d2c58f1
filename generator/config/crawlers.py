"""The option ``robots``: which paths of the site each crawler must skip."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from generator.system.errors import ConfigError

Rules = tuple[tuple[str, tuple[str, ...]], ...]
"""User agents with their paths, in the order of the configuration."""
_AGENT = re.compile(r"\*|[A-Za-z0-9._-]+")
_PATH = re.compile(r"/[^\s#\x00-\x1f\x7f]*")
_EXAMPLE = "write `GPTBot: /` or `'*': [/search/, /drafts/]` for each user agent"


def parse(configured: object, config: Path) -> Rules:
    """Return the configured rules, with percent-encoded paths. Raises ``ConfigError``."""
    if configured is None or configured == {}:
        return ()
    if not isinstance(configured, dict):
        raise ConfigError(f"{config}: robots: {configured!r} is not a mapping of user agents; {_EXAMPLE}")
    known: dict[str, str] = {}
    rules = []
    for agent, paths in configured.items():
        if not isinstance(agent, str) or not _AGENT.fullmatch(agent):
            raise ConfigError(
                f"{config}: robots: {agent!r} is not a user agent (letters, digits, `.`, `_`, `-`, or `*`); {_EXAMPLE}"
            )
        if agent.casefold() in known:
            raise ConfigError(
                f"{config}: robots: {known[agent.casefold()]} and {agent} are the same user agent; combine their paths"
            )
        known[agent.casefold()] = agent
        rules.append((agent, _paths(agent, paths, config)))
    return tuple(rules)


def _paths(agent: str, paths: object, config: Path) -> tuple[str, ...]:
    listed = paths if isinstance(paths, list) else [paths]
    for path in listed:
        if not isinstance(path, str) or not _PATH.fullmatch(path):
            raise ConfigError(
                f"{config}: robots: {agent}: {path!r} is not a path; write it from the site's root without spaces, "
                "such as /search/, or / for everything"
            )
    if not listed:
        raise ConfigError(f"{config}: robots: {agent}: has no path; write / for everything, or remove the line")
    return tuple(quote(path, safe="/%*$~!&'()+,;=:@?-._") for path in dict.fromkeys(listed))
