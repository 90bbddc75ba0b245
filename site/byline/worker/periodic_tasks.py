"""Functions that the worker calls about once an hour, such as deleting old rows.

An app registers its functions in `AppConfig.ready()`. The worker that holds the leader lease
calls them; after a failover they may be called twice, so each has to be idempotent.
"""

import logging
from collections.abc import Callable, Iterable

PERIODIC_TASKS: list[Callable[[], object]] = []

logger = logging.getLogger(__name__)


def register(task: Callable[[], object]) -> None:
    """Have the worker call a function about once an hour."""
    if task not in PERIODIC_TASKS:
        PERIODIC_TASKS.append(task)


def run_all(tasks: Iterable[Callable[[], object]] = PERIODIC_TASKS) -> None:
    """Call every function. An exception is logged and does not stop the others."""
    for task in tasks:
        try:
            task()
        except Exception:  # a task may fail in any way, and is only one of many
            logger.exception("The periodic task %s failed", getattr(task, "__name__", task))
