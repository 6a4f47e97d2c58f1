"""Find the nearest records of each record: those whose feature vectors have the largest products with its own.

The time is almost linear: only the ``_QUERY`` heaviest features of a record are looked up, and for each feature only
the ``_POSTINGS`` records in which it is heaviest. All values are whole numbers, so that sums do not depend on the order
of files.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from generator.library.related.weights import UNIT, Array, weigh
from generator.system.workers import processes
from generator.system.workers.processes import SerialExecutor

_QUERY, _POSTINGS = 32, 200
NEAREST = 12
"""Nearest records kept for each record."""
RANKED = 8
"""How many of these are ranked by what each adds to the ones before it."""
_FAR, _LEAST = 6, 3
"""Records with a product this many times smaller than the nearest one's are not ranked, except for the first three."""
_ROWS = 500
"""Rows multiplied at a time, to limit the memory."""
_WORTH = 4
"""Parts of ``_ROWS`` rows from which worker processes pay off."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest records of each record ``ids[i]`` (sorted): their ids and products in row ``i``, best first.

    ``ranked`` has the ids of some of them in another order, in which each adds most to those before it. Shorter rows
    end with zeros. ``queries`` and ``postings`` are digests of the values that the products are based on.
    """

    ids: Array
    queries: Array
    postings: Array
    others: Array
    products: Array
    ranked: Array

    def packed(self) -> tuple[bytes, ...]:
        """Return the arrays as bytes."""
        return tuple(array.tobytes() for array in (getattr(self, name) for name in self.__slots__))

    @classmethod
    def of(cls, kept: Iterable[bytes]) -> Nearest | None:
        """Return what was packed; ``None`` for bytes that do not fit together."""
        kinds = (np.int64, np.uint64, np.uint64, np.int64, np.int32, np.int64)
        widths = (None, None, None, NEAREST, NEAREST, RANKED)
        try:
            flat = [np.frombuffer(data, kind) for data, kind in zip(kept, kinds, strict=True)]
            shapes = [(len(flat[0]), width) if width else (len(flat[0]),) for width in widths]
            ids, *rest = [array.reshape(shape) for array, shape in zip(flat, shapes, strict=True)]
        except ValueError:
            return None
        nearest = cls(ids, *rest)
        known = np.append(ids, 0)
        is_whole = np.isin(nearest.others, known).all() and np.isin(nearest.ranked, known).all()
        return nearest if is_whole and (np.diff(ids) > 0).all() else None

    def pairs(self) -> Iterator[tuple[int, int, float]]:
        """Yield every pair of near records once (the lower id first), with its cosine."""
        rows, places = np.nonzero(self.products)
        found = np.stack([self.ids[rows], self.others[rows, places]])
        found.sort(axis=0)
        pairs, where = np.unique(found, axis=1, return_index=True)
        cosines = self.products[rows, places][where] / UNIT**2
        return zip(pairs[0].tolist(), pairs[1].tolist(), cosines.tolist(), strict=True)

    def in_rank(self) -> dict[int, list[int]]:
        """Return the ranked ids by the id of each record."""
        rows = zip(self.ids.tolist(), self.ranked.tolist(), strict=True)
        return {number: [other for other in others if other] for number, others in rows}


