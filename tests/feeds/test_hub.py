"""The WebSub hub is told when feeds change."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageViewRestriction

from byline.worker.retries import RETRY_DELAYS_SECONDS
from news.feeds.formats import FEED_FORMATS
from news.feeds.hub import ping_hub
from news.models import Byline
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory, TopicFactory
from tests.http_server import post_server


@pytest.fixture
def hub(settings):
    with post_server() as server:
        settings.WEBSUB_HUB_URL = server.url
        yield server


@pytest.fixture
def story(section):
    story = ArticleFactory(parent=section, about=[TopicFactory()])
    Byline.objects.create(article=story, author=AuthorFactory())
    return story


def pinged(hub):
    """Return the paths that the hub was told of, and forget them."""
    posts, hub.posts = hub.posts, []
    assert all(post.content_type == "application/x-www-form-urlencoded" for post in posts)
    pings = [parse_qs(post.body.decode()) for post in posts]
    assert all(ping["hub.mode"] == ["publish"] for ping in pings)
    return {urlsplit(address).path for ping in pings for address in ping["hub.url"]}


def in_every_format(*feeds):
    return {f"{feed}{kind}/" for feed in feeds for kind in FEED_FORMATS}


def feeds_of(story):
    return in_every_format(
        "/feeds/",
        f"/feeds/sections/{story.section_id}/",
        *(f"/feeds/topics/{topic.pk}/" for topic in story.topics.all()),
        *(f"/feeds/authors/{byline.author_id}/" for byline in story.bylines.all()),
    )


CHANGES = {
    "published": lambda story: story.save_revision().publish(),
    "taken down": lambda story: story.unpublish(),
    "deleted": lambda story: story.delete(),
    "restricted": lambda story: PageViewRestriction.objects.create(
        page=story, restriction_type="login"
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_the_hub_is_told_of_every_feed_of_a_story(story, hub, committed, change):
    feeds = feeds_of(story)
    with committed():
        CHANGES[change](story)
        assert not hub.posts
    assert pinged(hub) == feeds


def test_the_hub_is_told_of_both_sections_of_a_moved_story(story, hub, committed):
    feeds, other = feeds_of(story), SectionFactory()
    with committed():
        story.move(other, pos="last-child")
    assert pinged(hub) == feeds | in_every_format(f"/feeds/sections/{other.pk}/")


def test_the_hub_is_told_of_a_section_that_is_taken_down(section, hub, committed):
    with committed():
        section.unpublish()
    assert pinged(hub) == in_every_format("/feeds/", f"/feeds/sections/{section.pk}/")


def test_nobody_is_told_of_a_draft_or_a_rolled_back_change(story, hub, committed):
    with committed():
        story.save_revision()
        ArticleFactory(parent=story.get_parent(), draft=True).delete()
    assert pinged(hub) == set()


def test_without_a_hub_nothing_is_queued(story, settings, committed):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with committed():
        story.save_revision().publish()
        story.unpublish()
    assert not DBTaskResult.objects.filter(task_path=ping_hub.module_path).exists()


def queued():
    """Return the ping that waits, as the worker would call it, and in how many seconds."""
    found = DBTaskResult.objects.get(task_path=ping_hub.module_path)
    found.delete()
    values = found.args_kwargs
    wait = (found.run_after - timezone.now()).total_seconds()
    return lambda: ping_hub.call(*values["args"], **values["kwargs"]), wait


def test_the_hub_is_told_when_the_embargo_ends(section, hub, settings, committed):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    story = ArticleFactory(parent=section, published_at=timezone.now() + timedelta(hours=1))
    with committed():
        story.save_revision().publish()
    again, wait = queued()
    assert 3590 < wait < 3610
    again()
    assert "/feeds/rss/" in pinged(hub)


def test_a_hub_that_refuses_is_logged_and_not_told_again(story, hub, settings, committed, caplog):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with committed():
        story.save_revision().publish()
    again, _ = queued()
    for status in (404, 499):  # one that HTTP does not know, too
        hub.status = status
        again()
        assert f"The WebSub hub refuses to be told of 12 feeds: {status}" in caplog.text
    assert not DBTaskResult.objects.filter(task_path=ping_hub.module_path).exists()


def test_a_hub_that_is_away_or_asks_to_wait_is_told_later(story, hub, settings, committed, caplog):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with committed():
        story.save_revision().publish()
    again, wait = queued()
    assert 0 < wait < 10
    hub.status = 503
    again()
    assert "The WebSub hub was not told of a change" in caplog.text
    pinged(hub)
    working, settings.WEBSUB_HUB_URL = settings.WEBSUB_HUB_URL, "http://127.0.0.1:1/"
    again, wait = queued()
    assert wait > RETRY_DELAYS_SECONDS[0] - 5
    again()
    again, wait = queued()
    assert wait > RETRY_DELAYS_SECONDS[1] - 5
    settings.WEBSUB_HUB_URL, hub.status = working, 202
    again()
    assert pinged(hub) == feeds_of(story)
    assert not DBTaskResult.objects.filter(task_path=ping_hub.module_path).exists()
