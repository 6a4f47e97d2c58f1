"""Dates as records write them: ISO days in, moment.js format strings out (the tokens that RECORDS allow)."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TOKEN = re.compile(
    r"\[([^\]]*)\]|MMMM|MMM|MM|M|YYYY|YY|Do|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|A|a|([A-Za-z])|([^A-Za-z\[]+|\[)"
)
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def parse_day(text: str) -> date:
    """``2024-11-27`` as a date; anything else, and a day that no calendar has, raises ``ValueError``."""
    if not ISO_DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


@lru_cache(maxsize=1_024)
def unknown_tokens(pattern: str) -> tuple[tuple[int, str], ...]:
    """The letters of a moment.js format that are no token we know, with their offsets."""
    return tuple((m.start(), m[2]) for m in _TOKEN.finditer(pattern) if m[2])


@lru_cache(maxsize=16_384)
def format_day(day: date, pattern: str) -> str:
    """``day`` in a moment.js format such as ``MMM DD, YYYY``; a day begins at midnight. English names.

    Raises ``ValueError`` on an unknown letter, so that a typing error is never printed as text.
    """
    moment = datetime(day.year, day.month, day.day)
    return _TOKEN.sub(lambda match: _print(match, moment), pattern)


def _print(match: re.Match[str], at: datetime) -> str:
    if match[1] is not None or match[3] is not None:
        return str(match[1] if match[1] is not None else match[3])
    if match[2]:
        raise ValueError(f"unknown date token {match[2]!r}")
    token = match[0]
    hour12 = at.hour % 12 or 12
    values: dict[str, str] = {
        "YYYY": f"{at.year:04}", "YY": f"{at.year % 100:02}",
        "MMMM": _MONTHS[at.month - 1], "MMM": _MONTHS[at.month - 1][:3], "MM": f"{at.month:02}", "M": str(at.month),
        "DD": f"{at.day:02}", "D": str(at.day), "Do": ordinal(at.day),
        "dddd": _DAYS[at.weekday()], "ddd": _DAYS[at.weekday()][:3],
        "HH": f"{at.hour:02}", "H": str(at.hour), "hh": f"{hour12:02}", "h": str(hour12),
        "mm": f"{at.minute:02}", "m": str(at.minute), "ss": f"{at.second:02}", "s": str(at.second),
        "A": "AM" if at.hour < 12 else "PM", "a": "am" if at.hour < 12 else "pm",
    }  # fmt: skip
    return values[token]


def ordinal(number: int) -> str:
    """``1st``, ``2nd``, ``3rd``, ``4th`` … ``11th``, ``12th``, ``13th``."""
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