class Vectors:
    """Records as vectors of weighted features: ``features`` are packed, by id; for ``topics`` see ``weigh``."""

    def __init__(self, features: Mapping[int, bytes], topics: Mapping[int, Collection[int]]) -> None:
        self.ids = np.array(sorted(features), dtype=np.int64)
        packed = [features[number] for number in self.ids.tolist()]
        rows, columns, values, self.hashes, self.rarity = weigh(packed, topics)
        self.queries = self._matrix(rows, columns, values, _ranks(rows, columns, values) < _QUERY)
        self.postings = self._matrix(rows, columns, values, _ranks(columns, rows, values) < _POSTINGS)

    def _matrix(self, rows: Array, columns: Array, values: Array, kept: Array) -> csr_matrix:
        shape = (len(self.ids), len(self.hashes))
        matrix = csr_matrix((values[kept], (rows[kept], columns[kept])), shape=shape, dtype=np.int32)
        matrix.sort_indices()
        return matrix

    def nearest(self, kept: Nearest | None, executor: Callable[[int, object], Executor]) -> Nearest:
        """Return the nearest records of every record. Results in ``kept`` that are still valid are reused.

        ``executor`` makes an executor for a number of records and a value to share.
        """
        count = len(self.ids)
        queries, postings = self._digests(self.queries), self._digests(self.postings)
        others, products = np.zeros((count, NEAREST), np.int64), np.zeros((count, NEAREST), np.int32)
        ranked = np.zeros((count, RANKED), np.int64)
        index = self.postings.T.tocsr()
        outdated = np.arange(count)
        if kept is not None and len(kept.ids) and count:
            outdated = self._outdated(kept, queries, postings, index)
            rest = np.setdiff1d(np.arange(count), outdated)
            at = np.searchsorted(kept.ids, self.ids[rest])
            others[rest], products[rest], ranked[rest] = kept.others[at], kept.products[at], kept.ranked[at]
        parts = [outdated[start : start + _ROWS] for start in range(0, len(outdated), _ROWS)]
        job = (self, index)
        with executor(len(outdated), job) if len(parts) > _WORTH else SerialExecutor(job) as pool:
            for rows, found in zip(parts, pool.map(_nearest_of, parts), strict=True):
                others[rows], products[rows], ranked[rows] = found
        return Nearest(self.ids, queries, postings, others, products, ranked)

    def around(self, number: int) -> tuple[dict[int, float], list[int]]:
        """Return the cosine of every record that shares features with one record, by id, and its ranked ids."""
        row = np.flatnonzero(self.ids == number)
        index = self.postings.T.tocsr()
        found = (self.queries[row] @ index).tocoo()
        cosines = dict(zip(self.ids[found.col].tolist(), (found.data / UNIT**2).tolist(), strict=True))
        cosines.pop(number, None)
        _, _, ranked = self.nearest_of(row, index)
        return cosines, [other for other in ranked[0].tolist() if other]

    def nearest_of(self, rows: Array, index: csr_matrix) -> tuple[Array, Array, Array]:
        """Return ``others``, ``products`` and ``ranked`` of ``Nearest`` for some rows."""
        others, products = np.zeros((len(rows), NEAREST), np.int64), np.zeros((len(rows), NEAREST), np.int32)
        found = (self.queries[rows] @ index).tocsr()
        for at, row in enumerate(rows):
            part = slice(found.indptr[at], found.indptr[at + 1])
            near, product = _best(found.indices[part], found.data[part], int(row))
            others[at, : len(near)], products[at, : len(near)] = self.ids[near], product
        return others, products, self._ranked(rows, others)

    def _ranked(self, rows: Array, others: Array) -> Array:
        """Rank the others of each row by what they add.

        Half the weight of a shared feature is halved once for every record ranked before that also has it.
        """
        near = np.minimum(np.searchsorted(self.ids, others), len(self.ids) - 1)
        repeated = np.repeat(np.arange(len(rows)), NEAREST)
        own = self.queries[rows]
        shared = own[repeated].multiply(self.postings[near.ravel()]).tocoo()
        width = np.int64(own.shape[1])
        keys = np.repeat(np.arange(len(rows)), np.diff(own.indptr)) * width + own.indices
        line = repeated[shared.row]
        place = np.searchsorted(keys, line * width + shared.col) - own.indptr[line]
        gains = np.zeros((len(rows), NEAREST, _QUERY), np.int64)
        gains[line, shared.row % NEAREST, place] = shared.data
        product = gains.sum(axis=2)
        far = product * _FAR < product.max(axis=1, keepdims=True)
        far[:, :_LEAST] = False
        gains[(others == 0) | far] = 0
        had = np.zeros((len(rows), _QUERY), np.int64)
        ranked = np.zeros((len(rows), RANKED), np.int64)
        lines = np.arange(len(rows))
        for place in range(RANKED):
            sums = gains.sum(axis=2) + (gains >> had[:, None, :]).sum(axis=2)
            chosen = sums.argmax(axis=1)
            ranked[:, place] = np.where(sums[lines, chosen] > 0, others[lines, chosen], 0)
            had += gains[lines, chosen] > 0
            gains[lines, chosen] = 0
        return ranked

    def _outdated(self, kept: Nearest, queries: Array, postings: Array, index: csr_matrix) -> Array:
        """Return the rows that must be computed again: a record, or one near to it before or now, has changed."""
        at = np.minimum(np.searchsorted(kept.ids, self.ids), len(kept.ids) - 1)
        known = kept.ids[at] == self.ids
        outdated: Array = ~known | (kept.queries[at] != queries)
        changed = ~known | (kept.postings[at] != postings)
        moved = np.concatenate([self.ids[changed], np.setdiff1d(kept.ids, self.ids)])
        if len(moved) > len(self.ids) // 4:
            return np.arange(len(self.ids))
        outdated[known] |= np.isin(kept.others[at[known]], moved).any(axis=1)
        least = np.where(known, kept.products[at][:, -1], 0)
        close = (self.queries @ index[:, np.flatnonzero(changed)]).tocsr()
        outdated |= (close.max(axis=1).toarray().ravel() >= np.maximum(least, 1)) if close.nnz else False
        return np.flatnonzero(outdated)

    def _digests(self, matrix: csr_matrix) -> Array:
        """Return a digest of each row by hashes, because the numbers of columns differ between catalogues."""
        mixed = self.hashes[matrix.indices].astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
        mixed = (mixed + matrix.data.astype(np.uint64)) * np.uint64(0xBF58476D1CE4E5B9)
        mixed ^= mixed >> np.uint64(32)
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(mixed, dtype=np.uint64)])
        digests: Array = sums[matrix.indptr[1:]] - sums[matrix.indptr[:-1]]
        return digests


def _nearest_of(rows: Array) -> tuple[Array, Array, Array]:
    vectors, index = processes.shared()
    found: tuple[Array, Array, Array] = vectors.nearest_of(rows, index)
    return found


def _ranks(groups: Array, members: Array, values: Array) -> Array:
    """Return the rank of each value in its group: the largest value first, then the lowest member."""
    order = np.lexsort((members, -values, groups))
    sorted_groups = groups[order]
    starts = np.flatnonzero(np.concatenate([[True], sorted_groups[1:] != sorted_groups[:-1]])) if len(order) else order
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order)) - np.repeat(starts, np.diff(np.append(starts, len(order))))
    return ranks


def _best(found: Array, products: Array, own: int) -> tuple[Array, Array]:
    """Return the ``NEAREST`` records with the largest products except for ``own``; of equal ones the lowest first."""
    others = found != own
    found, products = found[others], products[others]
    if len(found) > NEAREST:
        least = np.partition(products, -NEAREST)[-NEAREST]
        found, products = found[products >= least], products[products >= least]
    order = np.lexsort((found, -products))[:NEAREST]
    return found[order], products[order]
