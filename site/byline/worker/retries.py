"""Tasks for later, and retries such as of mail while its server is away."""

import logging
from datetime import datetime, timedelta
from typing import Any

from django.tasks import Task
from django.utils import timezone

# After each try.
RETRY_DELAYS_SECONDS = (60, 600, 3600, 6 * 3600)

logger = logging.getLogger(__name__)


def enqueue_at(moment: datetime, task: Task[..., Any], *args: Any, **kwargs: Any) -> bool:
    """Queue a task for a time; return whether it is: not in the future where tasks cannot wait."""
    if moment > timezone.now():
        if not task.get_backend().supports_defer:
            return False
        task = task.using(run_after=moment)
    task.enqueue(*args, **kwargs)
    return True


def retry_later(task: Task[..., Any], *args: Any, tries: int) -> bool:
    """Queue a task again after a delay; return whether it is.

    `tries` is the number of tries before this one, which the task takes as an argument.
    """
    if tries < len(RETRY_DELAYS_SECONDS):
        after = timezone.now() + timedelta(seconds=RETRY_DELAYS_SECONDS[tries])
        if enqueue_at(after, task, *args, tries=tries + 1):
            return True
    logger.error("%s is given up after %s tries", task.module_path, tries + 1)
    return False
