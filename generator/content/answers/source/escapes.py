r"""The escape ``\n``: a line break, the start of a LaTeX command, or the two characters.

RECORDS, "Decoding `answer`": ``\n`` is the only escape. It is not a line break if it starts the name of a command in
math, or inside a quoted string in code.
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
"""LaTeX and amsmath commands that begin with n, including those that the converter refuses: none may be split."""

_IN_MATH = re.compile(r"\\\\|\\begin\{[a-z*]+\}|\\n([A-Za-z]*)")


class Trace:
    """Maps offsets in decoded text to offsets in its source.

    ``add(decoded, source)``: from ``decoded`` on, each character corresponds to one from ``source`` on.
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
        """Add another trace, for text that was appended at ``decoded``."""
        for theirs, source in zip(other._decoded, other._source, strict=True):
            self.add(decoded + theirs, source)

    def source(self, decoded: int) -> int:
        """The source offset of a decoded offset."""
        at = bisect_right(self._decoded, decoded) - 1
        return self._source[at] + decoded - self._decoded[at]


def decode_with(
    pattern: re.Pattern[str], text: str, start: int, decide: Callable[[re.Match[str]], bool]
) -> tuple[str, Trace]:
    """``text`` with a line break for each match for which ``decide`` returns true; ``start`` is its offset in the
    source.

    Only the first two characters of the match are replaced.
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
    r"""The TeX between two delimiters, decoded.

    ``\nu`` is the letter ν, and ``\na`` is a line break and an ``a``. In two places even the name of a command is a
    line break, if at most one letter follows the n: directly after a row break ``\\`` or a ``\begin{…}``, and at the
    start of a display formula that ends with ``\n``, because it probably starts with one too. Neither applies if the
    formula has real line breaks (in a literal block).
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
