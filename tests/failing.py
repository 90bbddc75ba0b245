"""Database errors and concurrent writes, between the statements of a request."""

from contextlib import contextmanager

from django.db import OperationalError, connection


@contextmanager
def refusing(beginning):
    """Have the database refuse statements that begin so, as one does whose disk is full.

    `beginning` may be a tuple of several.
    """

    def execute(execute, sql, *rest):
        if sql.startswith(beginning):
            raise OperationalError("disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(execute):
        yield


@contextmanager
def once_after(beginning, act):
    """Do something, as another process may, after the first statement that begins so."""
    waiting = [act]

    def execute(execute, sql, *rest):
        result = execute(sql, *rest)
        if waiting and sql.startswith(beginning):
            waiting.pop()()
        return result

    with connection.execute_wrapper(execute):
        yield
