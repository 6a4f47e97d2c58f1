"""Read rows from JSON and JSON Lines, one object at a time, so that memory stays small."""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from generator.editing.exchange.rows import LARGEST, REST, TOO_DEEP, Row, SourceError, as_text, opened, refuse_utf16

_SIGN = re.compile(r"[^ \t\r\n]")
_PIECE = 2**16


def read_lines(source: Path) -> Iterator[Row]:
    """Rows of JSON Lines: one object per line. Invalid lines are skipped with a reason. Raises ``SourceError``."""
    refuse_utf16(source)
    with source.open("rb") as file:
        text = opened(file, newline="\n")
        number = 0
        while line := text.readline(LARGEST):
            number += 1
            place = f"{source}: line {number}"
            if len(line) == LARGEST and not line.endswith("\n"):
                while (rest := text.readline(LARGEST)) and not rest.endswith("\n"):
                    pass
                yield Row(number, place, reason=f"longer than {LARGEST:,} characters; shorten it", position=file.tell())
            elif line.strip():
                value, reason = parse(line)
                yield _row(number, place, value, reason, file.tell())


def read_list(source: Path) -> Iterator[Row]:
    """Rows of a JSON list of objects; invalid JSON ends the reading. Raises ``SourceError`` if it is not a list."""
    refuse_utf16(source)
    with source.open("rb") as file:
        window = _Window(opened(file, newline=""))
        opening = window.sign()
        if opening != "[":
            hint = "name it .jsonl if it has one object per line" if opening == "{" else "write [{…}, {…}]"
            raise SourceError(f"{source}: not a JSON list of objects; {hint}")
        number = 0
        sign = "]" if window.peek() == "]" else ","
        while sign == ",":
            number += 1
            value, reason, is_over = window.value()
            yield _row(number, f"{source}: entry {number}", value, reason + REST * is_over, file.tell())
            if is_over:
                return
            sign = window.sign()
        if number and sign != "]":
            found = repr(sign) if sign else "the end of the file"
            yield Row(number + 1, f"{source}: entry {number + 1}", reason=f"found {found} instead of a comma{REST}")


def _row(number: int, place: str, value: Any, reason: str, position: int) -> Row:
    if not reason and not isinstance(value, dict):
        kind = "a list" if isinstance(value, list) else "null" if value is None else "a single value"
        reason = f'{kind}, not an object; write it as {{"question": "…", "answer": "…"}}'
    return Row(number, place, {} if reason else value, reason, position)


def parse(text: str) -> tuple[Any, str]:
    """The value of a JSON text (numbers as text), or the reason why it is invalid."""
    try:
        return _Decoder().whole(text.strip())
    except json.JSONDecodeError as error:
        return None, f"not JSON: {error.msg} (character {error.pos + 1})"
    except RecursionError:
        return None, TOO_DEEP


class _Decoder:
    """Decodes one value; ``twice`` is a key that an object has twice."""

    def __init__(self) -> None:
        self.twice = ""
        self.decoder = json.JSONDecoder(
            object_pairs_hook=self._object, parse_int=str, parse_float=str, parse_constant=str
        )

    def _object(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            self.twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        return found

    def whole(self, text: str) -> tuple[Any, str]:
        return as_text(self.decoder.decode(text)), self.reason()

    def first(self, text: str, at: int) -> tuple[Any, int]:
        return self.decoder.raw_decode(text, at)

    def reason(self) -> str:
        return f"duplicate key {self.twice!r}; keep one of the two" if self.twice else ""


class _Window:
    """A JSON text of which only the part that is being read is in memory."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text, self.held, self.at = text, "", 0

    def _more(self, characters: int) -> bool:
        read = self.text.read(characters)
        self.held, self.at = self.held[self.at :] + read, 0
        return bool(read)

    def peek(self) -> str:
        """The next character other than white space; empty at the end."""
        while True:
            found = _SIGN.search(self.held, self.at)
            self.at = found.start() if found else len(self.held)
            if found:
                return found[0]
            if not self._more(_PIECE):
                return ""

    def sign(self) -> str:
        """Read the next character other than white space."""
        found = self.peek()
        self.at += len(found)
        return found

    def value(self) -> tuple[Any, str, bool]:
        """The next value, or the reason why it is invalid, and whether reading must end."""
        self.peek()
        while True:
            decoder, start = _Decoder(), self.at
            try:
                value, end = decoder.first(self.held, self.at)
            except json.JSONDecodeError as error:
                if len(self.held) - start <= LARGEST and self._more(max(_PIECE, len(self.held) - start)):
                    continue
                return None, f"not JSON: {error.msg} (character {error.pos - start + 1} of the entry)", True
            except RecursionError:
                return None, TOO_DEEP, True
            if end < len(self.held) or not self._more(_PIECE):
                self.at = end
                return as_text(value), decoder.reason(), False
