"""Positions of the addresses of links and images in a text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import unquote

from generator.content.answers.source.marks import Scanned
from generator.content.answers.source.matches import Matches
from generator.content.answers.source.places import Places

_OPENING = r"\]\(\s*<?"
"""The text before the address of a link or an image."""
_OPENINGS = re.compile(_OPENING)
_BEGINS = re.compile(r"(?<![^\W_])(?<![/.@])")
"""The place before an address without ``[…](…)``."""
_CONTINUES = re.compile(r"[^\W_]|[/%]")
_FIRST_REACH = 200
_DEFINITION = re.compile(r"\]: (\S+)")


class Destinations:
    """The addresses of one text, found in the order of the HTML."""

    def __init__(self, scanned: Scanned) -> None:
        self._scanned = scanned
        self._places = Places(scanned.text)
        self._next = Matches(scanned.text).next
        self._cursor = 0

    def next(self, href: str, by_itself: bool = False) -> int:
        """The offset, in the decoded text, of the next address that could have resulted in ``href``.

        ``by_itself``: the link shows its address, so it may be written without ``[…](…)``.
        """
        spellings = tuple(dict.fromkeys((*shown_as(href), unquote(href)))) if href else ()
        find = self._alone if by_itself else self._in_brackets
        at = self._places.first(self._cursor, lambda start, end: find(spellings, start, end)) if spellings else -1
        if at >= 0:
            self._cursor = at + next(len(spelling) for spelling in spellings if self._is_whole(spelling, at))
            return at
        for spelling in spellings:  # a reference: its definition may be anywhere
            if spelling in self._definitions:
                return self._definitions[spelling]
        blocked, end = self._next(_OPENING, self._cursor)
        self._cursor = end if end > blocked else self._cursor
        return self._cursor

    def _in_brackets(self, spellings: tuple[str, ...], start: int, end: int) -> Iterator[int]:
        for opening in _OPENINGS.finditer(self._scanned.text, start, end):
            at = opening.end()
            if any(self._is_whole(spelling, at) for spelling in spellings) and self._fits(at):
                yield at

    def _alone(self, spellings: tuple[str, ...], start: int, end: int) -> Iterator[int]:
        reach = start
        while reach < end:  # more and more of the text, because only one of the spellings may be there
            reach = min(end, start + 4 * (reach - start) + _FIRST_REACH)
            found = [self._first(spelling, start, min(end, reach + len(spelling))) for spelling in spellings]
            yield from sorted(at for at in found if at >= 0)

    def _first(self, spelling: str, start: int, end: int) -> int:
        def fits(at: int) -> bool:
            is_begun = _BEGINS.match(self._scanned.text, at) is not None
            return is_begun and self._is_whole(spelling, at) and self._fits(at)

        return next(self._places.occurrences(spelling, start, end, fits), -1)

    def _is_whole(self, spelling: str, at: int) -> bool:
        text = self._scanned.text
        return text.startswith(spelling, at) and not _CONTINUES.match(text, at + len(spelling))

    def _fits(self, at: int) -> bool:
        return not self._scanned.in_code(at) and not _is_definition(self._scanned.text, at)

    @cached_property
    def _definitions(self) -> dict[str, int]:
        """The offset of each address in a definition: ``[name]: address``."""
        definitions: dict[str, int] = {}
        for found in _DEFINITION.finditer(self._scanned.text):
            definitions.setdefault(found[1], found.start(1))
        return definitions


def _is_definition(text: str, at: int) -> bool:
    return text[max(0, at - 9) : at].rstrip(" \t<").endswith("]:")


def shown_as(href: str) -> tuple[str, ...]:
    """The texts that an address without ``[…](…)`` may have."""
    return href, href.removeprefix("http://"), href.removeprefix("mailto:")
