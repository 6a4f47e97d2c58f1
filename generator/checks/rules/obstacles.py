"""Paths of the content folder that are not read, and paths that are one file on other computers."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator

from generator.checks.rules.addresses import RESERVED_FOLDERS
from generator.model.finding import Finding
from generator.system.tree import Kind, Obstacle

_GENERATED = {"404.html", "feed.json", "feed.xml", "index.html", "llms.txt", "robots.txt", "sitemap.xml"}
"""Files at the top of the site that a build makes."""
_FINDINGS: dict[Kind, tuple[str, str, str]] = {
    "outside": (
        "QT144",
        "a link leads out of the content folder, or to a hidden or excluded file, so it is not read",
        "copy the file to this place",
    ),
    "special": ("QT145", "neither a file nor a folder (a pipe, a device or a socket), so it is not read", "remove it"),
    "again": ("QT146", "a link to a folder, or a circle of links, so it is not read", "remove the link"),
    "name": ("QT147", "the name has characters that cannot be shown, or a backslash", "rename it"),
}


def obstacles(found: Iterable[Obstacle]) -> Iterator[Finding]:
    """Report what is not read."""
    for path, kind in found:
        code, message, remedy = _FINDINGS[kind]
        yield Finding(path, code, message, remedy).at(1, 1)


def clashes(paths: Iterable[str]) -> Iterator[Finding]:
    """Report paths that differ only in letter case or in how accents are encoded: a checkout on macOS or Windows keeps
    only one of the files."""
    groups: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        same = path.lower() if path.isascii() else unicodedata.normalize("NFC", path).casefold()
        groups[same].append(path)
    for group in groups.values():
        first, *rest = sorted(group)
        for path in rest:
            message = f"on many computers this is the same file as {first}"
            yield Finding(path, "QT148", message, "rename one of the two").at(1, 1)


def misplaced(static: Iterable[str], authored: Iterable[str], urls: Iterable[str]) -> Iterator[Finding]:
    """Report files with the name of a folder of the site, and files in a folder with the name of a generated file.

    ``urls`` are those of records and topics.
    """
    names = {path.casefold(): path for path in static}
    bare = {name for name in names if "." not in name.rpartition("/")[2]}  # for others, the url itself is refused
    taken = bare & {"learn", *RESERVED_FOLDERS}
    for url in urls if bare else ():
        segments = url.casefold().strip("/").split("/")
        taken |= bare & {"/".join(segments[:length]) for length in range(1, len(segments) + 1)}
    for name in sorted(taken):
        message = "the file has the name of a folder of the site"
        yield Finding(names[name], "QT122", message, "move or rename the file").at(1, 1)
    for path in (*names.values(), *authored):
        top, *folders = path.casefold().split("/")[:-1] or [""]
        found = top if top in _GENERATED else "index.html" if "index.html" in folders else ""
        if found:
            message = f"the file is in a folder with the name of the generated file {found}"
            yield Finding(path, "QT122", message, "rename the folder").at(1, 1)
