"""Detects workers that were killed, and queues their tasks again."""

import fcntl
import logging
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

# A task of another machine that runs longer is taken for lost.
LOST_TASK_AGE = timedelta(hours=1)
# After so many killed workers the task is taken for the cause.
TASK_ATTEMPTS_LIMIT = 3

logger = logging.getLogger(__name__)


def workers_folder() -> Path:
    """Return the folder with a file for each worker of this machine."""
    path = Path(settings.DATA_DIR) / "workers"
    path.mkdir(exist_ok=True)
    return path


def lock_worker_file(worker_id: str) -> IO[str]:
    """Create and lock the file of a worker; the system unlocks it when the process ends."""
    path = workers_folder() / worker_id
    # Renamed once it is locked, so that it never has its name without the lock.
    unlocked = path.with_name(f".{worker_id}")
    file = unlocked.open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    unlocked.rename(path)
    return file


def is_locked(path: Path) -> bool:
    """Return whether the worker of a file is alive."""
    try:
        with path.open() as file:
            # Shared, so that two concurrent calls do not see each other's lock.
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:  # deleted by another worker
        return False
    return False


def is_any_worker_alive() -> bool:
    """Return whether a worker of this machine is alive."""
    return any(map(is_locked, workers_folder().glob("[!.]*")))


def requeue_abandoned() -> None:
    """Queue the tasks of killed workers again, which django-tasks-db would leave running forever.

    So every task has to be idempotent.
    """
    paths = {path.name: path for path in workers_folder().glob("[!.]*")}
    dead = {name for name, path in paths.items() if not is_locked(path)}
    for task in DBTaskResult.objects.running():
        worker_id = task.worker_ids[-1]
        lost = worker_id not in paths and task.started_at < timezone.now() - LOST_TASK_AGE
        if worker_id in dead or lost:
            requeue(task)
    for name in dead:
        paths[name].unlink(missing_ok=True)


def requeue(task: DBTaskResult) -> None:
    """Queue a task again, or let it fail if it was tried too often."""
    if len(task.worker_ids) >= TASK_ATTEMPTS_LIMIT:
        task.set_failed(
            RuntimeError(f"{TASK_ATTEMPTS_LIMIT} workers died in the middle of this task")
        )
        logger.error("Task %s (%s) given up: its workers died", task.id, task.task_path)
        return
    # Unless another worker has done so.
    same = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
    if same.update(status="READY", started_at=None):
        logger.warning("Task %s (%s) was abandoned and is queued again", task.id, task.task_path)
