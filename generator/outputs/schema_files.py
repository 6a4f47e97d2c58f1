"""The JSON Schemas ``record.schema.json``, ``topic.schema.json`` and ``people.schema.json`` in ``assets/``."""

from __future__ import annotations

import json
from collections.abc import Iterator

from generator.outputs.output import Catalogue, Output
from generator.outputs.schema import documents


def outputs(catalogue: Catalogue) -> Iterator[Output]:
    """The schemas; without a ``site_url`` they have no ``$id``."""
    url = catalogue.settings.site_url
    yield documents.RECORD_PATH, _printed(documents.record(url))
    yield documents.TOPIC_PATH, _printed(documents.topic(url))
    yield documents.PEOPLE_PATH, _printed(documents.people(url))


def _printed(schema: documents.Schema) -> bytes:
    return (json.dumps(schema, ensure_ascii=False, indent=1) + "\n").encode("utf-8")
