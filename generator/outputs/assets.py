"""Stylesheet, scripts and icon. Except for the icon, their file names contain a hash of the content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from generator.content.answers.math import styles
from generator.model.record import Subject
from generator.outputs.output import Catalogue, Output

_SEARCH = ("search.js", "search-core.js")
_ON_DEMAND = ("previews.js", "cite.js", "study.js")
_NOT_NEEDED = re.compile(rb"^(?:[ \t]*//.*\n|\s+)", re.MULTILINE)
"""Comment lines and indentation."""
_DARK = 0.55
"""The share of white in a subject's colour on dark pages, for contrast."""


def outputs(catalogue: Catalogue) -> Iterator[Output]:
    """All assets of the generator."""
    settings = catalogue.settings
    yield stylesheet(settings.templates, settings.subjects, settings.identity.colour)
    yield script(settings.templates)
    yield from on_demand(settings.templates)
    if "search" in settings.outputs:
        yield from (_hashed(name, _asset(settings.templates, name)) for name in _SEARCH)
    yield "assets/icon.svg", _asset(settings.templates, "icon.svg")


def search_scripts(templates: Iterable[Path]) -> tuple[str, str]:
    """The paths of the two scripts that the first search loads."""
    search, core = (_hashed(name, _asset(templates, name))[0] for name in _SEARCH)
    return search, core


def stylesheet(templates: Iterable[Path], subjects: Sequence[Subject], colour: str = "") -> Output:
    """The stylesheet, with the styles of formulas and the configured colours of the site and of each subject."""
    rules = styles.stylesheet() + (_rules("", colour) if colour else "")
    rules += "".join(_rules(f".qt-{subject.slug}", subject.colour) for subject in subjects if subject.colour)
    return _hashed("quicktakes.css", _asset(templates, "quicktakes.css") + rules.encode())


def script(templates: Iterable[Path]) -> Output:
    """The script that every page loads, with the paths of the scripts that it loads on demand."""
    templates = tuple(templates)
    data = _asset(templates, "quicktakes.js")
    for name, (path, _) in zip(_ON_DEMAND, on_demand(templates), strict=True):
        data = data.replace(f"./{name}".encode(), f"./{path.removeprefix('assets/')}".encode())
    return _hashed("quicktakes.js", data)


def on_demand(templates: Iterable[Path]) -> list[Output]:
    """The scripts that ``script`` loads on demand, without comments and indentation.

    A template literal in these scripts must not have lines that begin with spaces or ``//``.
    """
    return [_hashed(name, _NOT_NEEDED.sub(b"", _asset(templates, name))) for name in _ON_DEMAND]


def _asset(templates: Iterable[Path], name: str) -> bytes:
    for folder in templates:
        path = folder / "assets" / name
        if path.is_file():
            return path.read_bytes()
    raise FileNotFoundError(f"assets/{name} not found in the template folders")


def _hashed(name: str, data: bytes) -> Output:
    stem, _, ending = name.rpartition(".")
    return f"assets/{stem}.{hashlib.sha256(data).hexdigest()[:8]}.{ending}", data


def _rules(name: str, colour: str) -> str:
    """CSS for the colour of a class of elements (empty: the whole page), with a lighter colour on dark pages."""
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    light = "#" + "".join(f"{round(c + (255 - c) * _DARK):02x}" for c in channels)
    within = f" {name}" if name else ""
    return (
        f"{name or ':root'}{{--qt-accent:{colour};--md-typeset-a-color:{colour}}}\n"
        f':root[data-theme="dark"]{within}{{--qt-accent:{light};--md-typeset-a-color:{light}}}\n'
        f'@media(prefers-color-scheme:dark){{:root:not([data-theme="light"]){within}'
        f"{{--qt-accent:{light};--md-typeset-a-color:{light}}}}}\n"
    )
