"""Anki decks: a record as a note with one card, and notes as a file that Anki imports (``.apkg``).

Knows nothing of how a site is built; ``decks`` decides which decks there are.
"""
