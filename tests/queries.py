"""The queries that code makes."""

from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext


@contextmanager
def capture_queries():
    """Give a list of the statements of the block, once it is over.

    Without savepoints: those around calls of plugins are for transactions, which every test is.
    """
    found = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found += [query["sql"] for query in captured if "SAVEPOINT" not in query["sql"]]
