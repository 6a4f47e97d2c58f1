"""Which records are nearest to which: sparse vectors of features, and of each record the few others with the largest
products.

Near-linear: a record asks with its ``_ASKED`` weightiest features only, and a feature answers with the ``_ANSWERING``
records in which it weighs most. All values are whole numbers, so that sums do not depend on the order of files.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from generator.system import processes
from generator.system.processes import SerialExecutor

_ASKED, _ANSWERING = 32, 200
NEAREST = 12
"""Records kept for each."""
RANKED = 8
"""Of these, those that are put in order by what they add."""
_FAR, _LEAST = 6, 3
"""A record whose product is this many times smaller than the nearest one's is not ranked, but three always are."""
_ROWS = 500
"""Rows multiplied at a time: what bounds the memory."""
_WORTH = 4
"""So many times as many rows are worth processes."""
_UNIT = 255
"""The length of a vector."""
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Nearest:
    """Of the record ``ids[i]`` (in order) the nearest others: their ids and products in row ``i``, best first.

    ``ranked`` has the ids of some of them in another order: each adds most to those before it. Rows end in zeros where
    there are fewer. ``asked`` and ``answering`` are digests of what the products came from.
    """

    ids: Array
    asked: Array
    answering: Array
    others: Array
    products: Array
    ranked: Array

    def pairs(self) -> Iterator[tuple[int, int, float]]:
        """Every pair that is near, once (the lower id first), and its cosine."""
        rows, places = np.nonzero(self.products)
        found = np.stack([self.ids[rows], self.others[rows, places]])
        found.sort(axis=0)
        pairs, where = np.unique(found, axis=1, return_index=True)
        cosines = self.products[rows, places][where] / _UNIT**2
        return zip(pairs[0].tolist(), pairs[1].tolist(), cosines.tolist(), strict=True)

    def in_rank(self) -> dict[int, list[int]]:
        """``ranked`` by id."""
        rows = zip(self.ids.tolist(), self.ranked.tolist(), strict=True)
        return {number: [other for other in others if other] for number, others in rows}


@dataclass(frozen=True, slots=True)
class Rarity:
    """How rare each feature is that more than one record has: ``values[i]`` for ``hashes[i]`` (in order)."""

    hashes: Array
    values: Array
    _known: dict[int, int] = field(default_factory=dict)

    def of(self, feature: int) -> int:
        """A feature's; 0 where fewer than two records have it."""
        known = self._known.get(feature)
        if known is None:
            at = int(np.searchsorted(self.hashes, feature))
            known = int(self.values[at]) if at < len(self.hashes) and self.hashes[at] == feature else 0
            self._known[feature] = known
        return known


