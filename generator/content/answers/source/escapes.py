r"""The escape ``\n``: a line break, the start of a LaTeX command, or the two characters.

RECORDS, "Decoding `answer`": ``\n`` is the only escape. It is not a line break if it starts the name of a command in
math, or inside a quoted string in code.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator

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


def decode_breaks(breaks: Iterable[int], text: str, start: int) -> tuple[str, Trace]:
    """``text`` with a line break for the two characters at each offset; ``start`` is its own offset in the source."""
    out: list[str] = []
    trace = Trace(start)
    length = copied = 0
    for at in breaks:
        out += (text[copied:at], "\n")
        length += at - copied + 1
        copied = at + 2
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
    return decode_breaks(_breaks_in_math(tex, display), tex, start)


def _breaks_in_math(tex: str, display: bool) -> Iterator[int]:
    opens_with_break = display and tex.endswith("\\n")
    are_breaks_real = "\n" in tex
    after_row = -1
    for match in _IN_MATH.finditer(tex):
        if match[1] is None:
            after_row = match.end()
            continue
        name = "n" + match[1]
        opens = match.start() == 0 and opens_with_break
        follows_row = match.start() == after_row and not are_breaks_real
        if name not in COMMANDS_IN_N or (len(name) == 2 and (opens or follows_row)):
            yield match.start()


def verbatim(text: str, start: int) -> tuple[str, Trace]:
    """A text that has no escapes."""
    return text, Trace(start)


def unquoted(tex: str, before: str) -> str:
    """A display formula in a block quote with spaces for the ``>`` at the start of its lines (same length)."""
    if not before.rsplit("\n", 1)[-1].lstrip().startswith(">"):
        return tex
    return re.sub(r"(?m)(?<=\n)[ \t]*>", lambda match: " " * len(match[0]), tex)
