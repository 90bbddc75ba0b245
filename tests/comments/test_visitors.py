"""Keys of visitors, and clearing them."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from comments.models import Follower, ReaderComment, Report
from comments.visitors import clear_old_visitors, clear_visitors, visitor_key
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def visitor(rf):
    """Return the visitor key of an IP address."""
    return lambda address: visitor_key(rf.get("/", REMOTE_ADDR=address))


def test_a_visitor_is_a_key_that_does_not_tell_the_address(visitor):
    key = visitor("192.0.2.1")
    assert len(key) == 32
    assert key == visitor("192.0.2.1") == visitor("::ffff:192.0.2.1")
    assert key != visitor("192.0.2.2")


def test_a_household_is_one_visitor(visitor):
    assert visitor("2001:db8::1") == visitor("2001:db8::abcd:2")
    assert visitor("2001:db8::1") != visitor("2001:db8:0:1::1")


def test_another_secret_makes_other_keys(visitor, settings):
    before = visitor("192.0.2.1")
    settings.SECRET_KEY = "another" * 10
    assert visitor("192.0.2.1") != before


def test_a_socket_has_a_key_too(visitor):
    assert len(visitor("")) == 32


@pytest.fixture
def old_and_new(settings):
    """Comments, reports and followers of yesterday and of eleven days ago."""
    settings.COMMENTS_VISITOR_RETENTION_DAYS = 10
    story = ArticleFactory()
    for days in (1, 11):
        at = NOW - timedelta(days=days)
        comment = add_comment(story, f"{days}", now=at, visitor="a" * 32)
        Report.objects.create(comment=comment, reason="spam", visitor="b" * 32, reported_at=at)
        Follower.objects.create(
            comment=comment, email="x@y.example", visitor="c" * 32, asked_at=at, confirmed_at=at
        )


@pytest.mark.usefixtures("old_and_new")
def test_visitors_are_forgotten_after_the_days_of_the_setting():
    assert clear_old_visitors() == 3
    assert clear_old_visitors() == 0
    known = ReaderComment.objects.exclude(visitor="").values_list("comment", flat=True)
    assert list(known) == ["1"]
    assert Report.objects.exclude(visitor="").count() == 1
    assert Follower.objects.exclude(visitor="").count() == 1


def test_however_many_they_are_all_are_forgotten():
    story = ArticleFactory()
    for n in range(5):
        add_comment(story, f"Comment {n}")
    known = ReaderComment.objects.exclude(visitor="")
    assert clear_visitors(known, at_once=2) == 5
    assert not known.exists()


@pytest.mark.usefixtures("old_and_new")
def test_the_command_says_how_many(capsys):
    call_command("comments_forget_visitors")
    assert "3" in capsys.readouterr().out
    assert ReaderComment.objects.filter(visitor="").count() == 1
