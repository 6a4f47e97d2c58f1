"""Convert plain-text explainers to topics: a phrase, a definition, sections of bullets, notes for search engines."""
