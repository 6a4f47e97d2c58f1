"""Records by the thousand: rows of a table, a list or a folder to record files, and back."""
