"""Anki's own core, which imports decks as Anki does.

It is the package ``anki``, under the AGPL: only these tests use it, and no wheel contains or needs it. Without it, its
tests are skipped with a clear message.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


class Anki:
    """A collection in Anki itself."""

    def __init__(self, path: Path) -> None:
        collection = pytest.importorskip(
            "anki.collection",
            reason="*** ANKI'S OWN PACKAGE IS NOT INSTALLED (pip install anki): its tests skipped ***",
        )
        self.request = collection.ImportAnkiPackageRequest
        self.options = collection.ImportAnkiPackageOptions
        self.it = collection.Collection(str(path / "collection.anki2"))

    def take(self, deck: Path, always: bool = False) -> tuple[int, int]:
        """Import a file; return the numbers of new and of updated notes."""
        condition = 1 if always else 0  # always; if newer, which is Anki's default
        options = self.options(update_notes=condition, update_notetypes=condition)
        log = self.it.import_anki_package(self.request(package_path=str(deck), options=options)).log
        assert not log.conflicting
        return len(log.new), len(log.updated)

    def notes(self) -> dict[str, Any]:
        return {note.fields[0]: note for note in map(self.it.get_note, self.it.find_notes(""))}

    def decks(self) -> dict[str, int]:
        return {one.name: self.it.decks.card_count(one.id, False) for one in self.it.decks.all_names_and_ids()}

    def review(self, question: str) -> Any:
        """Answer a card as known, and return it."""
        card = self.notes()[question].cards()[0]
        card.start_timer()
        self.it.sched.answerCard(card, 4)
        return self.it.get_card(card.id)

    def inventory(self) -> dict[str, object]:
        """What must not appear twice: ids of notes and cards, note types, decks, tags and files."""
        return {
            "notes": self.it.db.all("SELECT id, guid, mid FROM notes ORDER BY id"),
            "cards": self.it.db.all("SELECT id, nid, did FROM cards ORDER BY id"),
            "types": sorted((one.id, one.name) for one in self.it.models.all_names_and_ids()),
            "decks": sorted((one.id, one.name) for one in self.it.decks.all_names_and_ids()),
            "tags": sorted(self.it.tags.all()),
            "files": sorted(path.name for path in Path(self.it.media.dir()).iterdir()),
        }
