"""Readers of study decks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def decks(site: Path) -> dict[str, dict[str, Any]]:
    """Read every deck of a site by its title, with the ``cards`` of all its files in order."""
    found = {}
    for path in sorted((site / "study").glob("*/deck.json")):
        deck = json.loads(path.read_bytes())
        parts = [json.loads((path.parent / f"{part}.json").read_bytes()) for part in deck["parts"]]
        assert len(list(path.parent.iterdir())) == 1 + len(set(deck["parts"]))
        found[deck["title"]] = {**deck, "name": path.parent.name, "sizes": [len(part) for part in parts],
                                "cards": [card for part in parts for card in part]}  # fmt: skip
    return found


def ids(deck: dict[str, Any]) -> list[int]:
    """The ids of a deck's cards, in order."""
    return [card[0] for card in deck["cards"]]