class Vectors:
    """Records as unit vectors over features, each weighed by how few records have it.

    ``features`` are packed (see ``features.features``), by id. ``topics`` are the hashes of each one's names, by a
    number beyond all hashes: a record with one of the names has the topic as a feature too.
    """

    def __init__(self, features: Mapping[int, bytes], topics: Mapping[int, Collection[int]]) -> None:
        self.ids = np.array(sorted(features), dtype=np.int64)
        rows, hashes, weights = _entries([features[number] for number in self.ids.tolist()])
        rows, hashes, weights = _with_topics(rows, hashes, weights, topics)
        self.hashes, columns, counts = np.unique(hashes, return_inverse=True, return_counts=True)
        rarities = _rarities(counts, len(self.ids))
        values = _unit(rows, weights * rarities[columns], len(self.ids))
        shared = counts[columns] > 1
        rows, columns, values = rows[shared], columns[shared], values[shared]
        self.rarity = Rarity(self.hashes[counts > 1], rarities[counts > 1].astype(np.uint8))
        self.asked = self._matrix(rows, columns, values, _ranks(rows, columns, values) < _ASKED)
        self.answering = self._matrix(rows, columns, values, _ranks(columns, rows, values) < _ANSWERING)

    def _matrix(self, rows: Array, columns: Array, values: Array, kept: Array) -> csr_matrix:
        shape = (len(self.ids), len(self.hashes))
        matrix = csr_matrix((values[kept], (rows[kept], columns[kept])), shape=shape, dtype=np.int32)
        matrix.sort_indices()
        return matrix

    def nearest(self, kept: Nearest | None, executor: Callable[[int, object], Executor]) -> Nearest:
        """Of every record the nearest others; what ``kept`` has of an earlier catalogue and still holds is taken
        over. ``executor`` is made for a number of records and a value to share."""
        count = len(self.ids)
        asked, answering = self._digests(self.asked), self._digests(self.answering)
        others, products = np.zeros((count, NEAREST), np.int64), np.zeros((count, NEAREST), np.int32)
        ranked = np.zeros((count, RANKED), np.int64)
        turned = self.answering.T.tocsr()
        stale = np.arange(count)
        if kept is not None and len(kept.ids) and count:
            stale = self._stale(kept, asked, answering, turned)
            fresh = np.setdiff1d(np.arange(count), stale)
            there = np.searchsorted(kept.ids, self.ids[fresh])
            others[fresh], products[fresh], ranked[fresh] = kept.others[there], kept.products[there], kept.ranked[there]
        parts = [stale[start : start + _ROWS] for start in range(0, len(stale), _ROWS)]
        job = (self, turned)
        with executor(len(stale), job) if len(parts) > _WORTH else SerialExecutor(job) as pool:
            for rows, found in zip(parts, pool.map(_nearest_of, parts), strict=True):
                others[rows], products[rows], ranked[rows] = found
        return Nearest(self.ids, asked, answering, others, products, ranked)

    def around(self, number: int) -> tuple[dict[int, float], list[int]]:
        """What ``nearest`` finds of one record: the ids in its ``ranked`` order, and, of every other record that has
        something in common with it, the cosine by id."""
        row = np.flatnonzero(self.ids == number)
        turned = self.answering.T.tocsr()
        found = (self.asked[row] @ turned).tocoo()
        cosines = dict(zip(self.ids[found.col].tolist(), (found.data / _UNIT**2).tolist(), strict=True))
        cosines.pop(number, None)
        _, _, ranked = self.nearest_of(row, turned)
        return cosines, [other for other in ranked[0].tolist() if other]

    def nearest_of(self, rows: Array, turned: csr_matrix) -> tuple[Array, Array, Array]:
        """The columns of ``Nearest`` for some rows."""
        others, products = np.zeros((len(rows), NEAREST), np.int64), np.zeros((len(rows), NEAREST), np.int32)
        found = (self.asked[rows] @ turned).tocsr()
        for at, row in enumerate(rows):
            part = slice(found.indptr[at], found.indptr[at + 1])
            near, product = _best(found.indices[part], found.data[part], int(row))
            others[at, : len(near)], products[at, : len(near)] = self.ids[near], product
        return others, products, self._ranked(rows, others)

    def _ranked(self, rows: Array, others: Array) -> Array:
        """The order in which the others of each row add most: half of what two records share counts less and less
        with each one before it that had it too."""
        near = np.minimum(np.searchsorted(self.ids, others), len(self.ids) - 1)
        repeated = np.repeat(np.arange(len(rows)), NEAREST)
        own = self.asked[rows]
        shared = own[repeated].multiply(self.answering[near.ravel()]).tocoo()
        width = np.int64(own.shape[1])
        keys = np.repeat(np.arange(len(rows)), np.diff(own.indptr)) * width + own.indices
        line = repeated[shared.row]
        place = np.searchsorted(keys, line * width + shared.col) - own.indptr[line]
        gains = np.zeros((len(rows), NEAREST, _ASKED), np.int64)
        gains[line, shared.row % NEAREST, place] = shared.data
        product = gains.sum(axis=2)
        far = product * _FAR < product.max(axis=1, keepdims=True)
        far[:, :_LEAST] = False
        gains[(others == 0) | far] = 0
        had = np.zeros((len(rows), _ASKED), np.int64)
        ranked = np.zeros((len(rows), RANKED), np.int64)
        lines = np.arange(len(rows))
        for place in range(RANKED):
            sums = gains.sum(axis=2) + (gains >> had[:, None, :]).sum(axis=2)
            chosen = sums.argmax(axis=1)
            ranked[:, place] = np.where(sums[lines, chosen] > 0, others[lines, chosen], 0)
            had += gains[lines, chosen] > 0
            gains[lines, chosen] = 0
        return ranked

    def _stale(self, kept: Nearest, asked: Array, answering: Array, turned: csr_matrix) -> Array:
        """Rows that may have others near them than before: the record itself is another, one that was near is, or one
        that is another now comes near."""
        there = np.minimum(np.searchsorted(kept.ids, self.ids), len(kept.ids) - 1)
        known = kept.ids[there] == self.ids
        stale: Array = ~known | (kept.asked[there] != asked)
        changed = ~known | (kept.answering[there] != answering)
        moved = np.concatenate([self.ids[changed], np.setdiff1d(kept.ids, self.ids)])
        if len(moved) > len(self.ids) // 4:
            return np.arange(len(self.ids))
        stale[known] |= np.isin(kept.others[there[known]], moved).any(axis=1)
        least = np.where(known, kept.products[there][:, -1], 0)
        close = (self.asked @ turned[:, np.flatnonzero(changed)]).tocsr()
        stale |= (close.max(axis=1).toarray().ravel() >= np.maximum(least, 1)) if close.nnz else False
        return np.flatnonzero(stale)

    def _digests(self, matrix: csr_matrix) -> Array:
        """A digest of each row, by hashes of features: columns are numbered anew in each catalogue."""
        mixed = self.hashes[matrix.indices].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        mixed = (mixed + matrix.data.astype(np.uint64)) * np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(32)
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)])
        digests: Array = sums[matrix.indptr[1:]] - sums[matrix.indptr[:-1]]
        return digests


