"""Who follows a comment, and who is never sent mail they did not ask for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.followers import FollowError, address_of, follow
from comments.models import Follower
from tests.comments.conversing import say
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(section):
    return say(ArticleFactory(parent=section))


def emails():
    return sorted(Follower.objects.values_list("email", flat=True))


def test_an_address_is_noted_once_for_a_comment_in_any_case(comment):
    follow(comment, " Ada@Example.com ", "a")
    follow(comment, "ada@example.COM", "b")
    assert emails() == ["ada@example.com"]


@pytest.mark.parametrize(
    "text",
    [
        *("", "ada", "ada@", "@example.com", "a@b@c d.example", "ada@example.com, b@example.com"),
        *("ada@example.com\nBcc: b@example.com", "a" * 250 + "@example.com", "ada\x00@example.com"),
        *('"\x01"@example.com', "ada@ex\ud800ample.com", "Ada <ada@example.com>"),
    ],
)
def test_what_is_no_address_is_refused(comment, text):
    with pytest.raises(FollowError, match="not an e-mail address"):
        follow(comment, text, "a")
    assert emails() == []


def test_a_visitor_asks_for_five_addresses_an_hour(comment):
    for number in range(5):
        follow(comment, f"{number}@example.com", "a")
    with pytest.raises(FollowError, match="wait an hour"):
        follow(comment, "6@example.com", "a")
    follow(comment, "6@example.com", "b")
    Follower.objects.filter(visitor="a").update(asked_at=timezone.now() - timedelta(hours=1))
    follow(comment, "7@example.com", "a")
    assert len(emails()) == 7


def test_an_address_is_asked_three_times_a_day_by_however_many_visitors(comment):
    for visitor in "abc":
        follow(say(comment.story), "ada@example.com", visitor)
    with pytest.raises(FollowError, match="wait a day"):
        follow(comment, "ada@example.com", "d")
    Follower.objects.update(asked_at=timezone.now() - timedelta(days=1))
    follow(comment, "ada@example.com", "d")


def test_who_confirms_can_follow_more(comment):
    for visitor in "abc":
        follow(say(comment.story), "ada@example.com", visitor)
    Follower.objects.update(confirmed_at=timezone.now())
    follow(comment, "ada@example.com", "a")
    assert len(emails()) == 4


def test_an_address_keeps_its_name_apart_from_its_domain():
    assert address_of("Ada+news@Sub.Example.com") == "ada+news@sub.example.com"
