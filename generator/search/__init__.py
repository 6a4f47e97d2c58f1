"""Search without a server: an index of many small files, and the scoring that the browser and the command line share.

``shards`` describes the format. The browser's implementation is ``templates/assets/search-core.js``. A browser test
checks that both rank the results of a query in the same order.
"""
