"""The features of all records as weights: the rarer a feature, the heavier; every record has the same total length."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

UNIT = 255
"""The length of a record's vector of weights."""
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Rarity:
    """The rarity of each feature that several records have: ``values[i]`` for the sorted ``hashes[i]``."""

    hashes: Array
    values: Array
    _known: dict[int, int] = field(default_factory=dict)

    def of(self, feature: int) -> int:
        """Return the rarity of a feature; 0 if fewer than two records have it."""
        known = self._known.get(feature)
        if known is None:
            at = int(np.searchsorted(self.hashes, feature))
            known = int(self.values[at]) if at < len(self.hashes) and self.hashes[at] == feature else 0
            self._known[feature] = known
        return known


class Weights(NamedTuple):
    """Weights of features that several records have: ``values[i]`` in record ``rows[i]`` for ``hashes[columns[i]]``."""

    rows: Array
    columns: Array
    values: Array
    hashes: Array
    rarity: Rarity


def weigh(packed: Sequence[bytes], topics: Mapping[int, Collection[int]]) -> Weights:
    """Weigh the packed features of each record (see ``features.features``).

    ``topics`` has the hashes of each topic's names by a number above all hashes. A record with one of the names has
    the topic as a feature too.
    """
    rows, hashes, weights = _with_topics(*_entries(packed), topics)
    hashes, columns, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    rarities = _rarities(counts, len(packed))
    values = _unit(rows, weights * rarities[columns], len(packed))
    is_shared = counts > 1
    rarity = Rarity(hashes[is_shared], rarities[is_shared].astype(np.uint8))
    kept = is_shared[columns]
    return Weights(rows[kept], columns[kept], values[kept], hashes, rarity)


def _entries(packed: Sequence[bytes]) -> tuple[Array, Array, Array]:
    """Return the rows, hashes and weights of all features."""
    counts = [len(one) // 5 for one in packed]
    hashes = np.frombuffer(b"".join(one[: 4 * n] for one, n in zip(packed, counts, strict=True)), np.uint32)
    weights = np.frombuffer(b"".join(one[4 * n :] for one, n in zip(packed, counts, strict=True)), np.uint8)
    return np.repeat(np.arange(len(packed)), counts), hashes.astype(np.int64), weights.astype(np.int64)


def _with_topics(
    rows: Array, hashes: Array, weights: Array, topics: Mapping[int, Collection[int]]
) -> tuple[Array, Array, Array]:
    """Add topics as features, each as heavy as the heaviest of its names."""
    by_name = {name: number for number, names in sorted(topics.items()) for name in names}
    if not by_name or not len(hashes):
        return rows, hashes, weights
    named = np.array(sorted(by_name), dtype=np.int64)
    numbers = np.array([by_name[name] for name in sorted(by_name)], dtype=np.int64)
    at = np.minimum(np.searchsorted(named, hashes), len(named) - 1)
    found = named[at] == hashes
    pairs, where = np.unique(np.stack([rows[found], numbers[at[found]]]), axis=1, return_inverse=True)
    heaviest = np.zeros(pairs.shape[1], np.int64)
    np.maximum.at(heaviest, where.ravel(), weights[found])
    added = zip((rows, hashes, weights), (pairs[0], pairs[1], heaviest), strict=True)
    rows, hashes, weights = map(np.concatenate, added)
    return rows, hashes, weights


def _rarities(counts: Array, records: int) -> Array:
    """Return inverse document frequencies as whole half powers of two, which change only if a count grows by 40 %."""
    rarities: Array = np.maximum(1, 2 * records.bit_length() - np.frexp(counts.astype(float) ** 2)[1])
    return rarities


def _unit(rows: Array, values: Array, count: int) -> Array:
    """Scale the values of each row to a vector of length ``UNIT``, as whole numbers."""
    lengths = np.sqrt(np.bincount(rows, weights=(values * values).astype(float), minlength=count))
    units: Array = np.rint(UNIT * values / lengths[rows]).astype(np.int64)
    return units
