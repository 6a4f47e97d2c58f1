"""``study/``: the decks of subjects and topics, which the study page loads."""

from __future__ import annotations

from collections.abc import Iterator

from generator.outputs.output import Catalogue, Output


def outputs(catalogue: Catalogue) -> Iterator[Output]:
    """The files of all decks."""
    yield from catalogue.decks
