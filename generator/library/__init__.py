"""What crosses files: articles, topics, links, addresses and related questions."""
