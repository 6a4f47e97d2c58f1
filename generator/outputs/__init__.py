"""The files next to the pages: feeds, sitemap, schemas, decks and the like."""
