"""Rules for files that are copied into the site: what a browser would run in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from generator.content import endings
from generator.content.svg.cleaner import Removal, SvgError, clean
from generator.model.finding import Finding

_NAMED = 4


def active(paths: Iterable[str], allowed: Collection[str]) -> Iterator[Finding]:
    """Report files that a browser or a web server runs, unless the configuration allows their ending."""
    for path in paths:
        ending = endings.active(path)
        if ending and ending not in allowed:
            message = f"browsers or web servers run .{ending} files, so it is not published"
            yield Finding(path, "QT157", message, f"remove it, or allow `files: [{ending}]` in the configuration").at(
                1, 1
            )


def drawing(path: str, data: bytes) -> list[Finding]:
    """Report what is removed from an SVG file when it is published, and a file that cannot be read."""
    try:
        removed = clean(data).removed
    except SvgError as error:
        return [Finding(path, "QT159", error.message, error.remedy).at(*_place(data, error.offset))]
    if not removed:
        return []
    named = ", ".join(f"{name} (line {_place(data, offset)[0]})" for name, offset in removed[:_NAMED])
    rest = f" and {len(removed) - _NAMED} more" if len(removed) > _NAMED else ""
    message = f"parts are removed when this is published: {named}{rest}"
    return [Finding(path, "QT158", message, _remedy(removed)).at(*_place(data, removed[0].offset))]


def _place(data: bytes, offset: int) -> tuple[int, int]:
    """The line and the column of a byte."""
    before = data[data.rfind(b"\n", 0, offset) + 1 : offset]
    return data.count(b"\n", 0, offset) + 1, len(before.decode("utf-8", "replace")) + 1


def _remedy(removed: Iterable[Removal]) -> str:
    if any(one.name == "foreignObject" for one in removed):
        return "export texts as SVG text (in Mermaid, `htmlLabels: false`), and look at the result"
    return "remove them, or look at the result in `quicktakes serve`"
