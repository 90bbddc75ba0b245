"""Tasks of dead workers are queued again, those of living ones are left alone."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from byline.worker.liveness import (
    LOST_TASK_AGE,
    TASK_ATTEMPTS_LIMIT,
    is_locked,
    lock_worker_file,
    requeue_abandoned,
    workers_folder,
)

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - LOST_TASK_AGE - timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _data(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def running(*worker_ids, since=None):
    """A task that these workers have begun, one after the other."""
    return DBTaskResult.objects.create(
        status="RUNNING",
        started_at=since or timezone.now(),
        worker_ids=worker_ids,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="photos.tasks.make_pictures",
        backend_name="default",
    )


def status(task):
    requeue_abandoned()
    task.refresh_from_db()
    return task.status


def test_the_task_of_a_dead_worker_is_queued_again():
    lock_worker_file("dead").close()
    assert status(running("dead")) == "READY"
    assert not list(workers_folder().iterdir())


def test_the_task_of_a_living_worker_is_left_alone_however_long_it_takes():
    with lock_worker_file("living"):
        assert status(running("living", since=LONG_AGO)) == "RUNNING"
        assert [path.name for path in workers_folder().iterdir()] == ["living"]


def test_a_worker_that_another_has_cleaned_up_after_is_no_trouble():
    assert not is_locked(workers_folder() / "gone")


def test_a_worker_on_another_machine_is_taken_for_dead_after_a_while():
    assert status(running("elsewhere")) == "RUNNING"
    assert status(running("elsewhere", since=LONG_AGO)) == "READY"


def test_a_task_that_kills_its_workers_is_given_up(caplog):
    lock_worker_file("dead").close()
    assert status(running(*["before"] * (TASK_ATTEMPTS_LIMIT - 2), "dead")) == "READY"
    lock_worker_file("dead").close()
    assert status(task := running(*["before"] * (TASK_ATTEMPTS_LIMIT - 1), "dead")) == "FAILED"
    assert "workers died in the middle of this task" in task.traceback
    assert "given up" in caplog.text
