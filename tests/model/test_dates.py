"""Dates in moment.js patterns, formatted in English."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.model import dates

DAY = date(2024, 11, 7)


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("MMM DD, YYYY", "Nov 07, 2024"),
        ("MMMM Do YYYY", "November 7th 2024"),
        ("dddd, D. M. YY", "Thursday, 7. 11. 24"),
        ("ddd MM/DD", "Thu 11/07"),
        ("[on the] Do [of] MMMM", "on the 7th of November"),
        ("YYYY-MM-DD HH:mm:ss", "2024-11-07 00:00:00"),
        ("h hh H A a m s", "12 12 0 AM am 0 0"),
        ("", ""),
        ("[", "["),
    ],
)
def test_date_format_tokens(pattern: str, expected: str) -> None:
    assert dates.format_day(DAY, pattern) == expected


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (22, "22nd"),
        (30, "30th"),
        (31, "31st"),
    ],
)
def test_ordinal_numbers(number: int, expected: str) -> None:
    assert dates.ordinal(number) == expected


@pytest.mark.parametrize(
    ("pattern", "found"),
    [("MMM Q", [(4, "Q")]), ("YYYY", []), ("[Quarter] Q x", [(10, "Q"), (12, "x")]), ("w", [(0, "w")])],
)
def test_unknown_tokens_are_reported_with_their_offset(pattern: str, found: list[tuple[int, str]]) -> None:
    assert list(dates.unknown_tokens(pattern)) == found
    if found:
        with pytest.raises(ValueError, match="unknown date token"):
            dates.format_day(DAY, pattern)


@given(st.text(max_size=30))
def test_every_pattern_is_formatted_or_reports_its_unknown_tokens(pattern: str) -> None:
    if dates.unknown_tokens(pattern):
        return
    assert isinstance(dates.format_day(DAY, pattern), str)


@pytest.mark.parametrize(
    "text", ["2024-1-02", "2024-13-01", "2023-02-29", "20240101", "27.11.2024", "", "2024-11-27T00:00:00"]
)
def test_invalid_dates_are_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the text is the whole message
        dates.parse_day(text)


@given(st.dates())
def test_dates_round_trip(day: date) -> None:
    assert dates.parse_day(day.isoformat()) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024/1/5", "2024-01-05"), ("2024.01.05", "2024-01-05"), ("2024 1 5", "2024-01-05"), ("20240105", "2024-01-05"),
        ("27.11.2024", "2024-11-27"), ("11/27/2024", "2024-11-27"), ("5-5-2024", "2024-05-05"), ("2024–11–27", "2024-11-27"),
        ("Jan 5th, 2024", "2024-01-05"), ("5 January 2024", "2024-01-05"), ("27th sept. 2024", "2024-09-27"),
        ("“2024-11-27”", "2024-11-27"), (" 2024-11-27. ", "2024-11-27"), ("2024-11-27T00:00:00.000+02:00", "2024-11-27"),
        ("2024-11-27 00:00", "2024-11-27"), ("٢٠٢٤-١١-٢٧", "2024-11-27"),
        ("05.01.2024", None), ("1/2/2024", None), ("27/11/24", None), ("2024-11-27 10:31", None), ("2024-02-30", None),
        ("31.06.2024", None), ("2024-1/5", None), ("November 2024", None), ("5 Jan 5 2024", None), ("0001-01-01", None),
        ("5 maybe 2024", None), ("someday", None), ("", None), ("999999999", None),
    ],
)  # fmt: skip
def test_unambiguous_dates_in_other_forms_are_read(text: str, day: str | None) -> None:
    assert dates.unambiguous(text) == (day and date.fromisoformat(day))


@given(
    st.dates(min_value=date(1001, 1, 1)),
    st.sampled_from(["YYYY/M/D", "MMMM Do, YYYY", "D MMM YYYY", "YYYY-MM-DD HH:mm"]),
)
def test_dates_with_a_month_name_are_read(day: date, form: str) -> None:
    assert dates.unambiguous(dates.format_day(day, form)) == day


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2026-13-30", "there is no month 13"), ("2026-00-30", "there is no month 0"),
        ("2023-02-29", "February 2023 has no day 29"), ("2023-11-00", "November 2023 has no day 0"),
        ("0000-01-01", "there is no year 0"), ("27.11.2024", ""), ("soon", ""),
    ],
)  # fmt: skip
def test_why_a_date_is_impossible(text: str, reason: str) -> None:
    assert dates.invalid_reason(text) == reason
