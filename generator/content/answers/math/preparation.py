r"""TeX as authors write it → TeX that the converter accepts, with the parts of KaTeX and mhchem that it lacks.

Expands ``\ce`` and ``\SI``, writes out tags and formulas inside text, drops colours and sizes, and refuses definitions
and links.
"""

from __future__ import annotations

import re
from typing import ClassVar

from generator.content.answers.math import chemistry, units
from generator.content.answers.math.commands import DROPPED, LETTERS, REFUSED, SIZED, SIZES, TEXTS
from generator.content.answers.math.groups import STRUCTURE, Group, Walk
from generator.content.answers.math.replacements import Prepared
from generator.content.answers.math.tex import FormulaError, argument, group, nesting, open_brackets, option, skip_space

_MOST_OPEN = 16
"""Unclosed brackets; each one doubles the time of the converter."""
_DEEPEST_CHEMISTRY = 30
"""Nested groups in chemistry, whose parser is recursive."""
_COLOUR = re.compile(r"\s*(?:#(?:[0-9A-Fa-f]{3,4}|[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})|[0-9A-Fa-f]{6}|[A-Za-z]+)\s*")
_UPRIGHT = re.compile(r"(?:\\(?:mathrm|text|rm|mathbf|mathsf|operatorname)\b\s*+)?\{?((?:[A-Za-z ]|\\[,;: ])++)\}?")
_LIMITS = re.compile(r"\s*\\limits(?![A-Za-z])")
_SPACES = re.compile(r"\\[,;:!> ]|\s+")


def prepare(tex: str, display: bool) -> Prepared:
    """TeX in which everything is closed and which converts without exponential time. Raises ``FormulaError``."""
    prepared = _Preparation(tex, display).run()
    if open_brackets(prepared.tex, _MOST_OPEN) > _MOST_OPEN:
        raise FormulaError(f"more than {_MOST_OPEN} unclosed brackets", "close them", 0)
    return prepared


