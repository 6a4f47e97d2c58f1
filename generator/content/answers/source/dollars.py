"""Decides whether the text between two delimiters is math or prose, such as prices.

Doubtful text is prose: a price shown as a formula is worse than a formula shown with its dollars.
"""

from __future__ import annotations

import re

LONGEST_IN_LINE = 4096
"""Characters between two single dollars that may be a formula."""
_BRACE_OR_DOLLAR = re.compile(r"\\.|[{}$]", re.DOTALL)
_GROUPED_WORDS = re.compile(r"\\[A-Za-z]+\s*(?:\{[^{}]*\})?")
_WORD = re.compile(r"[A-Za-z]{3,}")
_BEFORE_DIGIT = re.compile(r"\\|[A-Za-z]+\Z|[A-Za-z(].*[\\^_=<>]|[<>≤≥=~≈±×+-]+\Z", re.DOTALL)
"""Content that is math even if a digit follows: a command, letters, a formula or a sign, but not the words of a price.
"""
_PRICE = re.compile(r"\d[\d.,]*(?:[\s)]|\Z)")
_LOWER_WORD = re.compile(r"(?<![A-Za-z\\])[a-z]{2,}(?![A-Za-z])")
_SMALL_WORDS = frozenset(
    """am an as at be by do go he if in is it me my no of oh ok on or so to up us vs we
    all and any are but can for get had has her him his how its may nor not now off one our out own per put say she the
    too two use was way who why yes yet you""".split()
)
"""Words between two dollars of prose (``5 $ and $``); other short words are products (``2pq``, ``dx``)."""
_LETTER = re.compile(r"[A-Za-zΑ-ω]")
_STRONG = re.compile(r"\\[A-Za-z,;!:%]|[\^_=<>≤≥≈±×∑√∫]|[A-Za-z0-9)]\s*[+*/]\s*[A-Za-z0-9(]")


def is_inline_math(content: str, following: str) -> bool:
    """Whether the text between two dollars is math rather than prose between two prices.

    Without padding (``$x$``) it is math unless it reads as prose or as a range of prices (``$5-$10``). With padding on
    both sides (``$ x $``) it is math if it has no plain word; products such as ``2pq`` and ``a - bi`` are not words.
    With padding on one side it also needs a letter and a sign that prose does not have (a command, ``^``, ``_``,
    ``=``).
    """
    if not content.strip() or len(content) > LONGEST_IN_LINE:
        return False
    text = content.replace("\\n", "  ") if re.search(r"\\n(?![A-Za-z])", content) else content
    left, right = text[0].isspace(), text[-1].isspace()
    strong = bool(_STRONG.search(text))
    words = _plain_words(text)
    if words >= 6 or (words >= 2 and not strong):
        return False
    if following.isdigit():
        return not (left or right) and words == 0 and bool(_BEFORE_DIGIT.match(text))
    if left and right:
        return strong or _is_product(text.strip())
    if left or right:
        return strong and words == 0 and bool(_LETTER.search(text)) and not _PRICE.match(text)
    return strong or not (words and _PRICE.match(text))


def _is_product(text: str) -> bool:
    """Whether lower-case letters are adjacent variables: two of them, or three without anything else."""
    words: list[str] = _LOWER_WORD.findall(text)
    longest = 2 if " " in text else 3
    return not words or (not _PRICE.match(text) and all(len(w) <= longest and w not in _SMALL_WORDS for w in words))


def is_bracketed_math(content: str) -> bool:
    r"""Whether the text in ``\(…\)`` or ``\[…\]`` is math rather than a word or number in escaped brackets."""
    text = content.strip()
    return bool(text) and (bool(_STRONG.search(text)) or (_plain_words(text) == 0 and not text.isdigit()))


def _plain_words(text: str) -> int:
    words = _WORD.findall(_GROUPED_WORDS.sub(" ", text))
    return sum(not word.isupper() for word in words)


def is_display_math(content: str) -> bool:
    """Whether the text between two double dollars is math rather than prose between two prices."""
    return bool(content.strip()) and (bool(_STRONG.search(content)) or not _LOWER_WORD.search(content))


def ends_outside_braces(source: str) -> dict[int, int]:
    r"""For each dollar, the offset of the next one that is not in braces opened after it, as in ``\text{…}``."""
    ends: dict[int, int] = {}
    waiting: list[tuple[int, int]] = []  # dollars without an end, with their depths, which grow
    depth = 0
    for found in _BRACE_OR_DOLLAR.finditer(source):
        depth += (found[0] == "{") - (found[0] == "}")
        if found[0] == "$":
            while waiting and waiting[-1][1] >= depth:
                ends[waiting.pop()[0]] = found.start()
            waiting.append((found.start(), depth))
    return ends
