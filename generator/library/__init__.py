"""Facts that cross files: articles, topics, links, addresses and related questions."""
