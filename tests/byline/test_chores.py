"""What apps want done about once an hour."""

from datetime import timedelta

import pytest
from django.utils import timezone

from byline.worker import chores
from byline.worker.worker import NewsroomWorker
from comments.models import Follower, ReaderComment
from tests.comments.conversing import say
from tests.factories import ArticleFactory


def test_a_chore_that_fails_is_logged_and_does_not_hold_up_the_next(caplog):
    done = []

    def break_down():
        raise RuntimeError("no")

    chores.do_all([break_down, lambda: done.append("swept")])
    assert done == ["swept"]
    assert "The chore break_down failed" in caplog.text


def test_a_chore_that_is_added_twice_is_done_once():
    before = [*chores.CHORES]
    chores.add(before[0])
    assert before == chores.CHORES


@pytest.mark.django_db
def test_the_worker_forgets_visitors_and_unconfirmed_addresses_now_and_then():
    old = timezone.now() - timedelta(days=100)
    comment = say(ArticleFactory(), now=old)
    for at, confirmed_at in ((old, None), (old, old), (timezone.now(), None)):
        email = f"{at:%j}{bool(confirmed_at)}@reader.example"
        Follower.objects.create(
            comment=comment, email=email, asked_at=at, confirmed_at=confirmed_at, visitor="a" * 32
        )
    worker = NewsroomWorker()
    worker.tidy_up()  # another worker may have the turn
    assert ReaderComment.objects.get().visitor
    assert worker.timekeeper.turn.ask()
    worker.tidy_up()
    assert ReaderComment.objects.get().visitor == ""
    assert sorted(Follower.objects.values_list("confirmed_at", "visitor"), key=str) == [
        (None, "a" * 32),
        (old, ""),
    ]
    ReaderComment.objects.update(visitor="b" * 32)
    worker.tidy_up()  # it is not an hour later
    assert ReaderComment.objects.get().visitor == "b" * 32
