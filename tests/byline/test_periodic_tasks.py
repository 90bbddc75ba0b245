"""What apps want done about once an hour."""

from datetime import timedelta

import pytest
from django.utils import timezone

from byline.worker import periodic_tasks
from byline.worker.worker import NewsroomWorker
from comments.models import Follower, ReaderComment
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory


def test_a_periodic_task_that_fails_is_logged_and_does_not_hold_up_the_next(caplog):
    done = []

    def break_down():
        raise RuntimeError("no")

    periodic_tasks.run_all([break_down, lambda: done.append("swept")])
    assert done == ["swept"]
    assert "The periodic task break_down failed" in caplog.text


def test_a_periodic_task_that_is_added_twice_is_done_once():
    before = [*periodic_tasks.PERIODIC_TASKS]
    periodic_tasks.register(before[0])
    assert before == periodic_tasks.PERIODIC_TASKS


@pytest.mark.django_db
def test_the_worker_forgets_visitors_and_unconfirmed_addresses_now_and_then():
    old = timezone.now() - timedelta(days=100)
    comment = add_comment(ArticleFactory(), now=old)
    for at, confirmed_at in ((old, None), (old, old), (timezone.now(), None)):
        email = f"{at:%j}{bool(confirmed_at)}@reader.example"
        Follower.objects.create(
            comment=comment, email=email, asked_at=at, confirmed_at=confirmed_at, visitor="a" * 32
        )
    worker = NewsroomWorker()
    worker.clean_up()  # another worker may have the turn
    assert ReaderComment.objects.get().visitor
    assert worker.scheduler.lease.acquire()
    worker.clean_up()
    assert ReaderComment.objects.get().visitor == ""
    assert sorted(Follower.objects.values_list("confirmed_at", "visitor"), key=str) == [
        (None, "a" * 32),
        (old, ""),
    ]
    ReaderComment.objects.update(visitor="b" * 32)
    worker.clean_up()  # it is not an hour later
    assert ReaderComment.objects.get().visitor == "b" * 32