class _Preparation(Walk):
    def refuse(self, name: str, at: int) -> None:
        raise FormulaError(f"{name} is not allowed in formulas", "remove it", at)

    def drop(self, name: str, at: int) -> None:
        skipped = option(self.tex, at + len(name)) if name == r"\smash" else None
        self.replace(at, skipped.after if skipped else at + len(name), "")

    def size(self, name: str, at: int) -> None:
        if not self.groups[-1].text:
            self.drop(name, at)

    def percent(self, name: str, at: int) -> None:
        self.percents.append(at)
        self.replace(at, at + 1, r"\%{}" if self.groups[-1].text else r"\%")

    def sign(self, name: str, at: int) -> None:
        """An escaped sign in text: without ``{}`` the converter would drop the space after it."""
        end = at + len(name)
        if self.groups[-1].text and self.tex[end : end + 1].isspace():
            self.edits.append((end, end, "{}"))

    def double_space(self, name: str, at: int) -> None:
        if self.groups[-1].text:
            self.replace(at, at + len(name), r"\quad\quad ")

    def letters(self, name: str, at: int) -> None:
        shown = LETTERS[name]
        self.replace(at, at + len(name), shown if self.groups[-1].text else rf"\text{{{shown}}}")

    def strike(self, name: str, at: int) -> None:
        if not self.groups[-1].text:
            self.replace(at, at + len(name), r"\cancel")

    def root(self, name: str, at: int) -> None:
        self.replace(at, at + 1, r"\surd ")

    def open_text(self, name: str, at: int) -> None:
        start = skip_space(self.tex, at + len(name))
        if not self.tex.startswith("{", start):
            self.replace(at, at + len(name), f"{TEXTS[name]} ")
            return
        begun = f"{TEXTS[name]}{{"
        if TEXTS[name] != name or start != at + len(name):
            self.replace(at, start + 1, begun)
        self.push(Group("{", at, start + 1, text=begun))

    def frame(self, name: str, at: int) -> None:
        """A frame, line or gap around text. Surrounding text ends before it and begins again after it."""
        start = skip_space(self.tex, at + len(name))
        texts = self.texts()
        if not self.tex.startswith("{", start) or not (texts or name == r"\fbox"):
            return
        shown = r"\boxed" if name == r"\fbox" else name
        closing = "}}" + "".join(group.text for group in texts)
        if texts:
            texts[0].has_formula = True
        self.replace(at, start + 1, "}" * len(texts) + rf"{shown}{{\text{{")
        self.push(Group("{", at, start + 1, text=r"\text{", closing=closing, is_apart=True))

    def dollar(self, name: str, at: int) -> None:
        """The delimiters of a formula inside text: the text ends before it and begins again after it."""
        if self.groups[-1].opener == "$":
            self.groups.pop()
            self.replace(at, at + len(name), "}" + "".join(group.text for group in self.texts()))
        elif self.groups[-1].text and name != r"\)":
            texts = self.texts()
            texts[0].has_formula = True
            self.replace(at, at + len(name), "}" * len(texts) + "{")
            self.push(Group("$", at, at + len(name)))
        elif name == "$":
            raise FormulaError("stray $ in a formula", r"remove it, or write \$", at)

    def texts(self) -> list[Group]:
        """The open text groups, outermost first."""
        first = len(self.groups)
        while self.groups[first - 1].text:
            first -= 1
            if self.groups[first].is_apart:
                break
        return self.groups[first:]

    def put(self, start: int, end: int, latex: str) -> None:
        """Replace a stretch with math, even inside text."""
        texts = self.texts()
        if texts:
            texts[0].has_formula = True
            latex = "}" * len(texts) + latex + "".join(group.text for group in texts)
        self.replace(start, end, latex)

    def tag(self, name: str, at: int) -> None:
        """The number of an equation, after it."""
        end = at + len(name) + self.tex.startswith("*", at + len(name))
        inside = group(self.tex, end, name, at)
        if not self.display:
            raise FormulaError(r"\tag in an inline formula", "put the formula between $$ and $$", at)
        if self.groups[-1].tagged:
            raise FormulaError(r"second \tag in one row", "keep only one", at)
        self.groups[-1].tagged = True
        is_bare = self.tex[end - 1] == "*"
        self.replace(at, inside.start, r"\qquad\text{" + ("" if is_bare else "("))
        self.push(Group("{", at, inside.start, text=r"\text{", closing="}" if is_bare else ")}", is_apart=True))

    def colour(self, name: str, at: int) -> None:
        end = at + len(name)
        for _ in range(2 if name == r"\fcolorbox" else 1):
            model = option(self.tex, end)
            named = group(self.tex, model.after if model else end, name, at)
            if not model and not _COLOUR.fullmatch(named.text):
                raise FormulaError(f"{named.text!r} is not a colour", "write a name, or #rrggbb", named.start)
            end = named.after
        if name not in (r"\colorbox", r"\fcolorbox"):
            if name == r"\textcolor" and argument(self.tex, end) is None:
                raise FormulaError(r"\textcolor without a text to colour", r"write \textcolor{red}{…}", at)
            self.replace(at, end, "")
            return
        inside = group(self.tex, end, name, at)
        begun = r"\boxed{\text{" if name == r"\fcolorbox" else r"\text{"
        self.replace(at, inside.start, begun)
        self.push(Group("{", at, inside.start, text=r"\text{", closing="}" * begun.count("{"), is_apart=True))

    def chemistry(self, name: str, at: int) -> None:
        inside = group(self.tex, at + len(name), name, at)
        if inside.text.count("{") > _DEEPEST_CHEMISTRY and nesting(inside.text) > _DEEPEST_CHEMISTRY:
            raise FormulaError(rf"more than {_DEEPEST_CHEMISTRY} nested groups in \ce{{…}}", "simplify the formula", at)
        try:
            pieces = chemistry.expand(inside.text)
        except FormulaError as error:
            raise error.moved(inside.start) from None
        texts = self.texts()
        if texts:
            self.put(at, inside.after, f"{{{''.join(self.nested(latex, at) for _, _, latex in pieces)}}}")
            return
        self.replace(at, inside.start, "{")
        for start, end, latex in pieces:
            self.replace(inside.start + start, inside.start + end, self.nested(latex, inside.start + start))
        self.after = inside.after

    def nested(self, latex: str, at: int) -> str:
        """LaTeX that replaces something at ``at``, prepared as well."""
        if "\\" not in latex:
            return latex
        try:
            return _Preparation(latex, display=False).run().tex
        except FormulaError as error:
            raise FormulaError(error.message, error.remedy, at) from None

    def quantity(self, name: str, at: int) -> None:
        latex, after = units.quantity(self.tex, name, at, at + len(name))
        self.put(at, after, latex)

    def operator(self, name: str, at: int) -> None:
        r"""An operator of letters has its limits below it, as ``\lim`` does."""
        inside = argument(self.tex, at + len(name))
        if inside is None:
            return
        limits = _LIMITS.match(self.tex, inside.after)
        letters = _UPRIGHT.fullmatch(inside.text.strip())
        if letters and len(letters[1]) > 1:
            self.replace(at, inside.after, rf"\operatorname*{{{letters[1].strip()}}}")
        elif limits:
            self.edits.append((limits.start(), limits.end(), " "))

    def rule(self, name: str, at: int) -> None:
        """A line to write on. One without a width, which only separates rows, is dropped."""
        raised = option(self.tex, at + len(name))
        width = group(self.tex, raised.after if raised else at + len(name), name, at)
        height = group(self.tex, width.after, name, at)
        is_wide = bool(re.search("[1-9]", width.text)) and bool(re.search("[1-9]", height.text))
        self.replace(at, height.after, rf"\underline{{\hspace{{{width.text}}}}}" if is_wide else "")

    def starred(self, name: str, at: int) -> None:
        r"""``\hspace*``."""
        end = at + len(name)
        group(self.tex, end + self.tex.startswith("*", end), name, at)
        if self.tex.startswith("*", end):
            self.replace(end, end + 1, "")

    def sized(self, name: str, at: int) -> None:
        r"""``\big`` and similar commands."""
        self.after = self.delimiter(at + len(name))

    handlers: ClassVar = {
        **STRUCTURE,
        **dict.fromkeys(REFUSED, refuse),
        **dict.fromkeys(DROPPED, drop),
        **dict.fromkeys(SIZES, size),
        **dict.fromkeys(TEXTS, open_text),
        **dict.fromkeys(units.ARGUMENTS, quantity),
        **dict.fromkeys((r"\%", r"\&", r"\$", r"\#", r"\_", r"\{", r"\}"), sign),
        **dict.fromkeys((r"\color", r"\textcolor", r"\colorbox", r"\fcolorbox"), colour),
        **dict.fromkeys(SIZED, sized),
        **dict.fromkeys((r"\fbox", r"\boxed", r"\underline", r"\phantom"), frame),
        r"\qquad": double_space,
        "%": percent,
        "√": root,
        "$": dollar,
        r"\(": dollar,
        r"\)": dollar,
        r"\tag": tag,
        r"\ce": chemistry,
        r"\sout": strike,
        **dict.fromkeys(LETTERS, letters),
        r"\mathop": operator,
        r"\rule": rule,
        r"\hspace": starred,
    }
