"""The worker: that of django-tasks-db, with scheduled publishing and periodic tasks."""

import logging
import time
from types import FrameType

from django.db import close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from byline.observing.log_context import task_id
from byline.worker import liveness, mail_server, periodic_tasks, scheduled_publishing
from byline.worker.scheduler import Scheduler

POLL_SECONDS = 1
CLEAN_UP_INTERVAL_SECONDS = 3600
RETRY_SECONDS = 5
STOP_TIMEOUT_SECONDS = 3  # of the scheduler

logger = logging.getLogger(__name__)


class NewsroomWorker(Worker):
    """Runs queued tasks, a scheduler beside them, and periodic tasks between them."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            interval=POLL_SECONDS,
            batch=True,  # return when the queue is empty
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self.scheduler = Scheduler(self.worker_id)
        self.mail_watch = mail_server.Watch()
        self.next_requeue = self.next_periodic_tasks = time.monotonic()

    def run(self) -> None:
        """Work until a signal; while the database is away, wait for it."""
        # SQLite checkpoints whenever the last connection closes, which would be each second.
        connection.settings_dict["CONN_MAX_AGE"] = None
        file = liveness.lock_worker_file(self.worker_id)
        self.scheduler.start()
        with file:
            try:
                self.work()
            finally:
                self.scheduler.stop(STOP_TIMEOUT_SECONDS)

    def work(self) -> None:
        """Poll the queue until a signal."""
        while self.running:
            try:
                self.run_queue()
                pause = POLL_SECONDS
            except Exception:  # whatever it is, the next task may succeed
                logger.exception("The worker failed, and goes on in a moment")
                pause = RETRY_SECONDS
            if self.running:
                time.sleep(pause)

    def run_queue(self) -> None:
        """Run every queued task."""
        close_old_connections()
        self.clean_up()
        # The superclass locks the queue to read it: an empty one needs no lock.
        if DBTaskResult.objects.ready().filter(backend_name=self.backend_name).exists():
            super().run()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run one task, then what else is due: the queue may be long."""
        token = task_id.set(str(db_task_result.id))
        try:
            super().run_task(db_task_result)
        finally:
            task_id.reset(token)
        self.clean_up()

    def clean_up(self) -> None:
        """Look at the mail server, and requeue tasks of dead workers.

        The leader also runs the periodic tasks.
        """
        now = time.monotonic()
        self.mail_watch.look(now)
        if now >= self.next_requeue:
            self.next_requeue = now + CLEAN_UP_INTERVAL_SECONDS
            liveness.requeue_abandoned()
        if now >= self.next_periodic_tasks and self.scheduler.lease.is_held:
            self.next_periodic_tasks = now + CLEAN_UP_INTERVAL_SECONDS
            scheduled_publishing.delete_old_results()
            periodic_tasks.run_all()

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop after the current task, also at a second signal.

        Ctrl-C and service managers signal the worker and its parent, which passes the signal on;
        in the superclass a second one interrupts the task.
        """
        if self.running:
            super().shutdown(signum, frame)
