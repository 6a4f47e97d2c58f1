"""A build: from content to a published site, all of it or only what has changed."""
