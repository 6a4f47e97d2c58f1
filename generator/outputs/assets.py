"""The stylesheet, the script and the icon, under names that carry their content's hash (the icon keeps its name)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from generator.content.answers.math import styles
from generator.model.record import Subject
from generator.outputs.output import Catalogue, Output

_ON_DEMAND = ("previews.js", "cite.js", "study.js")
_NOT_NEEDED = re.compile(rb"^(?:[ \t]*//.*\n|\s+)", re.MULTILINE)
"""Lines of comments, and indentation."""
_DARK = 0.55
"""How far a subject's colour is mixed with white to be read on a dark page."""


def outputs(catalogue: Catalogue) -> Iterator[Output]:
    """Every asset of the generator's own."""
    settings = catalogue.settings
    yield stylesheet(settings.templates, settings.subjects, settings.identity.colour)
    yield script(settings.templates)
    yield from on_demand(settings.templates)
    if "search" in settings.outputs:
        yield _hashed("search.js", _asset(settings.templates, "search.js"))
        yield _hashed("search-core.js", _asset(settings.templates, "search-core.js"))
    yield "assets/icon.svg", _asset(settings.templates, "icon.svg")


def search_scripts(templates: Iterable[Path]) -> tuple[str, str]:
    """The paths of the scripts that a reader's first search loads."""
    return _hashed("search.js", _asset(templates, "search.js"))[0], _hashed(
        "search-core.js", _asset(templates, "search-core.js")
    )[0]


def stylesheet(templates: Iterable[Path], subjects: Sequence[Subject], colour: str = "") -> Output:
    """The stylesheet with the looks of formulas and the configured colours: the site's own, and each subject's."""
    rules = styles.stylesheet() + (_rules("", colour) if colour else "")
    rules += "".join(_rules(f".qt-{subject.slug}", subject.colour) for subject in subjects if subject.colour)
    return _hashed("quicktakes.css", _asset(templates, "quicktakes.css") + rules.encode())


def script(templates: Iterable[Path]) -> Output:
    """The one script that every page loads; it names those that it loads when a reader asks for them."""
    templates = tuple(templates)
    data = _asset(templates, "quicktakes.js")
    for name, (path, _) in zip(_ON_DEMAND, on_demand(templates), strict=True):
        data = data.replace(f"./{name}".encode(), f"./{path.removeprefix('assets/')}".encode())
    return _hashed("quicktakes.js", data)


def on_demand(templates: Iterable[Path]) -> list[Output]:
    """The scripts that ``script`` loads when a reader asks for what they do, without what only their authors need.

    Whoever replaces one: no text within it may have lines of its own that begin with spaces or ``//``.
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
    """A colour for what stands in elements of a class (empty: for the whole page), and a lighter one on dark paper."""
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    light = "#" + "".join(f"{round(c + (255 - c) * _DARK):02x}" for c in channels)
    within = f" {name}" if name else ""
    return (
        f"{name or ':root'}{{--qt-accent:{colour};--md-typeset-a-color:{colour}}}\n"
        f':root[data-theme="dark"]{within}{{--qt-accent:{light};--md-typeset-a-color:{light}}}\n'
        f'@media(prefers-color-scheme:dark){{:root:not([data-theme="light"]){within}'
        f"{{--qt-accent:{light};--md-typeset-a-color:{light}}}}}\n"
    )
