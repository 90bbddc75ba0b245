"""What plugins use to take something from readers, and to find stories."""

from datetime import timedelta

import pytest
from django.test import RequestFactory
from django.utils import timezone

from byline.pagecache.recording import record
from byline.plugins import is_cross_site, published_story, seconds_to_wait, visitor_of
from tests.factories import ArticleFactory, hidden_stories

KEY, OTHER_KEY = b"one" * 11, b"two" * 11


def request(address="192.0.2.1", **headers):
    return RequestFactory().post("/", headers=headers, REMOTE_ADDR=address)


def test_a_visitor_is_the_same_with_the_same_key_only():
    visitor = visitor_of(request(), KEY)
    assert len(visitor) == 32
    assert visitor_of(request(), KEY) == visitor
    assert visitor_of(request(), OTHER_KEY) != visitor
    assert visitor_of(request("192.0.2.2"), KEY) != visitor


def test_a_network_has_few_visitors_whatever_a_client_calls_itself():
    def of(address, number=0):
        return visitor_of(request(address, **{"user-agent": f"Browser {number}"}), KEY)

    assert of("2001:db8::1") == of("2001:db8::2")
    assert 1 < len({of("192.0.2.1", number) for number in range(100)}) <= 8


def test_actions_are_counted_for_a_network_and_apart():
    def wait(action="polls.vote", address="192.0.2.1"):
        return seconds_to_wait(request(address), action, 2, 3600)

    assert [wait(), wait()] == [0, 0]
    assert wait() > 0
    assert wait("polls.other") == 0
    assert wait(address="192.0.2.2") == 0


def test_what_another_site_sends_is_told_from_what_readers_send():
    assert is_cross_site(request(**{"sec-fetch-site": "cross-site"}))
    assert not is_cross_site(request(**{"sec-fetch-site": "same-origin"}))


@pytest.mark.django_db
def test_a_story_is_found_if_readers_may_see_it(section):
    story = ArticleFactory(parent=section)
    alias = story.create_alias(parent=section, update_slug="alias")
    with record() as recording:
        assert published_story(story.pk) == story
    assert f"page:{story.pk}" in recording.tags
    with record() as recording:
        assert published_story(alias.pk) == story
    assert {f"page:{story.pk}", f"page:{alias.pk}"} <= recording.tags
    assert [published_story(hidden.pk) for hidden in hidden_stories(section)] == [None] * 5
    assert published_story(10**9) is None


@pytest.mark.django_db
def test_what_shows_a_story_goes_when_it_expires(section):
    expire_at = timezone.now() + timedelta(hours=1)
    story = ArticleFactory(parent=section, expire_at=expire_at)
    with record() as recording:
        published_story(story.pk)
    assert recording.expires_at == expire_at.timestamp()
