"""A query → records, best first, from the files of a built site. ``search-core.js`` does the same, number for number.

Score: the sum over terms of 3n/(n+2) · idf^1.25 · impact (n: how often the query has the term). Weights are whole
numbers (thousandths), so that sums do not depend on who adds them.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from generator.search import tokens
from generator.search.shards import (
    Manifest,
    ShardError,
    bucket,
    decode_ids,
    decode_manifest,
    decode_terms,
    doc_bucket,
    id_of,
    unpacked,
    usual_url,
)

LONGEST_QUERY = 1000
"""Characters of a query that are read."""
MOST_TERMS = 16
COMPLETIONS = 8
_MISSPELT, _COMPLETED, _PAIR = 0.8, 0.7, 0.2
_ENDS_IN_WORD = re.compile(r"[a-z0-9]\Z")
Terms = Mapping[str, tuple[int, Mapping[int, int]]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. ``url`` is below the site's root, without a slash at its beginning."""

    id: int
    title: str
    subject: str
    excerpt: str
    url: str
    score: int


@dataclass(frozen=True, slots=True)
class Results:
    """The best ``hits``, how many records match at all, and which terms were read as others (misspelt → known)."""

    hits: tuple[Hit, ...]
    total: int
    corrected: Mapping[str, str]


class Engine:
    """Searches one site; ``read`` gives a file's bytes by its path below the site, or raises ``OSError``."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self.manifest: Manifest = decode_manifest(unpacked(read("search/manifest.bin")))
        self._loaded: dict[int, Terms] = {}

    def search(self, query: str, limit: int = 10, subject: str = "", typing: bool = False) -> Results:
        """The records that answer a query best; of one ``subject`` (its slug), if one is given.

        While someone is ``typing``, the last word may be the beginning of one. Raises ``ShardError``.
        """
        scores, corrected = self._scores(query, typing)
        if subject:
            allowed = decode_ids(self._bytes(f"search/s/{subject}.bin"))
            scores = {number: score for number, score in scores.items() if number in allowed}
        best = sorted(scores, key=lambda number: (-scores[number], number))[:limit]
        return Results(tuple(self._hit(number, scores[number]) for number in best), len(scores), corrected)

    def _scores(self, query: str, typing: bool) -> tuple[dict[int, int], dict[str, str]]:
        text = query[:LONGEST_QUERY]
        asked = [word for word in tokens.words(text) if word not in tokens.STOPWORDS]
        last = asked[-1] if typing and asked and _ENDS_IN_WORD.search(tokens.fold(text)) else ""
        counts = Counter(tokens.stem(word) for word in asked)
        known: dict[str, tuple[int, Mapping[int, int]]] = {}
        weights: dict[str, float] = {}
        corrected: dict[str, str] = {}
        chosen = sorted(counts, key=lambda t: (-len(t), t))[:MOST_TERMS]
        asked_for = {self._number(term) for term in chosen} - {-1}
        for term in chosen:
            factor = 3 * counts[term] / (counts[term] + 2)
            shard = self._shard(term)
            if last and term == tokens.stem(last):
                for other in completions(last, term, shard):
                    known[other], weights[other] = shard[other], weights.get(other, 0.0) + factor * _COMPLETED
            if term in shard:
                known[term], weights[term] = shard[term], weights.get(term, 0.0) + factor
            elif not (last and term == tokens.stem(last)):
                other = nearest(term, shard)
                if other:
                    corrected[term] = other
                    known[other], weights[other] = shard[other], weights.get(other, 0.0) + factor * _MISSPELT
        for pair in dict.fromkeys(tokens.pairs([corrected.get(term, term) for term in map(tokens.stem, asked)])):
            number = self._number(pair)
            shard = self._loaded[number] if number in asked_for else {}
            if pair in shard:
                known[pair], weights[pair] = shard[pair], _PAIR
        scores: dict[int, int] = defaultdict(int)
        for term, (df, listed) in known.items():
            weight = self._weight(df, weights[term])
            for number, impact in listed.items():
                scores[number] += weight * impact
        return scores, corrected

    def _weight(self, df: int, factor: float) -> int:
        count = max(self.manifest.count, df)
        idf = math.log(1 + (count - df + 0.5) / (df + 0.5))
        return round_half_up(1000 * factor * idf * math.sqrt(math.sqrt(idf)))

    def _number(self, term: str) -> int:
        """The term file in which a term would stand; -1 when there is none with its first letters."""
        at = bisect_right(self.manifest.first, term) - 1
        return at if at >= 0 and bucket(self.manifest.first[at]) == bucket(term) else -1

    def _shard(self, term: str) -> Terms:
        number = self._number(term)
        if number < 0:
            return {}
        if number not in self._loaded:
            first = self.manifest.first
            name = bucket(first[number])
            path = f"search/t/{name}-{sum(1 for t in first[:number] if bucket(t) == name)}.bin"
            found = decode_terms(self._bytes(path))
            if next(iter(found), "") != first[number]:
                raise ShardError(f"{path}: of another build")
            self._loaded[number] = found
        return self._loaded[number]

    def _hit(self, number: int, score: int) -> Hit:
        path = f"search/d/{doc_bucket(number, self.manifest.bits)}.bin"
        shown = json.loads(self._bytes(path)).get(str(number))
        if shown is None:
            raise ShardError(f"{path}: of another build")
        title, subject, excerpt, url = shown
        return Hit(
            id_of(number),
            title,
            subject,
            excerpt,
            (url or usual_url(subject, title)).lstrip("/") + self.manifest.suffix,
            score,
        )

    def _bytes(self, path: str) -> bytes:
        try:
            return unpacked(self._read(path))
        except OSError as error:
            raise ShardError(f"{path}: {error.strerror}") from None


def round_half_up(value: float) -> int:
    """As ``Math.round`` does it."""
    return math.floor(value + 0.5)


def completions(beginning: str, own: str, shard: Terms) -> list[str]:
    """The commonest terms that begin so, other than the word's own stem."""
    found = [t for t in shard if t.startswith(beginning) and " " not in t and t != own]
    return sorted(found, key=lambda t: (-shard[t][0], t))[:COMPLETIONS]


def nearest(term: str, shard: Terms) -> str:
    """The term that was probably meant: same first two letters, one change away (two from eight letters on)."""
    most = 2 if len(term) >= 8 else 1
    best: tuple[int, int, str] | None = None
    for other, (df, _) in shard.items():
        if " " in other or other[:2] != term[:2] or abs(len(other) - len(term)) > most or len(term) < 4:
            continue
        found = distance(term, other, most)
        if found <= most and (best is None or (found, -df, other) < best):
            best = found, -df, other
    return best[2] if best else ""


def distance(a: str, b: str, most: int) -> int:
    """Changes between two words: a letter more, less, another, or two neighbours exchanged (optimal string
    alignment); ``most`` + 1 when there are more."""
    before: Sequence[int] = []
    row: Sequence[int] = range(len(b) + 1)
    for i in range(1, len(a) + 1):
        earlier, before = before, row
        current = [i]
        for j in range(1, len(b) + 1):
            cost = min(before[j] + 1, current[j - 1] + 1, before[j - 1] + (a[i - 1] != b[j - 1]))
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                cost = min(cost, earlier[j - 2] + 1)
            current.append(cost)
        row = current
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
