"""Identifiers of the works that a text cites: ISBN and DOI."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.content import works


@pytest.mark.parametrize(
    "text", ["978-0-00-000000-2", "ISBN: 978 0 00 000000 2", "0-306-40615-2", "080442957X", "979-10-90636-07-1"]
)
def test_isbn_is_accepted_in_common_forms(text: str) -> None:
    assert works.isbn(text).isalnum()


@pytest.mark.parametrize("prefix", ["977", "980", "987"])
def test_isbn_begins_with_978_or_979(prefix: str) -> None:
    digits = f"{prefix}000000000"
    check = -sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10
    with pytest.raises(ValueError, match=digits):
        works.isbn(f"{digits}{check}")


@given(st.integers(0, 10**12 - 1), st.integers(0, 12), st.integers(1, 9))
def test_isbn_with_a_wrong_digit_is_refused(number: int, place: int, shift: int) -> None:
    digits = f"978{number % 10**9:09}"
    check = -sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(digits)) % 10
    whole = f"{digits}{check}"
    assert works.isbn(whole) == whole
    wrong = whole[:place] + str((int(whole[place]) + shift) % 10) + whole[place + 1 :]
    with pytest.raises(ValueError, match=wrong):
        works.isbn(wrong)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10.1000/182", "10.1000/182"), ("https://doi.org/10.1038/s41586-020-2649-2", "10.1038/s41586-020-2649-2"),
        ("DOI: 10.1000/182", "10.1000/182"), ("10.1/x", ""), ("10.1000/", ""), ("10.1000/a b", ""), ("see there", ""),
        ('10.1000/"><script>', ""),
    ],
)  # fmt: skip
def test_doi_is_read_from_common_forms(text: str, found: str) -> None:
    if found:
        assert works.doi(text) == found
    else:
        with pytest.raises(ValueError, match=re.escape(text)):
            works.doi(text)
