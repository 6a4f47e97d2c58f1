"""LaTeX → MathML at build time, with checks before the converter and an allow-list after it.

The converter (math-core) is correct for what it accepts. The checks refuse input that it would convert wrongly and
commands that could affect more than the formula. The allow-list guarantees that the output is MathML and nothing else.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from html.entities import html5
from xml.etree import ElementTree

from math_core import LatexError, LatexToMathML

from generator.content.answers.math import converter_errors, styles
from generator.content.answers.math.commands import MACROS
from generator.content.answers.math.preparation import prepare
from generator.content.answers.math.tex import FormulaError

LONGEST = 4096
"""Characters of one formula."""
_CONVERTER = LatexToMathML(fancy_error=False, annotation=False, allow_unreliable_rendering=True, macros=MACROS)
_ERROR = re.compile(r"(\d+): (.*)", re.DOTALL)
_ENTITY = re.compile(r"&(?!(?:lt|gt|amp|quot);)(\w+;)")
_ELEMENTS = frozenset(
    """math mrow mi mn mo mtext mspace ms msup msub msubsup mfrac msqrt mroot munder mover munderover
    mmultiscripts mprescripts mtable mtr mtd mstyle mpadded mphantom none b i u s span""".split()
)
_ATTRIBUTES = frozenset(
    """display displaystyle scriptlevel mathvariant stretchy symmetric largeop movablelimits form fence
    separator lspace rspace minsize maxsize accent accentunder linethickness width height depth voffset notation
    columnalign rowspacing columnspacing columnlines rowlines columnspan rowspan""".split()
)
_TAG = re.compile(r"<[^>]*>")
_PARTS = re.compile(r'</?([a-z]+)((?: [a-z]+="[^"<>]*")*)/?>')
_ATTRIBUTE = re.compile(r' ([a-z]+)="([^"]*)"')
_CLASS = re.compile(r"[a-z0-9 -]+")


@lru_cache(maxsize=20_000)
def convert(tex: str, display: bool) -> tuple[str, tuple[int, ...]]:
    r"""A safe ``<math>`` element, and the offsets of percent signs that were interpreted as ``\%``.

    Raises ``FormulaError``. The element has the TeX as its ``alttext``.
    """
    if len(tex) > LONGEST:
        raise FormulaError(f"longer than {LONGEST} characters", "split it", 0)
    prepared = prepare(tex, display)
    try:
        mathml = _CONVERTER.convert_with_local_state(prepared.tex, displaystyle=display)
    except LatexError as error:
        found = _ERROR.match(str(error))
        offset, message = (int(found[1]), found[2]) if found else (0, "")
        at = min(prepared.source(offset), max(len(tex) - 1, 0))
        raise FormulaError(*converter_errors.explained(message), at) from None
    return _checked(mathml, tex), prepared.percents


def _checked(mathml: str, tex: str) -> str:
    """The converter's output, if it is only MathML of the allow-list. Raises ``FormulaError`` otherwise."""
    mathml = _ENTITY.sub(lambda match: html5.get(match[1], ""), mathml)
    try:
        mathml = styles.unstyled(mathml)
        root = ElementTree.fromstring(mathml)
    except styles.UnknownStyle as error:
        raise FormulaError(f"unsupported style ({error})", "simplify it", 0) from None
    except ElementTree.ParseError:
        raise FormulaError("unsupported formula", "simplify it", 0) from None
    if not all(map(_is_allowed, set(_TAG.findall(mathml)))):
        raise FormulaError("unsupported formula", "simplify it", 0)
    if "qm-t" in mathml and styles.close_tables(root):
        mathml = ElementTree.tostring(root, "unicode", short_empty_elements=False)
    alternative = escape(" ".join(tex.split()))
    return mathml.replace("<math", f'<math alttext="{alternative}"', 1)


@lru_cache(maxsize=4096)
def _is_allowed(tag: str) -> bool:
    """Whether a tag is an element of the allow-list with only attributes of the allow-list."""
    parts = _PARTS.fullmatch(tag)
    if parts is None or parts[1] not in _ELEMENTS:
        return False
    attributes: list[tuple[str, str]] = _ATTRIBUTE.findall(parts[2])
    return all(name in _ATTRIBUTES or (name == "class" and _CLASS.fullmatch(value)) for name, value in attributes)
