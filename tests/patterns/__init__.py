"""Whether a regular expression takes time in proportion to its text: ``python -m tests.patterns``, part of ``make lint``."""
