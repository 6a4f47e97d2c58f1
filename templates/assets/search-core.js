// Searches.
