"""Records by the thousand: rows of a table, a list or a folder become record files, and record files a table or list.

The way in: ``sources`` (file → rows) → ``columns`` (row → keys of a record) → ``drafts`` (keys → a whole record, its
problems found) → ``crossing`` (problems that cross records) → ``intake`` (the order of it all, and the only writing).
What is known of rows and catalogue stands in a ``ledger`` on disk, so that memory does not grow with either. The way
out is ``outlet``.
"""
