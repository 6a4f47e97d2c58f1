"""The records whose titles are nearest to a title that resolves to none: what an editor may have meant."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from functools import cached_property

from generator.model import Record, Related

_WORD = re.compile(r"[^\W_]{3,}")
_CONSIDERED = 300
_COMMON = 2_000
"""A word in more titles than this tells little and costs much: it is used only when no other word is shared."""
_LEAST_SCORE = 50


class Candidates:
    """An index of titles by word: only titles that share a word are compared, so that 100,000 stay cheap."""

    def __init__(self, records: Iterable[Record]) -> None:
        self._records = {record.id: record for record in records}

    @cached_property
    def _with_word(self) -> dict[str, list[int]]:
        """Made when it is first asked for: most catalogues ask for nothing."""
        found: dict[str, list[int]] = defaultdict(list)
        for record in self._records.values():
            for word in _words(record.title):
                found[word].append(record.id)
        return found

    def nearest(self, entry: Related, own_id: int, limit: int = 3) -> tuple[Record, ...]:
        """Up to ``limit`` records other than ``own_id``, best first; empty when nothing comes near."""
        from rapidfuzz import fuzz, process  # here, because most builds ask for nothing

        title = entry.title or entry.url.rsplit("/", 1)[-1].replace("-", " ")
        shared: Counter[int] = Counter()
        for word in sorted(_words(title), key=lambda w: (len(self._with_word.get(w, ())), w)):
            holders = self._with_word.get(word, ())
            if len(shared) >= _CONSIDERED or (shared and len(holders) > _COMMON):
                break
            shared.update(holders)
        shared.pop(own_id, None)
        near = sorted(shared, key=lambda number: (-shared[number], number))[:_CONSIDERED]
        choices = {number: self._records[number].title.casefold() for number in near}
        best = process.extract(
            title.casefold(), choices, scorer=fuzz.token_sort_ratio, score_cutoff=_LEAST_SCORE, limit=limit
        )
        return tuple(self._records[number] for _, _, number in best)


def _words(title: str) -> set[str]:
    return set(_WORD.findall(title.casefold()))
