"""Positions of the addresses of links and images in a text."""

from __future__ import annotations

import re
from urllib.parse import unquote

from generator.content.answers.source.marks import Scanned

_DESTINATION, _AUTOLINK = r"\]\(\s*<?", r"(?<![^\W_])(?<![/.@])"
"""The text before the address of a link, and before an address without ``[…](…)``."""
_ENDS = r"(?![^\W_]|[/%])"
_BLOCKED = re.compile(r"\]\(\s*<?")


class Destinations:
    """The addresses of one text, found in the order of the HTML."""

    def __init__(self, scanned: Scanned) -> None:
        self._scanned = scanned
        self._cursor = 0

    def next(self, href: str, by_itself: bool = False) -> int:
        """The offset, in the decoded text, of the next address that could have resulted in ``href``.

        ``by_itself``: the link shows its address, so it may be written without ``[…](…)``.
        """
        text = self._scanned.text
        spellings = (*shown_as(href), unquote(href)) if href else ()
        before = f"{_DESTINATION}|{_AUTOLINK}" if by_itself else _DESTINATION
        address = re.compile(f"(?:{before})({'|'.join(map(re.escape, spellings))}){_ENDS}")
        for found in address.finditer(text, self._cursor) if spellings else ():
            at = found.start(1)
            if not self._scanned.in_code(at) and not _is_definition(text, at):
                self._cursor = found.end()
                return at
        for spelling in spellings:  # a reference: its definition may be anywhere
            at = text.find(f"]: {spelling}")
            if at >= 0:
                return at + len("]: ")
        blocked = _BLOCKED.search(text, self._cursor)
        self._cursor = blocked.end() if blocked else self._cursor
        return self._cursor


def _is_definition(text: str, at: int) -> bool:
    return text[max(0, at - 9) : at].rstrip(" \t<").endswith("]:")


def shown_as(href: str) -> tuple[str, ...]:
    """The texts that an address without ``[…](…)`` may have."""
    return href, href.removeprefix("http://"), href.removeprefix("mailto:")
