r"""``\ce{…}``: a strict subset of mhchem, expanded to LaTeX.

Formulas (``H2O``, ``Ca^2+``, ``Na+``, ``SO4^2-``, ``Ca(OH)2``), amounts (``2 H2O``), sums and arrows
(``->``, ``<-``, ``<=>``, ``<->``), states (``(aq)``). What is outside the subset raises, with its offset.
"""

from __future__ import annotations

import re

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<arrow><=>|<->|->|<-)
      | (?P<state>\((?:aq|s|l|g)\))
      | (?P<plus>\+(?=\s|$)(?<=\s\+))
      | (?P<amount>(?<![A-Za-z)\]0-9^_])\d+(?:[./]\d+)?)
      | (?P<element>[A-Z][a-z]?|e(?=\^?-)) | (?P<open>[(\[]) | (?P<close>[)\]])
      | (?P<count>(?<=[A-Za-z)\]])\d+|_\{?\d+\}?)
      | (?P<charge>\^\{\d*[+\-]\}|\^\d*[+\-](?![+\-])|(?<=[A-Za-z0-9)\]])[+\-](?=\s|$|[)\]]))
    """,
    re.VERBOSE,
)
_ARROWS = {"->": r"\rightarrow", "<-": r"\leftarrow", "<=>": r"\rightleftharpoons", "<->": r"\leftrightarrow"}


class ChemistryError(ValueError):
    """Not in the subset; ``offset`` counts characters of the text between the braces."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.offset = offset


def expand(text: str) -> str:
    r"""The LaTeX of what stands between the braces of ``\ce{…}``; raises ``ChemistryError``."""
    out: list[str] = []
    depth = at = 0
    while at < len(text):
        token = _TOKEN.match(text, at)
        if not token:
            raise ChemistryError(f"\\ce does not know {text[at : at + 8]!r}", at)
        kind, value = str(token.lastgroup), token[0]
        depth += (kind == "open") - (kind == "close")
        if depth < 0:
            raise ChemistryError("a bracket closes that was not opened", at)
        out.append(_latex(kind, value))
        at = token.end()
    if depth:
        raise ChemistryError("a bracket is not closed", len(text))
    return "{" + "".join(out) + "}"


def _latex(kind: str, value: str) -> str:
    match kind:
        case "element":
            return rf"\mathrm{{{value}}}"
        case "count":
            return f"_{{{value.strip('_{}')}}}"
        case "charge":
            return f"^{{{value.strip('^{}')}}}"
        case "amount":
            return rf"{value}\,"
        case "arrow":
            return f" {_ARROWS[value]} "
        case "state":
            return rf"\,\text{{{value}}}"
        case "plus":
            return " + "
        case "space":
            return " "
        case _:
            return value
