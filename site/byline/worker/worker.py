"""The worker: django-tasks-db's, with an eye on the clock."""

import logging
import time
from types import FrameType

from django.db import close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from byline.observing.log_context import task_id
from byline.worker import liveness, periodic_tasks, scheduled_publishing
from byline.worker.scheduler import Scheduler

# All in seconds.
POLL_SECONDS = 1
CLEAN_UP_INTERVAL_SECONDS = 3600
RETRY_SECONDS = 5
STOP_TIMEOUT_SECONDS = 3  # for what the clock asks for, when told to stop

logger = logging.getLogger(__name__)


class NewsroomWorker(Worker):
    """Do the tasks in the queue and, beside them, what is due by the clock."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            interval=POLL_SECONDS,
            batch=True,  # come back here when the queue is empty
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )
        self.scheduler = Scheduler(self.worker_id)
        self.next_requeue = self.next_cleaning = time.monotonic()

    def run(self) -> None:
        """Work until told to stop; while the database is away, wait for it."""
        # SQLite tidies its files up whenever the last connection closes: every second.
        connection.settings_dict["CONN_MAX_AGE"] = None
        file = liveness.lock_worker_file(self.worker_id)
        self.scheduler.start()
        with file:
            try:
                self.work()
            finally:
                self.scheduler.stop(STOP_TIMEOUT_SECONDS)

    def work(self) -> None:
        """Look into the queue until told to stop."""
        while self.running:
            try:
                self.do_all()
                rest = POLL_SECONDS
            except Exception:  # whatever it is, the next task may go well
                logger.exception("The worker failed, and goes on in a moment")
                rest = RETRY_SECONDS
            if self.running:
                time.sleep(rest)

    def do_all(self) -> None:
        """Tidy up, then do all that is in the queue."""
        close_old_connections()
        self.tidy_up()
        # The machinery takes the queue's lock to look into it; an empty one needs none.
        if DBTaskResult.objects.ready().filter(backend_name=self.backend_name).exists():
            super().run()

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Do one task; a long queue does not hold up the tidying."""
        token = task_id.set(str(db_task_result.id))
        try:
            super().run_task(db_task_result)
        finally:
            task_id.reset(token)
        self.tidy_up()

    def tidy_up(self) -> None:
        """Requeue tasks of dead workers; the leader also runs the periodic tasks."""
        now = time.monotonic()
        if now >= self.next_requeue:
            self.next_requeue = now + CLEAN_UP_INTERVAL_SECONDS
            liveness.requeue_abandoned()
        if now >= self.next_cleaning and self.scheduler.lease.is_held:
            self.next_cleaning = now + CLEAN_UP_INTERVAL_SECONDS
            scheduled_publishing.delete_old_results()
            periodic_tasks.run_all()

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop after the current task, however often one is told to.

        A terminal's Ctrl-C and a service manager tell the worker and its parent, which tells
        it again; a second time would break the task off.
        """
        if self.running:
            super().shutdown(signum, frame)
