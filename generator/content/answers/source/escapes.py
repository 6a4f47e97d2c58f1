"""Where ``\\n`` means a line break, and where it begins a LaTeX command or stays the two characters.

RECORDS, "Decoding `answer`": the escape is the only one, and it is not an escape inside math in front of a command's
name, nor inside a quoted string within code.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

COMMANDS_IN_N = frozenset(
    """nabla natural ncong ne nearrow neg negthickspace negthinspace negmedspace neq newline nexists ngeq ngeqq
    ngeqslant ngtr ni nLeftarrow nleftarrow nLeftrightarrow nleftrightarrow nleq nleqq nleqslant nless nmid
    nobreak nobreakspace nolimits nonumber normalsize not notag notin notni nparallel nprec npreceq nRightarrow
    nrightarrow nshortmid nshortparallel nsim nsubseteq nsubseteqq nsucc nsucceq nsupseteq nsupseteqq
    ntriangleleft ntrianglelefteq ntriangleright ntrianglerighteq nu nVDash nVdash nvDash nvdash nwarrow
    newcommand newenvironment newpage newtheorem nicefrac noindent normalfont num numberwithin""".split()
)
"""LaTeX and amsmath commands that begin with n; those that the converter refuses too, for they must not be torn."""

_IN_MATH = re.compile(r"\\\\|\\begin\{[a-z*]+\}|\\n([A-Za-z]*)")
_STRING_OR_BREAK = re.compile(
    r"""(?:\"\"\"|''')|(?<![A-Za-z0-9_)\]}'"])[rbfuRBFU]{0,2}(["'])(?:\\.|(?!\1)[^\\\n])*\1|\\n""", re.DOTALL
)
_HAS_WORD = re.compile(r"[A-Za-z0-9]")


class Trace:
    """From a place in decoded text back to the place in the text it came from.

    ``add(decoded, source)`` says that from ``decoded`` on, each character stands for one from ``source`` on.
    """

    def __init__(self, source: int = 0) -> None:
        self._decoded = [0]
        self._source = [source]

    def add(self, decoded: int, source: int) -> None:
        if decoded == self._decoded[-1]:
            self._source[-1] = source
        else:
            self._decoded.append(decoded)
            self._source.append(source)

    def extend(self, decoded: int, other: Trace) -> None:
        """Take over another trace for text that was appended at ``decoded``."""
        for theirs, source in zip(other._decoded, other._source, strict=True):
            self.add(decoded + theirs, source)

    def source(self, decoded: int) -> int:
        """The source offset of a decoded offset."""
        at = bisect_right(self._decoded, decoded) - 1
        return self._source[at] + decoded - self._decoded[at]


def decode_with(
    pattern: re.Pattern[str], text: str, start: int, decide: Callable[[re.Match[str]], bool]
) -> tuple[str, Trace]:
    """``text`` with a line break for each match that ``decide`` says is one; ``start`` is its offset in the source.

    A match that is a break replaces its first two characters only (the rest of it is text).
    """
    out: list[str] = []
    trace = Trace(start)
    length = copied = 0
    for match in pattern.finditer(text):
        if not decide(match):
            continue
        out += (text[copied : match.start()], "\n")
        length += match.start() - copied + 1
        copied = match.start() + 2
        trace.add(length, start + copied)
    out.append(text[copied:])
    return "".join(out), trace


def decode_math(tex: str, start: int, display: bool) -> tuple[str, Trace]:
    """The TeX between two delimiters, decoded.

    ``\\nu`` is the letter ν and ``\\na`` a line break and an ``a``. Two places make even a command's name a line
    break when no more than one letter would be left of it: directly after a row break ``\\\\`` or a ``\\begin{…}``, and
    at the opening of a display block that closes with an escaped line break, for such a block opened with one. Where
    the formula's line breaks are real ones (a literal block), neither does.
    """
    opens_with_break = display and tex.endswith("\\n")
    are_breaks_real = "\n" in tex
    after_row = -1

    def is_break(match: re.Match[str]) -> bool:
        nonlocal after_row
        if match[1] is None:
            after_row = match.end()
            return False
        name = "n" + match[1]
        if name not in COMMANDS_IN_N:
            return True
        opens = match.start() == 0 and opens_with_break
        return len(name) == 2 and (opens or (match.start() == after_row and not are_breaks_real))

    return decode_with(_IN_MATH, tex, start, is_break)


def decode_fence(code: str, start: int) -> tuple[str, Trace]:
    """The lines of a fenced block: every ``\\n`` ends a line, but inside a quoted string it is the two characters."""
    return decode_with(_STRING_OR_BREAK, code, start, lambda match: match[0] == "\\n")


def decode_code_span(code: str, start: int) -> tuple[str, Trace]:
    """Inline code: as in a fence; and a span that holds no word besides escapes shows those escapes (``\\n``)."""
    without_escapes = re.sub(r"\\[A-Za-z]", "", code)
    if not _HAS_WORD.search(without_escapes):
        return code, Trace(start)
    return decode_fence(code, start)
