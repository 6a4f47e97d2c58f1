"""Lists (JSON, JSON Lines) → rows, without holding more of a file than the object being read."""

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
    """JSON Lines: one object a line. A line that cannot be read keeps no other from it. Raises ``SourceError``."""
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
                yield Row(number, place, reason=f"over {LARGEST:,} characters; cut it down", position=file.tell())
            elif line.strip():
                value, reason = parse(line)
                yield _row(number, place, value, reason, file.tell())


def read_list(source: Path) -> Iterator[Row]:
    """JSON: one list of objects. What is no JSON ends the reading. Raises ``SourceError`` where there is no list."""
    refuse_utf16(source)
    with source.open("rb") as file:
        window = _Window(opened(file, newline=""))
        opening = window.sign()
        if opening != "[":
            hint = "end its name in .jsonl if it has one object a line" if opening == "{" else "write [{…}, {…}]"
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
            yield Row(number + 1, f"{source}: entry {number + 1}", reason=f"{found} where a comma must stand{REST}")


def _row(number: int, place: str, value: Any, reason: str, position: int) -> Row:
    if not reason and not isinstance(value, dict):
        kind = "a list" if isinstance(value, list) else "null" if value is None else "a single value"
        reason = f'{kind}, not an object; write it as {{"question": "…", "answer": "…"}}'
    return Row(number, place, {} if reason else value, reason, position)


def parse(text: str) -> tuple[Any, str]:
    """A JSON text's value (numbers as they are written), or why it has none."""
    try:
        return _Reader().whole(text.strip())
    except json.JSONDecodeError as error:
        return None, f"not JSON: {error.msg} (character {error.pos + 1})"
    except RecursionError:
        return None, TOO_DEEP


class _Reader:
    """Reads one value; of an object with a key that stands twice it keeps that key's name."""

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
        return f"the key {self.twice!r} stands twice; keep one of the two" if self.twice else ""


class _Window:
    """A JSON text of which only the part being read is held."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text, self.held, self.at = text, "", 0

    def _more(self, characters: int) -> bool:
        read = self.text.read(characters)
        self.held, self.at = self.held[self.at :] + read, 0
        return bool(read)

    def peek(self) -> str:
        """The next character that is no white space; empty at the end."""
        while True:
            found = _SIGN.search(self.held, self.at)
            self.at = found.start() if found else len(self.held)
            if found:
                return found[0]
            if not self._more(_PIECE):
                return ""

    def sign(self) -> str:
        """The same, passed over."""
        found = self.peek()
        self.at += len(found)
        return found

    def value(self) -> tuple[Any, str, bool]:
        """The next value, or why there is none and whether that is the end of the reading."""
        self.peek()
        while True:
            reader, start = _Reader(), self.at
            try:
                value, end = reader.first(self.held, self.at)
            except json.JSONDecodeError as error:
                if len(self.held) - start <= LARGEST and self._more(max(_PIECE, len(self.held) - start)):
                    continue
                return None, f"not JSON: {error.msg} (its character {error.pos - start + 1})", True
            except RecursionError:
                return None, TOO_DEEP, True
            if end < len(self.held) or not self._more(_PIECE):
                self.at = end
                return as_text(value), reader.reason(), False
