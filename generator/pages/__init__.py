"""Library to pages: the values that templates print."""
