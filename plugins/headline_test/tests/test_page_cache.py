"""A test changes the front page when it starts and ends, and no other page."""

from datetime import timedelta

import pytest

from byline_headline_test import lifecycle
from byline_headline_test.models import HeadlineTest
from tests.home.placing import front_page

from .conftest import B

pytestmark = pytest.mark.django_db
HALF_AN_HOUR = timedelta(minutes=30)


def test_only_the_front_page_is_rendered_again(visitor, committed, story, start, time_machine):
    now = story.published_at + timedelta(hours=1)
    time_machine.move_to(now)
    pages = ("/", "/news/", story.url, "/recent/")

    def shows_b():
        return B in visitor.get("/").body.decode()

    def rendered():
        return visitor.rendered_by_django(*pages)

    for _ in range(2):
        rendered()
    assert rendered() == set()
    with committed():
        test = start(story, hours=2)
    assert rendered() == {"/"}
    assert rendered() == set()
    assert shows_b()
    with committed():
        lifecycle.stop(front_page(), test, test.started_by)
    assert rendered() == {"/"}
    assert not shows_b()
    with committed():
        HeadlineTest.objects.filter(pk=start(story).pk).update(ends_at=now + HALF_AN_HOUR)
    assert shows_b()
    time_machine.move_to(now + HALF_AN_HOUR)
    assert not shows_b()
