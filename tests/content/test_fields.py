"""Examples of fields: editors see them, so they are values that the field allows."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from generator.content import fields
from generator.content.field import Field, Kind


def nested(all_fields: Iterable[Field]) -> list[Field]:
    """Return the fields and those inside them."""
    return [inner for field in all_fields for inner in (field, *nested(field.inside))]


ALL = nested(
    field
    for listed in vars(fields).values()
    if isinstance(listed, tuple)
    for field in listed
    if isinstance(field, Field)
)


def test_fields_of_all_files_are_collected() -> None:
    assert {"page_keywords", "sources", "isbn", "corrections", "role", "synonyms"} <= {field.name for field in ALL}


@pytest.mark.parametrize("field", [field for field in ALL if field.inside], ids=lambda field: field.name)
def test_examples_of_blocks_have_known_keys(field: Field) -> None:
    known = {inner.name: inner for inner in field.inside}
    blocks = field.example if field.kind is Kind.BLOCKS else [field.example]
    for key, value in ((key, value) for block in blocks if isinstance(block, dict) for key, value in block.items()):
        assert key in known
        assert value
        assert isinstance(value, type(known[key].example))


@pytest.mark.parametrize("field", [field for field in ALL if field.choices], ids=lambda field: field.name)
def test_examples_are_among_the_choices(field: Field) -> None:
    assert field.example in field.choices
