"""Edits to one content file, collected before any of them is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import unquote

from generator.catalogue.entry import read_one
from generator.editing import references
from generator.editing.cuts import Surgery, operate
from generator.model.answer import Target

Work = Callable[[Surgery], None]


class Finished(NamedTuple):
    """An edited file: its new content, and each change with the reason why it was not made (empty: it was made).

    The first ``keys`` rows are changes of keys, the others of links.
    """

    data: bytes
    rows: list[tuple[str, str]]
    keys: int


def replaced(key: tuple[str | int, ...], value: str) -> Work:
    """The change that gives a key another text."""
    return lambda surgery: surgery.replace(key, value)


class FileEdits:
    """The changes to one file."""

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self._works: list[tuple[str, Work]] = []
        self._links: list[tuple[Target, str]] = []

    def add(self, about: str, work: Work) -> None:
        """Add a change; ``about`` describes it to the editor."""
        self._works.append((about, work))

    def link(self, target: Target, href: str) -> None:
        """Change the address of a link; an empty address removes the link and keeps its text."""
        self._links.append((target, href))

    def finish(self, targets: tuple[Target, ...] | None) -> Finished:
        """Make the changes; ``targets`` are the current links of the text, ``None`` for an authored page."""
        text = self.data.decode("utf-8")
        links = sorted(self._links, key=lambda link: link[0].offset, reverse=True)
        if targets is None:
            for target, href in links:
                text = text[: target.offset] + href + text[target.offset + len(target.href) :]
            return Finished(text.encode("utf-8"), [(_described(*link), "") for link in links], 0)
        works = [*self._works, *((_described(target, href), _relinked(target, href)) for target, href in links)]
        new, reasons = operate(text, [work for _, work in works])
        given = {
            target: href
            for (target, href), reason in zip(links, reasons[len(self._works) :], strict=True)
            if not reason
        }
        entry, _ = read_one(self.path, new.encode("utf-8"), b"")
        now = [unquote(target.href) for target in entry.rendered.targets] if entry.rendered else []
        if given and now != [unquote(href) for target in targets if (href := given.get(target, target.href))]:
            new, reasons = operate(text, [work for _, work in self._works])
            reasons += ["its place in the text is not certain"] * len(links)
        rows = [(about, reason) for (about, _), reason in zip(works, reasons, strict=True)]
        return Finished(new.encode("utf-8"), rows, len(self._works))


def _described(target: Target, href: str) -> str:
    return f"link {target.href} → {href}" if href else f"link {target.href} removed, its text kept"


def _relinked(target: Target, href: str) -> Work:
    def work(surgery: Surgery) -> None:
        text = surgery.body if target.in_body else str(surgery.mapping["answer"])
        plain = unquote(target.href)  # addresses are percent-encoded, whatever the text has
        old = plain if text.startswith(plain, target.offset) else target.href
        cuts = [(target.offset, old)] if href else references.markup(text, target.offset, old)
        for at, cut in cuts:
            if target.in_body:
                surgery.splice_body(at, cut, href)
            else:
                surgery.splice(("answer",), at, cut, href)

    return work
