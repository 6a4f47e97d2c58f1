r"""Finds math, code and line breaks in an encoded answer; returns Markdown with a mark for each formula.

Math and code must be found before Markdown is parsed: a Markdown engine would treat the underscores of a formula as
emphasis, and a decoder that recognizes neither would break ``\nabla``. The rules are those of RECORDS ("Decoding
`answer`", "The dialect"). Ambiguous dollars are prose unless the content looks like math.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import cached_property

from generator.content.answers.source.code import (
    BREAK,
    FENCE,
    closing_fence,
    decode_code_span,
    decode_fence,
    runs_of_backticks,
)
from generator.content.answers.source.dollars import (
    LONGEST_IN_LINE,
    ends_outside_braces,
    is_bracketed_math,
    is_display_math,
    is_inline_math,
)
from generator.content.answers.source.escapes import Trace, decode_math, unquoted, verbatim
from generator.content.answers.source.marks import CLOSE, OPEN, RESERVED, Formula, Scanned, only_breaks
from generator.content.answers.source.matches import Matches

_BRACKETS = {"(": (r"(?<!\\)\\\(", r"\\\)"), "[": (r"(?<!\\)\\\[", r"\\\]")}
_OTHER_BACKSLASH = r"\\(?!n)"
_SPECIAL = re.compile(r"[\\`$\n]")
_BLOCK_END = rf"(?:[ \t\r]*{BREAK}|[ \t]*(?:#{{1,6}}[ \t]|[-*+][ \t]|\d{{1,3}}[.)][ \t]|```|~~~)|[ \t]*\Z)"
"""What follows the line break at the end of a paragraph."""
_DISPLAY_STOP = r"[ \t]*(?:#{1,6}[ \t]|```|\d{1,3}[.)][ \t]+\D)"
"""What, after a line break, cannot be inside a display formula."""
_STOPS = [(line_break + _BLOCK_END, line_break + _DISPLAY_STOP) for line_break in (BREAK, r"\\n")]
_CLOSING_DOLLARS = {1: r"(?<!\\)\$|(?<=\\\\)\$", 2: r"(?<!\\)\$\$|(?<=\\\\)\$\$"}
"""Dollars that are not escaped with a backslash. (Two backslashes before them are a row break.)"""


def scan(answer: str, escapes: bool = True) -> Scanned:
    r"""Decode an answer. Without ``escapes`` (for a body), ``\n`` is kept; math is found in the same way."""
    if any(char in answer for char in "\ue000\ue001\ue002\ue003\ue004\ue005\ue006\ue007"):
        answer = answer.translate(RESERVED)
    plain = answer.count("\\") == answer.count("\\n") and not any(sign in answer for sign in "`$~\n")
    return only_breaks(answer) if plain and escapes else _Scanner(answer, escapes).run()


class _Scanner:
    def __init__(self, source: str, escapes: bool) -> None:
        self.source = source
        self.escapes = escapes
        self.at = 0
        self.out: list[str] = []
        self.length = 0
        self.trace = Trace()
        self.formulas: list[Formula] = []
        self.code: list[tuple[int, int]] = []
        self.in_one_line = escapes and "```" not in source and "~~~" not in source and "\n" not in source
        """Only escaped line breaks, and no line that could begin a fence: the usual answer."""
        self.block_end, self.display_stop = _STOPS[self.in_one_line]
        self.signs = {"$": -1, "`": -1}
        self.pieces_read = 0
        self.line_sign = ""
        self.next = Matches(source).next

    def run(self) -> Scanned:
        if not self.fence():
            self.copy(0)
        while self.at < len(self.source):
            char = self.source[self.at]
            if char == "\\":
                self.backslash()
            elif char == "`":
                self.code_span()
            elif char == "$":
                self.dollar()
            elif char == "\n":
                self.line_break(1)
            else:
                self.copy(1)
        return Scanned("".join(self.out), tuple(self.formulas), self.trace, tuple(self.code))

    def emit(self, text: str, source_after: int) -> None:
        """Append decoded text, and continue at ``source_after``."""
        self.out.append(text)
        self.length += len(text)
        self.at = source_after
        self.trace.add(self.length, source_after)

    def copy(self, at_least: int) -> None:
        """Copy ``at_least`` characters and everything up to the next special one.

        Escaped line breaks are decoded on the way if no line can begin a fence.
        """
        end = self.next_special(self.at + at_least)
        text = self.source[self.at : end]
        if not self.in_one_line or "\\n" not in text:
            self.out.append(text)
            self.length += end - self.at
        else:
            self.copy_lines(text)
        self.at = end

    def next_special(self, start: int) -> int:
        """The offset of the next character that may begin something, or of the end."""
        if not self.in_one_line:
            found = _SPECIAL.search(self.source, start)
            return found.start() if found else len(self.source)
        end, _ = self.next(_OTHER_BACKSLASH, start)
        for sign, at in self.signs.items():
            if at < start:
                found_at = self.source.find(sign, start)
                self.signs[sign] = at = found_at if found_at >= 0 else len(self.source)
            end = min(end, at)
        return end

    def copy_lines(self, text: str) -> None:
        r"""Append text in which every ``\n`` is a line break."""
        self.out.append(text.replace("\\n", "\n"))
        lines = text.split("\\n")
        source = self.at
        for line in lines[:-1]:
            self.length += len(line) + 1
            source += len(line) + 2
            self.trace.add(self.length, source)
        self.length += len(lines[-1])

    def line_break(self, width: int) -> None:
        self.emit("\n", self.at + width)
        self.fence()

    def backslash(self) -> None:
        following = self.source[self.at + 1 : self.at + 2]
        if self.escapes and self.source.startswith("\\n", self.at + 1):
            self.copy(1)
            return
        if following == "n" and self.escapes:
            self.line_break(2)
        elif following in ("(", "["):
            opening, closing = _BRACKETS[following]
            end, after = self.next(closing, self.at + 2)
            again, _ = self.next(opening, self.at + 2)
            stop, _ = self.next(self.block_end, self.at) if following == "(" else (end, end)
            unclosed = end == after or stop < end or again < end  # the inner one of two may be closed
            if unclosed or not is_bracketed_math(self.source[self.at + 2 : end]):
                self.copy(2)
            else:
                self.formula(self.at + 2, end, 2, display=following == "[")
        else:
            self.copy(2 if following and following not in "\n" else 1)

    def fence(self) -> bool:
        """Read a fenced block that begins on this line. Without a closing fence it extends to the end, as in
        CommonMark."""
        opening = FENCE.match(self.source, self.at)
        if not opening:
            return False
        info_end, _ = self.next(BREAK if self.escapes else "\n", opening.end())
        if "`" in self.source[opening.end() : info_end] and opening[1][0] == "`":
            return False
        closing = closing_fence(opening[1]).search(self.source, info_end)
        end = closing.start() if closing else len(self.source)
        start = self.length
        self.emit(self.source[self.at : info_end], info_end)
        self.embed(*(decode_fence if self.escapes else verbatim)(self.source[info_end:end], info_end), end)
        if closing:
            width = 1 if closing[0].startswith("\n") else 2
            self.emit("\n", closing.start() + width)
            self.emit(closing[0][width:], closing.end())
        self.code.append((start, self.length))
        return True

    def embed(self, decoded: str, trace: Trace, source_after: int) -> None:
        """Append text that is already decoded, with its own trace."""
        self.trace.extend(self.length, trace)
        self.emit(decoded, source_after)

    def code_span(self) -> None:
        first = self.at + 1
        while self.source.startswith("`", first):
            first += 1
        run = self.source[self.at : first]
        runs = self.backticks.get(len(run), [])
        number = bisect_left(runs, first)
        stop, _ = self.next(self.block_end, first)
        if number == len(runs) or stop < runs[number]:
            self.copy(len(run))
            return
        last = runs[number]
        after = last + len(run)
        start = self.length
        self.emit(run, first)
        self.embed(*(decode_code_span if self.escapes else verbatim)(self.source[first:last], first), last)
        self.emit(run, after)
        self.code.append((start, self.length))

    @cached_property
    def backticks(self) -> dict[int, list[int]]:
        return runs_of_backticks(self.source)

    @cached_property
    def outside_braces(self) -> dict[int, int]:
        return ends_outside_braces(self.source)

    def dollar(self) -> None:
        width = 2 if self.source.startswith("$$", self.at) else 1
        start = self.at + width
        end, after = self.next(_CLOSING_DOLLARS[width], start)
        stop, _ = self.next(self.display_stop if width == 2 else self.block_end, start)
        inside = self.source[start:end]
        if width == 1 and "\\text" in inside:
            outside = self.outside_braces.get(self.at, end)
            if outside < min(stop, start + LONGEST_IN_LINE):
                end, after = outside, max(after, outside + 1)
                inside = self.source[start:end]
        if end == after or stop < end:
            is_math = False
        elif width == 2:
            is_math = is_display_math(inside)
        else:
            is_math = not self.source.startswith("$$", end) and is_inline_math(inside, self.source[after : after + 1])
        if is_math:
            self.formula(start, end, width, display=width == 2)
        else:
            self.copy(width)

    def in_table_row(self) -> bool:
        """Whether the current line begins with a pipe. Each piece of the output is read once."""
        for number in range(self.pieces_read, len(self.out)):
            _, is_new_line, line = self.out[number].rpartition("\n")
            if is_new_line or not self.line_sign:
                self.line_sign = line.lstrip()[:1]
        self.pieces_read = len(self.out)
        return self.line_sign == "|"

    def formula(self, start: int, end: int, delimiter: int, display: bool) -> None:
        inside = self.source[start:end]
        decoded, trace = decode_math(inside, start, display) if self.escapes else verbatim(inside, start)
        if display and ">" in decoded:
            decoded = unquoted(decoded, "".join(self.out[-3:]))
        if "\\|" in decoded and not display and self.in_table_row():
            decoded = decoded.replace("\\|", " |")  # the backslash belongs to the table
        source = self.source[start - delimiter : end + delimiter]
        self.formulas.append(Formula(decoded, display, trace, source))
        self.emit(f"{OPEN}{len(self.formulas) - 1}{CLOSE}", end + delimiter)
