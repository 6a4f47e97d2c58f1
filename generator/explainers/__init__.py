"""Explainers in plain text → topics: a phrase, a definition, sections of bullets, closing notes for search engines.

Nothing of a text is lost: what has no place of its own stays in the topic's body, and a remark says so. Only the fixed
words around a focus phrase or a synonym (``FRAME``) are left out.
"""

from generator.explainers.reading import FRAME, Explainer, read
from generator.explainers.topic import as_topic

__all__ = ["FRAME", "Explainer", "as_topic", "read"]
