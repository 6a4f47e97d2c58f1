"""How hard a text is to read: the Flesch–Kincaid grade level.

The formula is that of J. P. Kincaid, R. P. Fishburne, R. L. Rogers and B. S. Chissom, "Derivation of New Readability
Formulas (Automated Readability Index, Fog Count and Flesch Reading Ease Formula) for Navy Enlisted Personnel",
Research Branch Report 8-75, Naval Technical Training Command, 1975. Syllables are counted by the rules below, not
looked up.
"""

from __future__ import annotations

import re

LEAST_WORDS = 50
"""Words below which the grade says nothing."""
_NO_LETTER = re.compile(r"[\W\d_]+")
_HYPHEN = re.compile(r"[-‐–—/]")
_VOWELS = re.compile(r"[aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýœ]+")
_SILENT = re.compile(r"(?:[^aeiouy]|[aeiouy]l)e\Z|[^aeiouytd]ed\Z|[^aeiouysxzcgh]es\Z")
_SOUNDED = re.compile(r"[^aeiouylr][lr]e[sd]?\Z")
_HIATUS = re.compile(
    r"i(?:a(?!l)|um|ng(?<=[aeo]ing))|(?<![tc])i(?:al|en[ct])|(?<![cgtx])iou|(?<![cglnstx])ion|sci(?=enc)|eo(?!p|u)|eus\Z"
    r"|(?<=\w\w)ea\Z|(?<=cr)ea(?=t)|(?<=r)ea(?=ct)|io(?=[lp])|uel|uous|uiet|diet|(?<!q)uid|\Areu|(?<=\w)yo(?!u)"
)
"""Two vowels that are spoken apart."""


def grade(text: str) -> float | None:
    """The school grade (US) that a text asks for: 0.39 words a sentence + 11.8 syllables a word - 15.59.

    A sentence ends with a full stop, a question mark or an exclamation mark before a space, and with its line. ``None``
    for fewer than ``LEAST_WORDS`` words. Meant for English.
    """
    counts = list(map(_known.__getitem__, text.split()))
    words = len(counts) - counts.count(0)
    if words < LEAST_WORDS:
        return None
    sentences = text.count(". ") + text.count("? ") + text.count("! ") + text.strip().count("\n") + 1
    return 0.39 * words / sentences + 11.8 * sum(counts) / words - 15.59


def syllables(token: str) -> int:
    """About how many syllables a word has; 1 for a number, 0 for a sign."""
    parts = (_NO_LETTER.sub("", part) for part in _HYPHEN.split(token.casefold()))
    count = sum(map(_of_word, filter(None, parts)))
    return count or int(any(c.isdigit() for c in token))


def _of_word(word: str) -> int:
    count = len(_VOWELS.findall(word)) + len(_HIATUS.findall(word))
    if _SILENT.search(word) and not _SOUNDED.search(word):
        count -= 1
    return max(count, 1)


class _Known(dict[str, int]):
    """Syllables by word: a catalogue has few different words; ``lru_cache`` would take twice the time."""

    def __missing__(self, token: str) -> int:
        if len(self) > 200_000:
            self.clear()
        self[token] = count = syllables(token)
        return count


_known = _Known()
