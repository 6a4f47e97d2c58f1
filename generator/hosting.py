"""What the host of the authored pages (MkDocs) contributes to a site, and when it need not be asked again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from generator import files
from generator.catalogue import Loaded
from generator.config import Settings
from generator.model import Link
from generator.pages import AuthoredView
from generator.reading import Changes

KIND = "authored and static"
"""The kind of output that the host writes."""


@dataclass(frozen=True, slots=True)
class Home:
    """The authored introduction of the home page."""

    view: AuthoredView
    title: str
    description: str


@dataclass(slots=True)
class Host:
    """The navigation's top level, every further page in it, the theme's stylesheet; the home page's own text.

    ``listed`` are the authored pages' files that search engines may list; ``messages`` what the host warned of.
    """

    nav: tuple[Link, ...]
    more: tuple[Link, ...]
    stylesheet: str
    home: Home | None = None
    listed: set[str] = field(default_factory=set)
    messages: tuple[str, ...] = ()


def key(site: bytes, settings: Settings, content: files.Content, changes: Changes, loaded: Loaded) -> bytes | None:
    """What the host's work depends on; ``None`` where that cannot be told (plugins and hooks may read anything).

    That is the fingerprint of configuration and templates, the authored pages and static files, and where records
    stand and what they are called: authored pages and the navigation link to them.
    """
    if not settings.is_host_repeatable:
        return None
    seen = hashlib.blake2b(site, digest_size=16)
    for path in sorted(loaded.authored):
        row = changes.sources.get(path) or changes.known[path]
        seen.update(f"\n{path}".encode() + row.digest)
    for path, stamp in content.static.items():
        seen.update(f"\n{path}\n{stamp}".encode())
    for record in loaded.library.published:
        seen.update(f"\n{record.path}\n{record.url}\n{record.title}".encode())
    return seen.digest()
