"""Find known words that differ from a text by a single typo."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import zip_longest

_SHORTEST = 5
"""Fewest letters of a typo. Shorter words are more likely to be other words."""


def is_typo(written: str, meant: str) -> bool:
    """Whether two texts differ by one letter that is added, omitted, changed or swapped with the next."""
    if written == meant or abs(len(written) - len(meant)) > 1:
        return False
    short, long = sorted((written, meant), key=len)
    at = next(place for place, (one, other) in enumerate(zip_longest(short, long)) if one != other)
    if len(short) < len(long):
        return short[at:] == long[at + 1 :]
    is_swapped = short[at : at + 2] == long[at : at + 2][::-1]
    return short[at + 1 :] == long[at + 1 :] or (is_swapped and short[at + 2 :] == long[at + 2 :])


class Neighbours:
    """An index of texts by their forms with one letter omitted. Texts that differ by one typo share a form."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._by_form: dict[str, list[str]] = defaultdict(list)
        for text in sorted(set(texts)):
            for form in _forms(text):
                self._by_form[form].append(text)

    def of(self, written: str) -> list[str]:
        """Return the texts that differ from ``written`` by one typo, in alphabetical order."""
        found = {text for form in _forms(written) for text in self._by_form.get(form, ())}
        return sorted(text for text in found if is_typo(written, text))


def _forms(text: str) -> set[str]:
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}


class Vocabulary:
    """A set of known words that suggests corrections for unknown ones."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._alike: dict[tuple[str, int], list[str]] = defaultdict(list)
        for word in self._words:
            self._alike[word[:1], len(word)].append(word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def near(self, word: str) -> list[str]:
        """Return the known words that differ from an unknown one by one typo, in alphabetical order.

        Short words and words with digits are never typos. Neither is a different first letter: afferent is not
        efferent.
        """
        if len(word) < _SHORTEST or not word.isalpha():
            return []
        lengths = range(len(word) - 1, len(word) + 2)
        alike = (known for length in lengths for known in self._alike.get((word[:1], length), ()))
        return sorted(known for known in alike if known.isalpha() and is_typo(word, known))
