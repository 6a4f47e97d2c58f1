r"""``\ce{…}``: chemical notation as authors write it for mhchem, expanded to LaTeX.

Formulas (``H2O``, ``SO4^2-``, ``[Fe(CN)6]^{3-}``), isotopes (``^{131}_{53}I``), oxidation states (``Fe^{III}``),
amounts (``1/2 O2``, ``n H2O``), sums, bonds, states (``(aq)``), gas and precipitate (``^``, ``v``), arrows with labels,
words, and LaTeX between dollars. Ambiguous notation raises ``FormulaError`` with its offset: a charge written twice
(``Na++``), an empty script (``Ca^``), an unclosed bracket.
"""

from __future__ import annotations

import re

from generator.content.answers.math import reactions
from generator.content.answers.math.tex import FormulaError, argument, group, option

_TOKEN = re.compile(
    r"""(?P<space>[\s~]+)
      | (?P<arrow><=>>|<<=>|<=>|<-->|<->|-->|->|<-|[→⟶⇌⇄↔⟷←⟵])
      | (?P<state>\((?:[a-z]{1,3}|[↑↓^])\))
      | (?P<gas>(?<=\s)[v^↑↓](?!\S))
      | (?P<script>[\^_])
      | (?P<number>\d+[.,]\d+|\d+(?:/\d+)?)
      | (?P<element>[A-Z][a-z]?(?![a-z]))
      | (?P<word>[A-Za-z][a-z]*|[α-ωΑ-ΩΔ∆]+)
      | (?P<command>\\(?:[A-Za-z]+|.))
      | (?P<open>[(\[]) | (?P<close>[)\]])
      | (?P<group>\{) | (?P<math>\$)
      | (?P<sign>[+\-−±]) | (?P<bond>[=\#≡])
      | (?P<dot>\.{3}|[.*·•⋅…]) | (?P<other>[/|,;:'!°<>?"])
    """,
    re.VERBOSE,
)
_BASES = ("base", "charge", "text", "word")
"""Tokens that can have a count, a charge or a script."""
_RAISED = re.compile(r"\d*[+\-−]|[+\-−]?\d+m?(?![a-z])|[IVX]+|[A-Za-z*.•°]|\$[^$]*\$")
_LOWERED = re.compile(r"[a-z]+|\w|\$[^$]*\$")
_BOND_FOLLOWS = re.compile(r"(?!\([a-z]{1,3}\))[A-Za-z0-9(\[{\\$α-ω]")
_SECOND_SIGN = re.compile(r"\+|[-−](?![A-Za-z0-9({\\$])")
_SUM_OR_ARROW = re.compile(r"[+\-−=](?:\s|\Z)|<|-->|->|[→⟶⇌⇄↔⟷←⟵,;)\]]|\Z")
_PLAIN = re.compile(r"[^\\{}$^_]*")
_ADVICE = r"write it as in \ce{2 H2O + Ca^2+ -> …}"


def expand(text: str) -> list[tuple[int, int, str]]:
    r"""The LaTeX for each stretch [start, end) of the text in ``\ce{…}``. Raises ``FormulaError`` with an offset into
    the text."""
    return _Chemistry(text).run()


