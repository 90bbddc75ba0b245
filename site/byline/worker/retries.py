"""Retries of tasks, such as mail while its server is away."""

import logging
from datetime import timedelta
from typing import Any

from django.tasks import Task
from django.utils import timezone

# After each try.
RETRY_DELAYS_SECONDS = (60, 600, 3600, 6 * 3600)

logger = logging.getLogger(__name__)


def retry_later(task: Task[..., Any], *args: Any, tries: int) -> bool:
    """Queue a task again after a delay; return whether it is.

    `tries` is the number of tries before this one, which the task takes as an argument.
    """
    if tries < len(RETRY_DELAYS_SECONDS) and task.get_backend().supports_defer:
        after = timezone.now() + timedelta(seconds=RETRY_DELAYS_SECONDS[tries])
        task.using(run_after=after).enqueue(*args, tries=tries + 1)
        return True
    logger.error("%s is given up after %s tries", task.module_path, tries + 1)
    return False
