"""``study/``: the decks of subjects and topics, as the study page asks for them."""

from __future__ import annotations

from collections.abc import Iterator

from generator.outputs.output import Catalogue, Output


def outputs(catalogue: Catalogue) -> Iterator[Output]:
    """Every deck's files."""
    yield from catalogue.decks
