"""Search engines are told what is new, changed and gone, once it is committed."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageViewRestriction

from news.models import ArticlePage, SectionPage
from seo import indexnow
from seo.models import IndexNowSubmission
from tests.factories import ArticleFactory, SectionFactory, StandardPageFactory
from tests.http_server import post_server

pytestmark = pytest.mark.django_db
KEY = "a1b2c3d4e5f6"


@pytest.fixture
def engine(settings):
    """A search engine."""
    with post_server() as server:
        settings.INDEXNOW_KEY, settings.INDEXNOW_URL = KEY, server.url
        yield server


def told(engine):
    """Return what a search engine was sent."""
    return [json.loads(post.body) for post in engine.posts]


def addresses(engine):
    """Return the addresses that a search engine was sent."""
    return [address for data in told(engine) for address in data["urlList"]]


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, slug="ferry")


def publish(story):
    ArticlePage.objects.get(pk=story.pk).save_revision().publish()


def test_a_published_story_is_told_with_the_key(engine, story, committed):
    with committed():
        publish(story)
        assert not engine.posts
    location = f"http://localhost/{KEY}.txt"
    expected = {
        "host": "localhost",
        "key": KEY,
        "keyLocation": location,
        "urlList": [story.full_url],
    }
    assert told(engine) == [expected]
    assert not IndexNowSubmission.objects.exists()


def test_what_is_published_together_is_told_together(engine, section, committed):
    stories = [ArticleFactory(parent=section) for _ in range(3)]
    with committed():
        for story in [*stories, stories[0]]:
            publish(story)
    (data,) = told(engine)
    assert data["urlList"] == [story.full_url for story in stories]


def test_many_are_told_in_several_requests(engine, section, committed, monkeypatch):
    monkeypatch.setattr(indexnow, "BATCH_SIZE", 2)
    with committed():
        for _ in range(3):
            publish(ArticleFactory(parent=section))
    assert [len(data["urlList"]) for data in told(engine)] == [2, 1]


def test_a_moved_and_a_renamed_story_are_told_by_their_new_addresses(engine, story, committed):
    with committed():
        ArticlePage.objects.get(pk=story.pk).move(SectionFactory(slug="sport"), pos="last-child")
    story = ArticlePage.objects.get(pk=story.pk)
    with committed():
        story.slug = "ferry-sails"
        story.save_revision().publish()
    expected = ["http://localhost/sport/ferry/", "http://localhost/sport/ferry-sails/"]
    assert addresses(engine) == expected


def test_what_is_taken_down_is_told(engine, story, committed):
    with committed():
        ArticlePage.objects.get(pk=story.pk).unpublish()
    assert addresses(engine) == ["http://localhost/news/ferry/"]


def rename(section):
    section.slug = "world"
    section.save_revision().publish()


def move(section):
    section.move(StandardPageFactory(slug="world"), pos="last-child")


@pytest.mark.parametrize("change", [rename, move])
def test_with_a_section_its_stories_have_other_addresses(engine, section, story, committed, change):
    ArticleFactory(parent=section, draft=True)
    with committed():
        change(SectionPage.objects.get(pk=section.pk))
    section, story = (type(one).objects.get(pk=one.pk) for one in (section, story))
    assert "world" in story.full_url
    assert addresses(engine) == [section.full_url, story.full_url]


def restrict(page):
    return PageViewRestriction.objects.create(page=page, restriction_type="login")


def test_what_is_restricted_and_open_again_is_told(engine, section, story, committed):
    ArticleFactory(parent=section, draft=True)
    ArticleFactory(parent=section, future=True)
    with committed():
        restriction = restrict(section)
    assert addresses(engine) == [section.full_url, story.full_url]
    with committed():
        second = restrict(story)
    with committed():
        restriction.delete()
    assert addresses(engine)[2:] == [section.full_url]
    with committed():
        second.delete()
    assert addresses(engine)[3:] == [story.full_url]


HIDDEN = {
    "restricted": restrict,
    "in a restricted section": lambda story: restrict(story.get_parent()),
    "expired": lambda story: ArticlePage.objects.filter(pk=story.pk).update(
        expire_at=timezone.now() - timedelta(1)
    ),
}


@pytest.mark.parametrize("how", HIDDEN)
def test_what_readers_must_not_see_is_told_to_nobody(engine, story, committed, how):
    HIDDEN[how](story)
    IndexNowSubmission.objects.all().delete()
    with committed():
        indexnow.submit(story)
    assert not engine.posts
    assert not IndexNowSubmission.objects.exists()


@pytest.mark.parametrize("restricted", ["story", "section"])
def test_that_something_restricted_is_taken_down_is_told_to_nobody(
    engine, section, story, committed, restricted
):
    restrict({"story": story, "section": section}[restricted])
    IndexNowSubmission.objects.all().delete()
    with committed():
        ArticlePage.objects.get(pk=story.pk).unpublish()
    assert not engine.posts


def test_an_embargoed_story_is_told_at_the_end_of_its_embargo(engine, section, committed):
    story = ArticleFactory(parent=section, future=True)
    with committed():
        publish(story)
    indexnow.send_overdue()
    assert not engine.posts
    ArticlePage.objects.update(published_at=timezone.now() + timedelta(days=2))
    IndexNowSubmission.objects.update(due_at=timezone.now())
    indexnow.send_overdue()
    assert not engine.posts
    assert IndexNowSubmission.objects.get().due_at > timezone.now() + timedelta(days=1)
    ArticlePage.objects.update(published_at=timezone.now())
    IndexNowSubmission.objects.update(due_at=timezone.now())
    indexnow.send_overdue()
    assert addresses(engine) == [story.full_url]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_fails_is_kept_and_told_later(engine, story, committed, status, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with committed():
        publish(story)
    engine.status = status
    indexnow.send.call()
    engine.status = 202
    sends = DBTaskResult.objects.filter(task_path="seo.indexnow.send")
    (again,) = [one for one in sends if one.args_kwargs["kwargs"] == {"tries": 1}]
    assert again.run_after > timezone.now()
    indexnow.send.call(tries=1)
    assert addresses(engine) == [story.full_url] * 2
    assert not IndexNowSubmission.objects.exists()


def test_what_is_refused_is_logged_and_not_told_again(engine, story, committed, caplog):
    engine.status = 403
    with committed():
        publish(story)
    indexnow.send_overdue()
    assert len(told(engine)) == 1
    assert "IndexNow refuses 1 addresses of localhost: 403" in caplog.text


def test_what_cannot_be_told_at_all_is_given_up(engine, story, committed, settings, caplog):
    settings.INDEXNOW_URL = "http://127.0.0.1:9/"
    with committed():
        publish(story)
    assert "IndexNow is told later: it cannot be reached: ConnectionError" in caplog.text
    assert not IndexNowSubmission.objects.exists()


def test_without_a_key_nothing_is_told(engine, story, committed, settings):
    settings.INDEXNOW_KEY = ""
    with committed():
        publish(story)
    assert not engine.posts
    assert not IndexNowSubmission.objects.exists()


def test_the_key_is_shown_at_its_address_and_no_other(client, settings):
    assert client.get(f"/{KEY}.txt").status_code == 404
    settings.INDEXNOW_KEY = KEY
    assert client.get(f"/{KEY}.txt").content == KEY.encode()
    assert client.get("/another-key.txt").status_code == 404
