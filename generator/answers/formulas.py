"""LaTeX → MathML at build time, with a lint in front of the converter and an allow-list behind it.

The converter (math-core) is right on what it accepts; the lint refuses what it would accept wrongly or what would
reach outside the formula, and the allow-list makes sure that nothing but MathML comes out, whatever went in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from html.entities import html5
from xml.etree import ElementTree

from math_core import LatexError, LatexToMathML

from generator.answers import mathstyles
from generator.answers.chemistry import ChemistryError, expand
from generator.answers.escapes import Trace

LONGEST = 4096
"""Characters of one formula."""
DEEPEST = 100
"""Nested groups; far deeper ones crash the converter's process."""

_MACROS = {
    "substack": r"\begin{gathered}#1\end{gathered}",
    "textnormal": r"\text{#1}",
}
_REFUSED = re.compile(
    r"\\(newcommand|renewcommand|providecommand|DeclareMathOperator|def|gdef|edef|xdef|let|label|ref|eqref|href|url|class"
    r"|cssId|style|htmlClass|htmlId|htmlData|htmlStyle|includegraphics|input|include|require|unicode|textcolor|color"
    r"|colorbox|fcolorbox|bbox|newline)(?![A-Za-z])"
)
_TOKEN = re.compile(r"\\begin\s*\{|\\end\s*\{|\\left(?![A-Za-z])|\\right(?![A-Za-z])|\\\\|\\.|[{}%]", re.DOTALL)
_DEPTH = {"{": 1, "}": -1, r"\left": 1, r"\right": -1, r"\begin{": 2, r"\end{": 0}
_NUMBERED = re.compile(r"\\(?:begin|end)\s*\{(?:align|alignat|gather|equation|multline|eqnarray)(?=\})")
_CE = re.compile(r"\\ce\s*\{")
_ERROR = re.compile(r"(\d+): (.*)", re.DOTALL)
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot);)(\w+;)")
_ELEMENTS = frozenset(
    """math mrow mi mn mo mtext mspace ms msup msub msubsup mfrac msqrt mroot munder mover munderover
    mmultiscripts mprescripts mtable mtr mtd mstyle mpadded mphantom menclose none b i tt""".split()
)
_ATTRIBUTES = frozenset(
    """display displaystyle scriptlevel mathvariant stretchy symmetric largeop movablelimits form fence
    separator lspace rspace minsize maxsize accent accentunder linethickness width height depth voffset notation
    columnalign rowspacing columnspacing columnlines rowlines columnspan rowspan""".split()
)
_CLASS = re.compile(r"[a-z0-9 -]+")


class FormulaError(Exception):
    """A formula that cannot be shown right; ``offset`` counts characters of the TeX."""

    def __init__(self, message: str, remedy: str, offset: int) -> None:
        super().__init__(message)
        self.message, self.remedy, self.offset = message, remedy, offset


def convert(tex: str, display: bool) -> tuple[str, tuple[int, ...]]:
    """A safe ``<math>`` element, and the offsets of percent signs that were read as ``\\%``.

    Raises ``FormulaError``. The TeX itself is kept as the element's ``alttext``.
    """
    try:
        return _convert(tex, display)
    except FormulaError as error:
        raise FormulaError(error.message, error.remedy, error.offset) from None


@lru_cache(maxsize=20_000)
def _convert(tex: str, display: bool) -> tuple[str, tuple[int, ...]]:
    percents = _lint(tex)
    expanded, trace = _expand(tex, percents)
    try:
        converter = LatexToMathML(fancy_error=False, annotation=False, macros=_MACROS)
        mathml = converter.convert_with_local_state(expanded, displaystyle=display)
    except LatexError as error:
        found = _ERROR.match(str(error))
        offset, message = (int(found[1]), found[2]) if found else (0, str(error))
        raise FormulaError(
            f"the formula cannot be converted: {message.rstrip('.')}",
            "write it in LaTeX that amsmath knows", min(trace.source(offset), max(len(tex) - 1, 0)),
        ) from None  # fmt: skip
    return _checked(mathml, tex), percents


def _lint(tex: str) -> tuple[int, ...]:
    """Refuse what must not reach the converter; give the offsets of unescaped percent signs."""
    if len(tex) > LONGEST:
        raise FormulaError(f"the formula is longer than {LONGEST} characters", "split it", 0)
    refused = _REFUSED.search(tex)
    if refused:
        raise FormulaError(f"{refused[0]} is refused in formulas", "leave it out", refused.start())
    depth = environments = 0
    percents = []
    for token in _TOKEN.finditer(tex):
        depth += _DEPTH.get(token[0].replace(" ", ""), 0)
        environments += token[0].startswith(r"\begin") - token[0].startswith(r"\end")
        if depth > DEEPEST:
            raise FormulaError(f"more than {DEEPEST} nested groups", "simplify the formula", token.start())
        if token[0] == r"\\" and not environments and r"\substack" not in tex:
            raise FormulaError(
                "a row break \\\\ stands outside an environment", r"wrap the rows in \begin{aligned} … \end{aligned}",
                token.start(),
            )  # fmt: skip
        if token[0] == "%":
            percents.append(token.start())
    return tuple(percents)


def _expand(tex: str, percents: tuple[int, ...]) -> tuple[str, Trace]:
    r"""Escape percent signs, unnumber environments, expand ``\ce``; with the way back to the TeX as written."""
    pieces: list[tuple[int, int, str]] = [(at, at + 1, r"\%") for at in percents]
    pieces += ((found.end(), found.end(), "*") for found in _NUMBERED.finditer(tex))  # no numbers that restart at 1
    for opening in _CE.finditer(tex):
        end = _closing_brace(tex, opening.end())
        try:
            pieces.append((opening.start(), end + 1, expand(tex[opening.end() : end])))
        except ChemistryError as error:
            raise FormulaError(
                str(error), r"write it as \ce{2 H2O + Ca^2+ -> …}", opening.end() + error.offset
            ) from None
    out, trace, length, copied = [], Trace(), 0, 0
    for start, end, text in sorted(pieces):
        out += [tex[copied:start], text]
        length += start - copied + len(text)
        copied = end
        trace.add(length, end)
    out.append(tex[copied:])
    return "".join(out), trace


def _closing_brace(tex: str, start: int) -> int:
    depth = 1
    for at in range(start, len(tex)):
        depth += (tex[at] == "{") - (tex[at] == "}")
        if not depth:
            return at
    raise FormulaError(r"the brace of \ce{ is not closed", "close it with }", start - 1)


def _checked(mathml: str, tex: str) -> str:
    """The converter's output, proved to hold nothing but MathML of the allow-list."""
    mathml = _ENTITY.sub(lambda match: html5.get(match[1], ""), mathml)
    try:
        mathml = mathstyles.unstyled(mathml)
        root = ElementTree.fromstring(mathml)
    except mathstyles.UnknownStyle as error:
        raise FormulaError(f"the formula asks for a look that pages cannot have ({error})", "simplify it", 0) from None
    except ElementTree.ParseError as error:
        raise FormulaError(f"the formula gave markup that is not well-formed ({error})", "simplify it", 0) from None
    for element in root.iter():
        if element.tag not in _ELEMENTS:
            raise FormulaError(f"the formula gave an element <{element.tag}>", "simplify it", 0)
        for name, value in element.attrib.items():
            if name not in _ATTRIBUTES and not (name == "class" and _CLASS.fullmatch(value)):
                raise FormulaError(f"the formula gave an attribute {name}={value!r}", "simplify it", 0)
    alternative = escape(" ".join(tex.split()))
    return mathml.replace("<math", f'<math alttext="{alternative}"', 1)