def _nearest_of(rows: Array) -> tuple[Array, Array, Array]:
    vectors, turned = processes.shared()
    found: tuple[Array, Array, Array] = vectors.nearest_of(rows, turned)
    return found


def _entries(packed: Sequence[bytes]) -> tuple[Array, Array, Array]:
    """Rows, hashes and weights of all features."""
    counts = [len(one) // 5 for one in packed]
    hashes = np.frombuffer(b"".join(one[: 4 * n] for one, n in zip(packed, counts, strict=True)), np.uint32)
    weights = np.frombuffer(b"".join(one[4 * n :] for one, n in zip(packed, counts, strict=True)), np.uint8)
    return np.repeat(np.arange(len(packed)), counts), hashes.astype(np.int64), weights.astype(np.int64)


def _with_topics(
    rows: Array, hashes: Array, weights: Array, topics: Mapping[int, Collection[int]]
) -> tuple[Array, Array, Array]:
    """Topics as features of their own; as heavy as the heaviest of their names."""
    by_name = {name: number for number, names in sorted(topics.items()) for name in names}
    if not by_name or not len(hashes):
        return rows, hashes, weights
    named = np.array(sorted(by_name), dtype=np.int64)
    numbers = np.array([by_name[name] for name in sorted(by_name)], dtype=np.int64)
    at = np.minimum(np.searchsorted(named, hashes), len(named) - 1)
    found = named[at] == hashes
    keys = np.stack([rows[found], numbers[at[found]]])
    pairs, where = np.unique(keys, axis=1, return_inverse=True)
    heaviest = np.zeros(pairs.shape[1], np.int64)
    np.maximum.at(heaviest, where.ravel(), weights[found])
    return (
        np.concatenate([rows, pairs[0]]), np.concatenate([hashes, pairs[1]]), np.concatenate([weights, heaviest])
    )  # fmt: skip


def _rarities(counts: Array, records: int) -> Array:
    """Inverse document frequency in half powers of two, whole: it changes only when a count grows by nearly half."""
    rarities: Array = np.maximum(1, 2 * records.bit_length() - np.frexp(counts.astype(float) ** 2)[1])
    return rarities


def _unit(rows: Array, values: Array, count: int) -> Array:
    lengths = np.sqrt(np.bincount(rows, weights=(values * values).astype(float), minlength=count))
    units: Array = np.rint(_UNIT * values / lengths[rows]).astype(np.int64)
    return units


def _ranks(groups: Array, members: Array, values: Array) -> Array:
    """The rank of each value in its group: the largest first, then the lowest member."""
    order = np.lexsort((members, -values, groups))
    sorted_groups = groups[order]
    starts = np.flatnonzero(np.concatenate([[True], sorted_groups[1:] != sorted_groups[:-1]])) if len(order) else order
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return ranks


def _best(found: Array, products: Array, own: int) -> tuple[Array, Array]:
    """The ``NEAREST`` largest products of a row, its own left out; of equal ones the lowest first."""
    others = found != own
    found, products = found[others], products[others]
    if len(found) > NEAREST:
        least = np.partition(products, -NEAREST)[-NEAREST]
        found, products = found[products >= least], products[products >= least]
    order = np.lexsort((found, -products))[:NEAREST]
    return found[order], products[order]
