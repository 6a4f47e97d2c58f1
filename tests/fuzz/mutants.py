"""Mutants of a corpus: inputs that differ from known ones in a few places. The same seed gives the same mutants."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

_MOST_CHANGES = 6
_REPEATS = (2, 3, 10, 60, 400)


def mutants(corpus: Sequence[bytes], tokens: Sequence[bytes], count: int, longest: int, seed: int) -> Iterator[bytes]:
    """Yield ``count`` inputs of at most ``longest`` bytes: each a file of the corpus with one to six changes."""
    chance = random.Random(seed)
    for _ in range(count):
        data = chance.choice(corpus)
        for _ in range(chance.randint(1, _MOST_CHANGES)):
            data = chance.choice(_CHANGES)(chance, data, corpus, tokens)
        yield data[:longest]


def _piece(chance: random.Random, data: bytes) -> tuple[int, int]:
    start = chance.randint(0, len(data))
    return start, min(len(data), start + chance.choice((1, 2, 5, 20, 100)))


def _insert(chance: random.Random, data: bytes, corpus: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice(tokens) + data[at:]


def _repeat(chance: random.Random, data: bytes, corpus: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    start, end = _piece(chance, data)
    piece = chance.choice((data[start:end], chance.choice(tokens)))
    return data[:start] + piece * chance.choice(_REPEATS) + data[end:]


def _remove(chance: random.Random, data: bytes, corpus: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    start, end = _piece(chance, data)
    return data[:start] + data[end:]


def _flip(chance: random.Random, data: bytes, corpus: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([chance.choice((0, 9, 10, 13, 34, 127, 128, 255, chance.randrange(256)))]) + data[at + 1 :]


def _splice(chance: random.Random, data: bytes, corpus: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    start, end = _piece(chance, other := chance.choice(corpus))
    at = chance.randint(0, len(data))
    return data[:at] + chance.choice((other[start:end], other[start:])) + chance.choice((b"", data[at:]))


def _swap(chance: random.Random, data: bytes, corpus: Sequence[bytes], tokens: Sequence[bytes]) -> bytes:
    lines = data.split(b"\n")
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return b"\n".join(lines)


_CHANGES = (_insert, _insert, _repeat, _remove, _flip, _splice, _swap)
