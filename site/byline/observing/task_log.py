"""Logs each task when it is queued and when it is finished."""

import logging
from typing import Any

from django.dispatch import receiver
from django.tasks import TaskResultStatus
from django.tasks.signals import task_enqueued, task_finished

logger = logging.getLogger("byline.tasks")


@receiver(task_enqueued)
def log_queued(sender: Any, task_result: Any, **kwargs: Any) -> None:
    """Log that a task is queued; the record has the id of the request."""
    log_task("queued", task_result)


@receiver(task_finished)
def log_finished(sender: Any, task_result: Any, **kwargs: Any) -> None:
    """Log the result of a task, and how long it took."""
    begun, end = task_result.started_at, task_result.finished_at
    seconds = (end - begun).total_seconds() if begun and end else 0.0
    is_failed = task_result.status == TaskResultStatus.FAILED
    log_task("failed" if is_failed else "done", task_result, ms=round(seconds * 1000))


def log_task(what: str, result: Any, **more: Any) -> None:
    """Log a task by its name and id, without its arguments."""
    facts = {"name": result.task.module_path, "id": str(result.id), **more}
    logger.info(what, extra={"fields": facts})
