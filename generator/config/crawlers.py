"""What the configuration's ``robots`` asks of crawlers: user agents, and the paths of the site that each leaves out."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

from generator.system.errors import ConfigError

Rules = tuple[tuple[str, tuple[str, ...]], ...]
"""User agents and their paths, in the configuration's order."""
_AGENT = re.compile(r"\*|[A-Za-z0-9._-]+")
_PATH = re.compile(r"/[^\s#\x00-\x1f\x7f]*")
_EXAMPLE = "write one `GPTBot: /` or `'*': [/search/, /drafts/]` a user agent"


def parse(configured: object, config: Path) -> Rules:
    """The rules that ``robots`` gives; paths are percent-encoded. Raises ``ConfigError``."""
    if configured is None or configured == {}:
        return ()
    if not isinstance(configured, dict):
        raise ConfigError(f"{config}: robots: {configured!r} is no block of user agents; {_EXAMPLE}")
    known: dict[str, str] = {}
    rules = []
    for agent, paths in configured.items():
        if not isinstance(agent, str) or not _AGENT.fullmatch(agent):
            raise ConfigError(
                f"{config}: robots: {agent!r} is no user agent (letters, digits, `.`, `_`, `-`, or `*`); {_EXAMPLE}"
            )
        if agent.casefold() in known:
            raise ConfigError(
                f"{config}: robots: {agent} is {known[agent.casefold()]} once more; put their paths together"
            )
        known[agent.casefold()] = agent
        rules.append((agent, _paths(agent, paths, config)))
    return tuple(rules)


def _paths(agent: str, paths: object, config: Path) -> tuple[str, ...]:
    listed = paths if isinstance(paths, list) else [paths]
    for path in listed:
        if not isinstance(path, str) or not _PATH.fullmatch(path):
            raise ConfigError(
                f"{config}: robots: {agent}: {path!r} is no path; write it from the site's root without spaces, "
                "such as /search/, or / for everything"
            )
    if not listed:
        raise ConfigError(f"{config}: robots: {agent}: names no path; write / for everything, or take the line out")
    return tuple(quote(path, safe="/%*$~!&'()+,;=:@?-._") for path in dict.fromkeys(listed))
