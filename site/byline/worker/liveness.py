"""Which workers live, and the tasks of those that were killed."""

import fcntl
import logging
from datetime import timedelta
from pathlib import Path
from typing import IO

from django.conf import settings
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

# A worker on another machine that keeps a task longer than this is taken for dead.
LOST_TASK_AGE = timedelta(hours=1)
# A task in the middle of which so many workers died is what kills them.
TASK_ATTEMPTS_LIMIT = 3

logger = logging.getLogger(__name__)


def workers_folder() -> Path:
    """Return where each worker of this machine has a file."""
    path = Path(settings.DATA_DIR) / "workers"
    path.mkdir(exist_ok=True)
    return path


def lock_worker_file(worker_id: str) -> IO[str]:
    """Lock a file for a worker as long as it is open: its end, however sudden, unlocks it."""
    path = workers_folder() / worker_id
    # Under its name it is locked from the first moment.
    unlocked = path.with_name(f".{worker_id}")
    file = unlocked.open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    unlocked.rename(path)
    return file


def is_locked(path: Path) -> bool:
    """Return whether the worker whose file this is lives."""
    try:
        with path.open() as file:
            # Shared: who asks at the same moment is not taken for the worker.
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except FileNotFoundError:  # another worker was faster
        return False
    return False


def is_any_worker_alive() -> bool:
    """Return whether a worker lives on this machine, with this folder."""
    return any(map(is_locked, workers_folder().glob("[!.]*")))


def requeue_abandoned() -> None:
    """Queue the tasks of workers that were killed in the middle once more.

    So every task must bear to be done twice. The queue itself leaves such tasks as running
    for ever.
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
    """Queue a task once more, or give it up if it was tried too often."""
    if len(task.worker_ids) >= TASK_ATTEMPTS_LIMIT:
        task.set_failed(
            RuntimeError(f"{TASK_ATTEMPTS_LIMIT} workers died in the middle of this task")
        )
        logger.error("Task %s (%s) given up: its workers died", task.id, task.task_path)
        return
    # Only if no other worker was faster.
    same = DBTaskResult.objects.running().filter(pk=task.pk, started_at=task.started_at)
    if same.update(status="READY", started_at=None):
        logger.warning("Task %s (%s) was abandoned and is queued again", task.id, task.task_path)
