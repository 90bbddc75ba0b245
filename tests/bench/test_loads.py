"""What the news day and the cold tail report, and the newsroom that publishes meanwhile."""

import pytest
from django.urls import resolve

from bench import cold_tail, news_day
from bench.cases import Way
from bench.cold_tail import PAGES_COLD, RESTARTED, TailPass
from bench.load import LoadResult
from bench.metrics import STORY_ROUTE, RenderedStories, counted
from bench.news_day import BUSY, QUIET, NewsDay, NewsPhase
from bench.publisher import story_like
from tests.factories import ArticleFactory, TopicFactory

METRICS = """
# HELP byline_request_seconds How long requests take that reach Django
byline_request_seconds_bucket{le="0.1",method="GET",route="bench_story",status="2xx"} 6.0
byline_request_seconds_count{method="GET",route="bench_story",status="2xx"} 7.0
byline_request_seconds_count{method="HEAD",route="bench_story",status="2xx"} 1.0
byline_request_seconds_count{method="GET",route="bench_story",status="5xx"} 3.0
byline_request_seconds_count{method="GET",route="wagtail_serve",status="2xx"} 20.0
byline_queries_total{route="bench_story"} 1.2e+02
byline_queries_total{route="wagtail_serve"} 900.0
byline_database_up 1.0
"""


def load(rate, p99=1.0):
    """Return the result of a load of a second."""
    return LoadResult(rate, 1.0, 1000, p99 / 2, p99)


def phase(rate, p99=1.0, rendered=0, **counts):
    """Return a measured phase with a comment."""
    return NewsPhase(load(rate, p99), rendered, **{"comments": 1, **counts})


def missed(targets):
    """Return the names of the targets that do not hold."""
    return [target.what for target in targets if not target.holds]


def day_of(quiet, busy, way=Way.CACHED):
    """Return a news day of two measured phases."""
    day = NewsDay(way, None, None, [], None, iter(()))
    day.phases = {QUIET: [quiet], BUSY: [busy]}
    return day


@pytest.mark.parametrize(
    ("busy", "found"),
    [
        (phase(500, p99=10, rendered=12, published=2, showing=3), []),
        (phase(499), ["news day, cached: of the rate without publishing"]),
        (phase(500, p99=10.1), ["news day, cached: p99, times that without publishing"]),
        (
            phase(500, rendered=13, published=2, showing=3),
            ["news day, cached, publishing: story pages rendered"],
        ),
    ],
)
def test_publishing_may_cost_half_the_rate_and_the_pages_that_show_the_story(busy, found):
    day = day_of(phase(1000, p99=2.0, rendered=2), busy)
    assert missed(news_day.targets(day)) == found


def test_without_publishing_only_what_was_commented_on_may_be_rendered():
    day = day_of(phase(9, rendered=3), phase(9), Way.VARNISH)
    (target,) = (target for target in news_day.targets(day) if not target.holds)
    assert target.row == (
        "| news day, behind Varnish, not publishing: story pages rendered "
        "| 3 | ≤ 2 = 2 × (1 comments + 0 published + 0 showing) | **does not hold** |"
    )


def test_each_story_is_asked_for_as_often_and_the_front_and_the_sections_with_them(tmp_path):
    about = {"asked": [f"/city/story-{n}/" for n in range(28)], "sections": ["/city/", "/sport/"]}
    news_day.write_requests(about, tmp_path)
    once, day = (
        [line.split("\t")[1] for line in (tmp_path / name).read_text().splitlines()]
        for name in ("asked.txt", "day.txt")
    )
    assert sorted(once) == sorted([*about["asked"], "/", "/city/", "/sport/"])
    assert {day.count(path) for path in about["asked"]} == {news_day.ORDERS_COUNT}
    fronts = [path for path in day if "story" not in path]
    assert fronts[:4] == ["/", "/city/", "/sport/", "/"]
    assert len(day) == news_day.FRONTS_STEP * len(fronts)


@pytest.mark.parametrize(
    ("cold", "restarted", "queries", "found"),
    [
        (100, 667, 80, []),
        (99, 667, 80, ["cold tail, fragments kept, no page: the bare view as many times"]),
        (100, 666, 80, ["cold tail, after a restart: the bare view as many times"]),
        (100, 667, 81, ["cold tail, fragments kept, no page: queries"]),
    ],
)
def test_the_cold_tail_has_a_limit_before_and_after_a_restart(cold, restarted, queries, found):
    passes = {
        PAGES_COLD: TailPass([load(cold)], [RenderedStories(10, queries)]),
        RESTARTED: TailPass([load(restarted)], [RenderedStories()]),
    }
    assert missed(cold_tail.targets(2000, passes)) == found
    assert passes[RESTARTED].queries == 0


def test_rendered_stories_are_counted_apart_from_other_pages():
    assert counted(METRICS) == RenderedStories(8, 120)
    assert resolve("/city/wall-vote-12/", "bench.urls").view_name == STORY_ROUTE
    assert resolve("/city/", "bench.urls").view_name == "wagtail_serve"


@pytest.mark.django_db
def test_a_new_story_is_published_like_another_on_one_topic(section, client):
    topics = TopicFactory.create_batch(3)
    known = ArticleFactory(parent=section, title="Known", topics=topics[:2])
    story = story_like(known, 2)
    assert not story.live
    story.title = "News"
    story.save_revision().publish()
    story.refresh_from_db()
    assert story.published_at > known.published_at
    assert [*story.topics.all()] == topics[2:]
    assert resolve(story.url, "bench.urls").view_name == STORY_ROUTE
    assert "News" in client.get(story.url).text
