"""Explainers in plain text to topics: a phrase, a definition, sections of bullets, closing notes for search engines."""
