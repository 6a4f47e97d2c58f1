"""A whole content folder: read, indexed and checked; and what has changed since the state was saved."""
