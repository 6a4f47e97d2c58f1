"""Readability of a text: the Flesch–Kincaid grade level.

The formula is from J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom, "Derivation of New Readability
Formulas (Automated Readability Index, Fog Count and Flesch Reading Ease Formula) for Navy Enlisted Personnel", Research
Branch Report 8-75, Naval Technical Training Command, 1975. Syllables are counted by the rules below, not looked up.
"""

from __future__ import annotations

import re

LEAST_WORDS = 50
"""Words; the grade of a shorter text means little."""
_NO_LETTER = re.compile(r"[\W\d_]+")
_HYPHEN = re.compile(r"[-‐–—/]")
_VOWELS = re.compile(r"[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýœ]+")
_SILENT = re.compile(r"(?:[^aeiouy]|[aeiouy]l)e\Z|[^aeiouytd]ed\Z|[^aeiouysxzcgh]es\Z")
_SOUNDED = re.compile(r"[^aeiouylr][lr]e[sd]?\Z")
_HIATUS = re.compile(
    r"i(?:a(?!l)|um|ng(?<=[aeo]ing))|(?<![tc])i(?:al|en[ct])|(?<![cgtx])iou|(?<![cglnstx])ion|sci(?=enc)|eo(?!p|u)|eus\Z"
    r"|(?<=\w\w)ea\Z|(?<=cr)ea(?=t)|(?<=r)ea(?=ct)|io(?=[lp])|uel|uous|uiet|diet|(?<!q)uid|\Areu|(?<=\w)yo(?!u)"
)
"""Two vowels that are spoken separately."""


def grade(text: str) -> float | None:
    """The US school grade of a text: 0.39 × words per sentence + 11.8 × syllables per word - 15.59.

    A sentence ends with a full stop, question mark or exclamation mark before a space, and at the end of its line.
    ``None`` for fewer than ``LEAST_WORDS`` words. Meant for English.
    """
    counts = list(map(_known.__getitem__, text.split()))
    words = len(counts) - counts.count(0)
    if words < LEAST_WORDS:
        return None
    sentences = text.count(". ") + text.count("? ") + text.count("! ") + text.strip().count("\n") + 1
    return 0.39 * words / sentences + 11.8 * sum(counts) / words - 15.59


def syllables(token: str) -> int:
    """The approximate number of syllables of a word; 1 for a number, 0 for a sign."""
    parts = (_NO_LETTER.sub("", part) for part in _HYPHEN.split(token.casefold()))
    count = sum(map(_of_word, filter(None, parts)))
    return count or int(any(c.isdigit() for c in token))


def _of_word(word: str) -> int:
    count = len(_VOWELS.findall(word)) + len(_HIATUS.findall(word))
    if _SILENT.search(word) and not _SOUNDED.search(word):
        count -= 1
    return max(count, 1)


class _Known(dict[str, int]):
    """Syllables by word. Texts have few different words, and ``lru_cache`` would take twice as long."""

    def __missing__(self, token: str) -> int:
        if len(self) > 200_000:
            self.clear()
        self[token] = count = syllables(token)
        return count


_known = _Known()