class _Chemistry:
    """One text, token by token; ``before`` is the kind of token directly before the current one."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.before = ""
        self.lowered = False
        """Whether the current base already has a count."""
        self.open: list[tuple[str, int]] = []

    def run(self) -> list[tuple[int, int, str]]:
        pieces = []
        while self.at < len(self.text):
            start = self.at
            token = _TOKEN.match(self.text, start)
            if not token:
                raise FormulaError(f"invalid notation {self.text[start : start + 8]!r} in \\ce{{…}}", _ADVICE, start)
            self.at = token.end()
            kind = str(token.lastgroup)
            latex = getattr(self, f"read_{kind}")(token[0], start)
            self.before = "" if kind in ("open", "dot", "arrow", "other") else self.before
            self.lowered = self.lowered and kind in ("number", "script", "sign")
            pieces.append((start, self.at, latex))
        if self.open:
            bracket, at = self.open[-1]
            raise FormulaError(f"{bracket} is not closed in \\ce{{…}}", "close it", at)
        return pieces

    def joined(self, text: str, start: int) -> str:
        """A part of the text, which begins at ``start``, as one piece of LaTeX."""
        try:
            return "".join(latex for _, _, latex in expand(text))
        except FormulaError as error:
            raise error.moved(start) from None

    def read_space(self, _: str, start: int) -> str:
        """A space between two words is kept. Sums and arrows have their own spacing."""
        shown = self.before in _BASES and not _SUM_OR_ARROW.match(self.text, self.at)
        self.before = ""
        return r"\ " if shown else " "

    def read_arrow(self, sign: str, _: int) -> str:
        return reactions.arrow(sign, self.label(), self.label())

    def label(self) -> str:
        """The label of an arrow, as chemistry if possible, else as text."""
        is_text = self.text.startswith("T[", self.at)
        found = option(self.text, self.at + (is_text or self.text.startswith("C[", self.at)))
        if found is None and self.text.startswith("[", self.at):
            raise FormulaError("[ is not closed in \\ce{…}", "close it", self.at)
        if found is None:
            return ""
        self.at = found.after
        is_plain = bool(_PLAIN.fullmatch(found.text))
        try:
            return rf"\text{{{found.text}}}" if is_text else self.joined(found.text, found.start)
        except FormulaError:
            if not is_plain:
                raise
            return rf"\text{{{found.text}}}"

    def read_state(self, text: str, _: int) -> str:
        self.before = "base"
        inside = text[1:-1]
        return rf"\,({reactions.GAS[inside]})" if inside in reactions.GAS else rf"\,\text{{{text}}}"

    def read_gas(self, sign: str, _: int) -> str:
        return rf"\,{reactions.GAS[sign]}"

    def read_script(self, sign: str, start: int) -> str:
        if self.text.startswith(("{", "\\"), self.at):
            found = argument(self.text, self.at)
            content, after = (found.text, found.after) if found else ("", self.at)
        else:
            short = (_RAISED if sign == "^" else _LOWERED).match(self.text, self.at)
            content, after = (short[0], short.end()) if short else ("", self.at)
        if not content.strip():
            what = "superscript" if sign == "^" else "subscript"
            raise FormulaError(f"empty {what} in \\ce{{…}}", "fill it in, as in Ca^2+", start)
        self.at = after
        has_base = self.before in _BASES or self.before == "amount"
        braces = "{}" if not (has_base or self.before == "script") or (sign == "_" and self.lowered) else ""
        self.before = "base" if has_base else "script"
        self.lowered = sign == "_"
        if sign == "^" and has_base and content[-1] in "+-−":
            self.charged()
        return f"{braces}{sign}{{{reactions.script(content, sign)}}}"

    def read_number(self, digits: str, _: int) -> str:
        if self.before in _BASES:
            count = digits.replace(",", ".").replace("/", ".").partition(".")[0]
            self.at -= len(digits) - len(count)
            self.before, self.lowered = "base", True
            return f"_{{{count}}}"
        if self.before == "hyphen" or self.text.startswith(("-", "'"), self.at):
            self.before = "word"
            return digits
        self.before = "amount"
        over, _slash, under = digits.partition("/")
        shown = rf"\tfrac{{{over}}}{{{under}}}" if under else digits.replace(",", "{,}")
        return shown if self.at == len(self.text) else rf"{shown}\,"

    def read_element(self, letters: str, _: int) -> str:
        self.before = "base"
        return rf"\mathrm{{{letters}}}"

    def read_word(self, letters: str, _: int) -> str:
        """Words and symbols are upright. A letter that counts (``n H2O``) or is alone is a variable."""
        follows = self.text[self.at : self.at + 1]
        counts = follows.isupper() or follows == "("
        may_vary = len(letters) == 1 and letters != "e" and self.before in ("", "amount")
        self.before = "base" if len(letters) == 1 and letters.isascii() else "word"
        if not letters.isascii():
            return letters.replace("∆", r"\Delta ")
        if may_vary and (follows in ("", " ", "_", "^") or (counts and letters != "p")):
            self.before = "base" if follows in ("_", "^") else "amount"
            return rf"{letters}\," if counts else letters
        return rf"\mathrm{{{letters}}}"

    def read_command(self, name: str, start: int) -> str:
        if name in (r"\ce", r"\bond"):
            inside = group(self.text, self.at, name, start)
            self.at, self.before = inside.after, "base"
            if name == r"\ce":
                return self.joined(inside.text, inside.start)
            if inside.text not in reactions.BONDS:
                raise FormulaError(f"unknown bond {inside.text!r}", "use -, =, # or ...", inside.start)
            return rf"\mathord{{{reactions.BONDS[inside.text]}}}"
        while self.text.startswith("{", self.at):
            self.at = group(self.text, self.at, name, start).after
        self.before = "word" if name[1:].isalpha() else ""
        latex = self.text[start : self.at]
        return f"{latex} " if latex[-1].isalpha() else latex

    def read_open(self, bracket: str, at: int) -> str:
        self.open.append((bracket, at))
        return bracket

    def read_close(self, bracket: str, at: int) -> str:
        if not self.open or self.open.pop()[0] != {")": "(", "]": "["}[bracket]:
            raise FormulaError(f"unmatched {bracket} in \\ce{{…}}", "remove it, or add the opening bracket", at)
        self.before = "base"
        return bracket

    def read_group(self, _: str, start: int) -> str:
        inside = group(self.text, start, r"\ce", start)
        self.at, self.before = inside.after, "text"
        is_words = _PLAIN.fullmatch(inside.text)
        return rf"\text{{{inside.text}}}" if is_words else f"{{{self.joined(inside.text, inside.start)}}}"

    def read_math(self, _: str, start: int) -> str:
        end = self.text.find("$", self.at)
        if end < 0:
            raise FormulaError(r"$ is not closed in \ce{…}", "close it", start)
        inside, self.at, self.before = self.text[self.at : end], end + 1, "word"
        return f"{{{inside}}}"

    def read_sign(self, sign: str, start: int) -> str:
        """A charge, a bond, a hyphen, or the sign of a sum."""
        if sign in "-−" and _BOND_FOLLOWS.match(self.text, self.at):
            is_hyphen = self.before in ("word", "text")
            self.before = "hyphen" if is_hyphen else "bond"
            return r"\text{-}" if is_hyphen else r"\mathord{-}"
        if self.before in _BASES and sign != "±":
            self.charged()
            return f"^{{{sign}}}"
        self.before = ""
        return r" \pm " if sign == "±" else f" {sign} "

    def charged(self) -> None:
        """End a charge. A second sign directly after it is an error."""
        self.before = "charge"
        if _SECOND_SIGN.match(self.text, self.at):
            raise FormulaError(r"charge written twice in \ce{…}", "write it once, as in Ca^2+", self.at)

    def read_bond(self, sign: str, start: int) -> str:
        shown = reactions.BONDS[sign]
        is_spaced = self.before == "" and self.text[self.at : self.at + 1].isspace()
        self.before = "bond"
        return f" {shown} " if is_spaced else rf"\mathord{{{shown}}}"

    def read_dot(self, sign: str, _: int) -> str:
        return r"\ldots " if sign in ("...", "…") else r"\cdot "

    def read_other(self, sign: str, _: int) -> str:
        return reactions.OTHER.get(sign, sign)
