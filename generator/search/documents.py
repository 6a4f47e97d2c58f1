"""Records as documents of the search index: the impact of each term, and the excerpt for results.

The impact is BM25F's saturated term frequency, weighted and normalised by length over the fields (Robertson and
Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009). The usual lengths of fields are constants,
and a field's length is rounded to a power of the square root of two. Therefore an impact depends only on its own
record, and a small edit changes few impacts.
"""

from __future__ import annotations

import html
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from generator.model.record import Record, Topic
from generator.search import tokens

_FIELDS = {"question": (4.0, 0.4, 10), "keywords": (1.0, 0.4, 12), "answer": (1.0, 0.6, 300)}
"""Weight, influence of the length (b), and usual length in words of each field."""
_K1 = 1.2
_NAMED = 40.0
"""Weight of a topic's name in its own document."""
_STEP = 12
"""Impacts are multiples of this, so that they compress better and an edited answer changes fewer."""
_OF_TOPIC = 4 * _STEP
"""Least impact of a topic's name in a record about it."""
_FORMULA = re.compile(r'<(?:math.*?</math|code class="tex">.*?</small)>', re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SPACE = re.compile(r"\s+")
EXCERPT = 160


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the index: impacts (1 to 255) by term, an excerpt, and the digest of its file."""

    id: int
    impacts: dict[str, int]
    excerpt: str
    source: str = ""

    def with_topics(self, terms: Iterable[str]) -> dict[str, int]:
        """Return the impacts with a minimum for the names of the record's topics, even if the text omits them."""
        return {**self.impacts, **{term: max(self.impacts.get(term, 0), _OF_TOPIC) for term in terms}}


class Text(NamedTuple):
    """An answer without markup and formulas, and its folded words (see ``tokens.words``)."""

    plain: str
    words: Sequence[str]

    @classmethod
    def of(cls, html: str) -> Text:
        """Extract the text from HTML."""
        plain = plain_text(html)
        return cls(plain, tuple(tokens.words(plain)))


def document(record: Record, text: Text, source: str = "") -> Document:
    """Make the document of a record from its answer's text."""
    question = record.question if record.question == record.title else f"{record.title} {record.question}"
    paired = [
        *tokens.pairs(tokens.content_terms(record.question)),
        *(pair for keyword in record.seo.keywords for pair in tokens.pairs(tokens.content_terms(keyword))),
    ]
    fields = {
        "question": Counter(tokens.terms(question)),
        "keywords": Counter(term for keyword in record.seo.keywords for term in tokens.terms(keyword)),
        "answer": Counter(map(tokens.stem, text.words)),
    }
    weights: Counter[str] = Counter()
    for name, counts in fields.items():
        factor = _factor(name, counts)
        for term, count in counts.items():
            weights[term] += count * factor  # type: ignore[assignment]
    for pair, count in Counter(paired).items():
        weights[pair] += 2 * count
    impacts = {term: _impact(weight) for term, weight in weights.items()}
    return Document(record.id, impacts, shortened(record.seo.description or text.plain), source)


def topic_document(topic: Topic, body: Text, source: str = "") -> Document:
    """Make the document of a topic. Its names weigh so much that a search for one finds the topic first."""
    names = (topic.title, *topic.synonyms)
    pairs = [pair for name in names for pair in tokens.pairs(tokens.content_terms(name))]
    counts = Counter(tokens.terms(f"{topic.definition} {body.plain}"))
    factor = _factor("answer", counts)
    weights = Counter({term: count * factor for term, count in counts.items()})
    weights.update(Counter(term for keyword in topic.keywords for term in tokens.terms(keyword)))
    weights.update(dict.fromkeys((term for name in names for term in tokens.terms(name)), _NAMED))
    weights.update(dict.fromkeys(pairs, _NAMED))
    impacts = {term: _impact(weight) for term, weight in weights.items()}
    return Document(0, impacts, shortened(topic.definition), source)


@lru_cache(maxsize=10_000)
def topic_terms(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the terms and pairs in the names of a record's topics."""
    found = [tokens.content_terms(name) for name in names]
    return tuple(dict.fromkeys(term for named in found for term in (*named, *tokens.pairs(named))))


def _factor(field: str, counts: Counter[str]) -> float:
    """Return the weight of one occurrence of a term in a field."""
    weight, b, usual = _FIELDS[field]
    return weight / (1 - b + b * _rounded(counts.total()) / usual)


def _impact(weight: float) -> int:
    return _STEP * max(1, round(255 / _STEP * weight / (_K1 + weight)))


def plain_text(answer: str) -> str:
    """Return the text of an answer without tags and formulas."""
    return _SPACE.sub(" ", html.unescape(_TAG.sub(" ", _FORMULA.sub(" ", answer)))).strip()


def shortened(text: str) -> str:
    """Shorten a text to ``EXCERPT`` characters between two words, with an ellipsis."""
    text = _SPACE.sub(" ", text).strip()
    if len(text) <= EXCERPT:
        return text
    return text[: EXCERPT - 1].rsplit(" ", 1)[0] + "…"


def _rounded(length: int) -> float:
    return 2 ** (round(2 * math.log2(length)) / 2) if length else 0.0
