"""Plugins know of readers that Byline has not counted."""

import pytest
from django.utils import timezone

from byline.plugins import hookimpl
from byline.plugins.testing import loaded
from readership.scores import scores
from readership.windows import HOUR, WINDOWS
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
DAY, *_, ALL = WINDOWS.values()


def ranked(source, window=DAY):
    class Hooks:
        @hookimpl
        def popularity_sources():
            return [source]

    with loaded(Hooks):
        return [(score.story, score.score) for score in scores(window, timezone.now(), 10)]


def test_readers_elsewhere_count(section):
    few, many = (ArticleFactory(parent=section).pk for _ in range(2))
    assert ranked(lambda since: {few: 2, many: 5.5}) == [(many, 5.5), (few, 2)]


def test_a_source_is_asked_since_the_window_began(section):
    asked = []
    ranked(lambda since: asked.append(since) or {})
    ranked(lambda since: asked.append(since) or {}, ALL)
    assert timezone.now() - asked[0] >= 24 * HOUR
    assert asked[1] is None


@pytest.mark.parametrize(
    "numbers",
    [None, 7, {"x": 1}, {1: "many"}, {1: float("nan")}, {1: -3}, {10**30: 5}, {999_999: 5}],
)
def test_garbage_ranks_nothing(section, numbers):
    assert ranked(lambda since: numbers) == []
