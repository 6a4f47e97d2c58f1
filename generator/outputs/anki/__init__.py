"""Anki decks: records as notes with one card each, and notes as a file that Anki imports (``.apkg``)."""
