"""Files of a site other than pages: feeds, sitemap, robots.txt, llms.txt, schemas, decks and assets."""
