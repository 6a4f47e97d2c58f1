"""Basic parsing of TeX: groups, arguments, brackets, and the error with an offset."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ESCAPED_OR_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_ESCAPED_OR_BRACKET = re.compile(r"\\.|[{}\]]", re.DOTALL)
_SINGLE = re.compile(r"\\[A-Za-z]+|\\.|[^\\{}]", re.DOTALL)
_OPEN, _CLOSE = "(\\[⌈⌊⌜⌞⎰❲⟅⟦⟨⟪⟬⟮⦃⦅⦇⦉⦋⦍⦏⦑⦓⦕⦗⧘⧚⧼", ")\\]⌉⌋⌝⌟⎱❳⟆⟧⟩⟫⟭⟯⦄⦆⦈⦊⦌⦎⦐⦒⦔⦖⦘⧙⧛⧽"
_PAIRED = "ang|angle|Angle|brack|brace|Brace|paren|ceil|floor|group|moustache|vert|Vert"
"""Endings of the commands for brackets, after ``l`` or ``r``."""
_OPENER = re.compile(rf"[{_OPEN}]|\\[{{lu]")
"""One of these is in every opening bracket."""
_BRACKET = re.compile(
    rf"\\(?:left|right)\s*\\?."
    rf"|(?P<open>[{_OPEN}]|\\(?:\{{|(?:l(?:{_PAIRED}|langle|lbracket|lparenthesis|lcorner)|ulcorner)(?![A-Za-z])))"
    rf"|(?P<close>[{_CLOSE}]|\\(?:\}}|(?:r(?:{_PAIRED}|rangle|rbracket|rparenthesis)|[lu]rcorner)(?![A-Za-z])))",
    re.DOTALL,
)


class FormulaError(Exception):
    """A formula that cannot be converted; ``offset`` counts characters of its TeX as written."""

    def __init__(self, message: str, remedy: str, offset: int) -> None:
        super().__init__(message)
        self.message, self.remedy, self.offset = message, remedy, offset

    def moved(self, by: int) -> FormulaError:
        """The same error, for a text of which this one is the part that begins at offset ``by``."""
        return FormulaError(self.message, self.remedy, by + self.offset)


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its text, where that begins, and the offset after the argument."""

    text: str
    start: int
    after: int


def closing_brace(tex: str, start: int) -> int:
    """The offset of the brace that closes the group whose content begins at ``start``; -1 if it is missing."""
    depth = 1
    for found in _ESCAPED_OR_BRACE.finditer(tex, start):
        depth += (found[0] == "{") - (found[0] == "}")
        if not depth:
            return found.start()
    return -1


def nesting(tex: str) -> int:
    """The greatest number of nested groups."""
    depth = most = 0
    for found in _ESCAPED_OR_BRACE.finditer(tex):
        depth += (found[0] == "{") - (found[0] == "}")
        most = max(most, depth)
    return most


def open_brackets(tex: str, limit: int) -> int:
    """How many brackets are open at the end; 0 also for a text that has too few to exceed the ``limit``."""
    if len(_OPENER.findall(tex)) <= limit:
        return 0
    depth = 0
    for found in _BRACKET.finditer(tex):
        depth = max(0, depth + (found["open"] is not None) - (found["close"] is not None))
    return depth


def skip_space(tex: str, at: int) -> int:
    """The offset of the next character that is not white space."""
    while at < len(tex) and tex[at].isspace():
        at += 1
    return at


def argument(tex: str, at: int) -> Argument | None:
    """The argument at ``at``: a group, a command or one character."""
    at = skip_space(tex, at)
    if tex.startswith("{", at):
        end = closing_brace(tex, at + 1)
        return Argument(tex[at + 1 : end], at + 1, end + 1) if end >= 0 else None
    found = _SINGLE.match(tex, at)
    return Argument(found[0], at, found.end()) if found else None


def group(tex: str, at: int, command: str, owner: int) -> Argument:
    """The group at ``at``, which the ``command`` at ``owner`` requires. Raises ``FormulaError`` if it is missing."""
    found = argument(tex, at) if tex.startswith("{", skip_space(tex, at)) else None
    if found is None:
        raise FormulaError(f"{command} is not followed by {{…}}", f"write {command}{{…}}", owner)
    return found


def option(tex: str, at: int) -> Argument | None:
    """The text in square brackets directly at ``at``; ``None`` if there is none."""
    if not tex.startswith("[", at):
        return None
    depth = 0
    for found in _ESCAPED_OR_BRACKET.finditer(tex, at + 1):
        depth += (found[0] == "{") - (found[0] == "}")
        if found[0] == "]" and not depth:
            return Argument(tex[at + 1 : found.start()], at + 1, found.end())
    return None
