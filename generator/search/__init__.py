"""Search without a server: an index in many small files, and the one scoring that a browser and the command line share.

The format is described in ``shards``; the browser's side is ``templates/assets/search-core.js``. Both sides give the
same order for the same query, which a test in a browser proves.
"""
