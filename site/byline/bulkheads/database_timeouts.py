"""The timeouts of a thread's queries, set on each connection that it makes."""

from threading import local
from typing import Any, NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper


class DatabaseTimeouts(NamedTuple):
    """How long a statement may take, and how long it may wait for a lock."""

    statement_seconds: int
    lock_seconds: int


class ThisThread(local):
    """The timeouts of this thread; None where it has none."""

    timeouts: DatabaseTimeouts | None = None


this_thread = ThisThread()


def set_database_timeouts(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Set this thread's timeouts on a new connection to the database."""
    if (timeouts := this_thread.timeouts) is None:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA busy_timeout = {timeouts.lock_seconds * 1000}")
        elif not connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"]:  # not behind a pooler
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, false),"
                " set_config('lock_timeout', %s, false)",
                [f"{timeouts.statement_seconds}s", f"{timeouts.lock_seconds}s"],
            )
