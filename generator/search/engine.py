"""Search the files of a built site. ``search-core.js`` computes exactly the same scores in the browser.

A score is the sum over all terms of 3n/(n+2) · idf^1.25 · impact, where n is how often the term is in the query.
Weights are whole numbers (thousandths), so that sums are the same in both implementations.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from generator.search import tokens
from generator.search.decoder import ShardError, decode_ids, decode_manifest, decode_results, decode_terms, unpacked
from generator.search.shards import Manifest, bucket, doc_bucket, id_of, usual_url

LONGEST_QUERY = 1000
"""Most characters of a query. The rest is ignored."""
MOST_TERMS = 16
COMPLETIONS = 8
_MISSPELT, _COMPLETED, _PAIR = 0.8, 0.7, 0.2
_ENDS_IN_WORD = re.compile(r"[a-z0-9]\Z")
T = TypeVar("T")
Terms = Mapping[str, tuple[int, Mapping[int, int]]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. ``url`` is relative to the site's root, without a leading slash."""

    id: int
    title: str
    subject: str
    excerpt: str
    url: str
    score: int


@dataclass(frozen=True, slots=True)
class Results:
    """The best hits, the number of all matching records, and the corrected terms (misspelt → known)."""

    hits: tuple[Hit, ...]
    total: int
    corrected: Mapping[str, str]


class Engine:
    """Searches one site. ``read`` returns the bytes of a file by its path below the site, or raises ``OSError``.

    All methods raise ``ShardError`` with the path of a file that is missing, damaged or of another build.
    """

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self.manifest: Manifest = self._file("search/manifest.bin", decode_manifest)
        self._loaded: dict[int, Terms] = {}

    def search(self, query: str, limit: int = 10, subject: str = "", typing: bool = False) -> Results:
        """Return the records that match a query best, from all subjects or from one (given by its slug).

        With ``typing``, the last word of the query may be incomplete. Raises ``ShardError``.
        """
        scores, corrected = self._scores(query, typing)
        if subject:
            allowed = self._file(f"search/s/{subject}.bin", decode_ids)
            scores = {number: score for number, score in scores.items() if number in allowed}
        best = sorted(scores, key=lambda number: (-scores[number], number))[:limit]
        return Results(tuple(self._hit(number, scores[number]) for number in best), len(scores), corrected)

    def _scores(self, query: str, typing: bool) -> tuple[dict[int, int], dict[str, str]]:
        text = query[:LONGEST_QUERY]
        words = [word for word in tokens.words(text) if word not in tokens.STOPWORDS]
        last = words[-1] if typing and words and _ENDS_IN_WORD.search(tokens.fold(text)) else ""
        counts = Counter(tokens.stem(word) for word in words)
        known: dict[str, tuple[int, Mapping[int, int]]] = {}
        weights: dict[str, float] = {}
        corrected: dict[str, str] = {}
        chosen = sorted(counts, key=lambda t: (-len(t), t))[:MOST_TERMS]
        numbers = {self._number(term) for term in chosen} - {-1}
        for term in chosen:
            factor = 3 * counts[term] / (counts[term] + 2)
            shard = self._shard(term)
            is_last = last != "" and term == tokens.stem(last)
            found = dict.fromkeys(completions(last, term, shard) if is_last else (), factor * _COMPLETED)
            if term in shard:
                found[term] = factor
            elif not is_last and (other := nearest(term, shard)):
                corrected[term] = other
                found[other] = factor * _MISSPELT
            for name, weight in found.items():
                known[name], weights[name] = shard[name], weights.get(name, 0.0) + weight
        for pair in dict.fromkeys(tokens.pairs([corrected.get(term, term) for term in map(tokens.stem, words)])):
            number = self._number(pair)
            shard = self._loaded[number] if number in numbers else {}
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
        """Return the number of the file that would contain a term; -1 if no file has its first letters."""
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
            found = self._file(path, decode_terms)
            if next(iter(found), "") != first[number]:
                raise ShardError(f"{path}: belongs to another build")
            self._loaded[number] = found
        return self._loaded[number]

    def _hit(self, number: int, score: int) -> Hit:
        path = f"search/d/{doc_bucket(number, self.manifest.bits)}.bin"
        shown = self._file(path, decode_results).get(number)
        if shown is None:
            raise ShardError(f"{path}: belongs to another build")
        title, subject, excerpt, url = shown
        return Hit(
            id_of(number),
            title,
            subject,
            excerpt,
            (url or usual_url(subject, title)).lstrip("/") + self.manifest.suffix,
            score,
        )

    def _file(self, path: str, decode: Callable[[bytes], T]) -> T:
        try:
            return decode(unpacked(self._read(path)))
        except OSError as error:
            raise ShardError(f"{path}: {error.strerror}") from None
        except ShardError as error:
            raise ShardError(f"{path}: {error}") from None


def round_half_up(value: float) -> int:
    """Round like JavaScript's ``Math.round``."""
    return math.floor(value + 0.5)


def completions(prefix: str, own: str, shard: Terms) -> list[str]:
    """Return the most common terms with a prefix, except for the word's own stem."""
    found = [t for t in shard if t.startswith(prefix) and " " not in t and t != own]
    return sorted(found, key=lambda t: (-shard[t][0], t))[:COMPLETIONS]


def nearest(term: str, shard: Terms) -> str:
    """Return the closest known term: same first two letters, one change (two from eight letters); else empty."""
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
    """Count the changes between two words (optimal string alignment), up to ``most`` + 1.

    A change adds, removes or replaces a letter, or swaps two neighbours.
    """
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
