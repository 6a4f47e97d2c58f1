"""Dates in records: read ISO dates, and print them in moment.js formats."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TOKEN = re.compile(
    r"\[([^\]]*)\]|MMMM|MMM|MM|M|YYYY|YY|Do|DD|D|dddd|ddd|HH|H|hh|h|mm|m|ss|s|A|a|([A-Za-z])|([^A-Za-z\[]+|\[)"
)
_FULL_YEAR_FIRST = re.compile(r"(\d{4})([-/. ])(\d{1,2})\2(\d{1,2})|(\d{4})(\d\d)(\d\d)")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4})")
_IN_WORDS = re.compile(r"(?:(\d{1,2})(?:st|nd|rd|th)?[ -])?([a-z]{3,9})\.?[ -](?:(\d{1,2})(?:st|nd|rd|th)?,? )?(\d{4})")
_MIDNIGHT = re.compile(r"[T ]00:00(?::00(?:\.0+)?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?$")
_PLAIN = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-") | dict.fromkeys("\u201c\u201d\u2018\u2019`\"'", "")
)
_MIDNIGHT_TOKENS = dict.fromkeys(("HH", "mm", "ss"), "00") | dict.fromkeys(("hh", "h"), "12")
_MIDNIGHT_TOKENS |= dict.fromkeys("Hms", "0") | {"A": "AM", "a": "am"}
_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()


def parse_day(text: str) -> date:
    """Parse a date such as ``2024-11-27``. Raises ``ValueError`` for another form and for impossible dates."""
    if not ISO_DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def invalid_reason(text: str) -> str:
    """Return why a text of the form ``YYYY-MM-DD`` is not a date; empty for any other text."""
    if not ISO_DAY.fullmatch(text):
        return ""
    year, month, day = (int(part) for part in text.split("-"))
    if not year:
        return "there is no year 0"
    return f"{_MONTHS[month - 1]} {year} has no day {day}" if 1 <= month <= 12 else f"there is no month {month}"


def unambiguous(text: str) -> date | None:
    """Parse a date in another form; ``None`` if it is ambiguous or has a time other than midnight.

    Accepts the year first (``2024/1/5``, ``20240105``), the year last if only one number can be the month
    (``27.11.2024``, not ``05.01.2024``), and English months (``Jan 5th, 2024``). Quotation marks and midnight are
    ignored.
    """
    plain = _MIDNIGHT.sub("", " ".join(text.translate(_PLAIN).split())).strip(" ,.")
    try:
        if found := _FULL_YEAR_FIRST.fullmatch(plain):
            year, month, day = (
                int(part) for part in (found[1] or found[5], found[3] or found[6], found[4] or found[7])
            )
            return date(year, month, day) if year > 1000 else None
        if found := _YEAR_LAST.fullmatch(plain):
            low, high = sorted((int(found[1]), int(found[3])))
            return date(int(found[4]), low, high) if high > 12 or low == high else None
        return _in_words(plain.casefold())
    except ValueError:
        return None


def _in_words(text: str) -> date | None:
    found = _IN_WORDS.fullmatch(text)
    if not found or (found[1] is None) == (found[3] is None):
        return None
    months = [n for n, name in enumerate(_MONTHS, 1) if found[2] in (name.casefold(), name[:3].casefold())]
    months += [9] if found[2] == "sept" else []
    return date(int(found[4]), months[0], int(found[1] or found[3])) if months else None


@lru_cache(maxsize=1_024)
def unknown_tokens(pattern: str) -> tuple[tuple[int, str], ...]:
    """Return the letters of a moment.js format that are not known tokens, with their offsets."""
    return tuple((m.start(), m[2]) for m in _TOKEN.finditer(pattern) if m[2])


@lru_cache(maxsize=16_384)
def format_day(day: date, pattern: str) -> str:
    """Format a date in a moment.js format such as ``MMM DD, YYYY``, in English and with midnight as its time.

    Raises ``ValueError`` for an unknown letter, so that a typo in the format is never printed as text.
    """
    return _TOKEN.sub(lambda match: _print(match, day), pattern)


def _print(match: re.Match[str], day: date) -> str:
    literal = match[1] if match[1] is not None else match[3]
    if literal is not None:
        return str(literal)
    if match[2]:
        raise ValueError(f"unknown date token {match[2]!r}")
    month, weekday = _MONTHS[day.month - 1], _DAYS[day.weekday()]
    values = _MIDNIGHT_TOKENS | {
        "YYYY": f"{day.year:04}",
        "YY": f"{day.year % 100:02}",
        "MMMM": month,
        "MMM": month[:3],
        "MM": f"{day.month:02}",
        "M": str(day.month),
        "DD": f"{day.day:02}",
        "D": str(day.day),
        "Do": ordinal(day.day),
        "dddd": weekday,
        "ddd": weekday[:3],
    }
    return values[match[0]]


def ordinal(number: int) -> str:
    """Return an English ordinal: ``1st``, ``2nd``, ``3rd``, ``4th``, ``11th``."""
    if 10 <= number % 100 <= 20:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
