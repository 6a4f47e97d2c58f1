"""Suggest records for a title that is not found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice, product

from generator.model import slugs
from generator.model.record import Record, Related
from generator.model.typos import Vocabulary

_INSIGNIFICANT = frozenset(
    """a an the and or of in on at by for with as is are was were be been being do does did can could should would may
    might will has have had what which how you one we it its their this that these those there some any describe
    explain concept define discuss outline identify provide give main key primary major common important basic various
    different specific overall please""".split()
)
"""Words that do not change the meaning of a question."""
_DIRECTED = frozenset("to from into affect affects influence influences cause causes impact impacts".split())
"""Words that make the order of the others significant: radians to degrees, degrees to radians."""
_ENDINGS = ("ing", "ed", "es", "s", "e")
_SHORTEST_ROOT = 4
_MOST_SPELLINGS = 50


class Candidates:
    """An index of titles by their significant words. It is built on first use, because most catalogues do not need it.

    Two titles are near if these words are the same, in any order and with any ending, and except for typos in words
    that no title has. Anything else is another question: no suggestion is better than a wrong one.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = {record.id: record for record in records}

    @cached_property
    def _by_roots(self) -> dict[tuple[str, ...], list[Record]]:
        found: dict[tuple[str, ...], list[Record]] = defaultdict(list)
        for record in self._records.values():
            found[tuple(sorted(map(_root, _words(record.title))))].append(record)
        return found

    @cached_property
    def _roots(self) -> frozenset[str]:
        return frozenset(root for roots in self._by_roots for root in roots)

    @cached_property
    def _vocabulary(self) -> Vocabulary:
        return Vocabulary(word for record in self._records.values() for word in _words(record.title))

    def nearest(self, entry: Related, own_id: int, limit: int = 3) -> tuple[Record, ...]:
        """Return up to ``limit`` records near an entry, except for the record ``own_id``."""
        title = entry.title or entry.url.rsplit("/", 1)[-1].replace("-", " ")
        in_order = not _DIRECTED.isdisjoint(slugs.loose_title_words(title))
        near = (
            record
            for roots in self._spellings(_words(title))
            for record in self._by_roots.get(tuple(sorted(roots)), ())
            if record.id != own_id and not (in_order and roots != list(map(_root, _words(record.title))))
        )
        return tuple(islice(near, limit))

    def _spellings(self, words: Sequence[str]) -> Iterator[list[str]]:
        """Yield the roots of the words, with each unknown word replaced by known words that differ by a typo."""
        choices = [
            [root]
            if (root := _root(word)) in self._roots
            else sorted({_root(near) for near in self._vocabulary.near(word)})
            for word in words
        ]
        return map(list, islice(product(*choices), _MOST_SPELLINGS)) if words else iter(())


def _words(title: str) -> list[str]:
    """Return the significant words of a title."""
    return [word for word in slugs.loose_title_words(title) if word not in _INSIGNIFICANT]


def _root(word: str) -> str:
    """Return a word without its ending."""
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) >= len(end) + _SHORTEST_ROOT), "")
    return word.removesuffix(ending)
