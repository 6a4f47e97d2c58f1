from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.anki import Anki


@pytest.fixture
def anki(tmp_path: Path) -> Iterator[Anki]:
    """An empty collection."""
    found = Anki(tmp_path)
    yield found
    found.it.close()
