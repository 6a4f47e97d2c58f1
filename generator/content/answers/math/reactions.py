"""Signs of chemical notation as LaTeX: arrows, bonds, scripts."""

from __future__ import annotations

import re

_ARROWS = {
    "->": r"\rightarrow",
    "<-": r"\leftarrow",
    "<=>": r"\rightleftharpoons",
    "<->": r"\leftrightarrow",
    "-->": r"\dashrightarrow",
    "<-->": r"\rightleftarrows",
    "⇄": r"\rightleftarrows",
    "<=>>": r"\underset{\leftarrow}{\longrightarrow}",
    "<<=>": r"\overset{\rightarrow}{\longleftarrow}",
}
_STRETCHED = {
    "->": r"\xrightarrow",
    "<-": r"\xleftarrow",
    "<=>": r"\xrightleftharpoons",
    "<->": r"\xleftrightarrow",
}
_SAME = {"→": "->", "⟶": "->", "←": "<-", "⟵": "<-", "⇌": "<=>", "↔": "<->", "⟷": "<->"}
GAS = {"v": r"\downarrow", "↓": r"\downarrow", "^": r"\uparrow", "↑": r"\uparrow"}
BONDS = {
    "-": "-",
    "=": "=",
    "#": r"\equiv",
    "≡": r"\equiv",
    "1": "-",
    "2": "=",
    "3": r"\equiv",
    "~": "-",
    "...": r"\cdots",
    "....": r"\cdots",
    "->": r"\rightarrow",
    "<-": r"\leftarrow",
}
OTHER = {"|": r"\mid ", ",": r",\,", ";": r";\,", "°": r"^{\circ}"}
_WORD = re.compile(r"(?<!\\)\b[A-Za-z]{2,}")


def arrow(sign: str, above: str, below: str) -> str:
    """An arrow with the labels above and below it."""
    sign = _SAME.get(sign, sign)
    if not above and not below:
        return f" {_ARROWS[sign]} "
    if sign in _STRETCHED:
        return f"{_STRETCHED[sign]}[{below}]{{{above}}}" if below else f"{_STRETCHED[sign]}{{{above}}}"
    return rf" \overset{{{above}}}{{\underset{{{below}}}{{{_ARROWS[sign]}}}}} "


def script(content: str, sign: str) -> str:
    """The content of a superscript or subscript: upright words, a dot for a radical, LaTeX unchanged."""
    if content.startswith("$") and content.endswith("$"):
        return content[1:-1]
    if "\\" in content or "{" in content:
        return content
    if sign == "_" and re.fullmatch(r"\(?[A-Za-z]\)?", content):
        return rf"\mathrm{{{content}}}"
    content = re.sub(r"(?<!\d)\.(?!\d)|•", r"\\bullet ", content).replace("*", r"\ast ").replace("°", r"\circ ")
    return _WORD.sub(lambda word: rf"\mathrm{{{word[0]}}}", content)
