"""The records whose titles ask the same as a title that resolves to none: what an editor may have meant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice, product

from generator.model import slugs
from generator.model.record import Record, Related
from generator.model.typos import Vocabulary

_SAYS_LITTLE = frozenset(
    """a an the and or of in on at by for with as is are was were be been being do does did can could should would may
    might will has have had what which how you one we it its their this that these those there some any describe
    explain concept define discuss outline identify provide give main key primary major common important basic various
    different specific overall please""".split()
)
"""Words without which a question asks the same."""
_DIRECTED = frozenset("to from into affect affects influence influences cause causes impact impacts".split())
"""Words around which the order of the others matters: radians to degrees, degrees to radians."""
_ENDINGS = ("ing", "ed", "es", "s", "e")
_SHORTEST_ROOT = 4
_MOST_SPELLINGS = 50


class Candidates:
    """An index of titles by the words that matter, made when it is first used: most catalogues never use it.

    Two titles are near when these words are the same, whatever their order and endings, or one letter of a word that
    no title has was mistyped. Everything else is another question, and no suggestion is better than a wrong one.
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
        """Up to ``limit`` records other than ``own_id``; empty when none is near."""
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
        """The roots of the words, each unknown word replaced by the known ones that it may be a typo of."""
        choices = [
            [root]
            if (root := _root(word)) in self._roots
            else sorted({_root(near) for near in self._vocabulary.near(word)})
            for word in words
        ]
        return map(list, islice(product(*choices), _MOST_SPELLINGS)) if words else iter(())


def _words(title: str) -> list[str]:
    """The words that matter."""
    return [word for word in slugs.loose_title_words(title) if word not in _SAYS_LITTLE]


def _root(word: str) -> str:
    """A word without its ending."""
    ending = next((end for end in _ENDINGS if word.endswith(end) and len(word) >= len(end) + _SHORTEST_ROOT), "")
    return word.removesuffix(ending)
