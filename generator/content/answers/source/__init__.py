"""The source text of an answer: escapes, formulas, code, lists, lettered items and tables."""
