"""A build: from content to a published site, in whole or in part."""
