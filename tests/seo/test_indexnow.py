"""Search engines are told what is new, changed and gone, once it is committed."""

import json
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageViewRestriction

from news.models import ArticlePage, SectionPage
from seo import indexnow
from seo.models import Announcement
from tests.factories import ArticleFactory, SectionFactory, StandardPageFactory

pytestmark = pytest.mark.django_db
KEY = "a1b2c3d4e5f6"


class Listener(ThreadingHTTPServer):
    """A search engine: notes what it is told, and answers with the next status."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.told = []
        self.statuses = []

    @property
    def addresses(self):
        return [address for data in self.told for address in data["urlList"]]


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append(json.loads(body))
        self.send_response(self.server.statuses.pop(0) if self.server.statuses else 202)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args):
        """Log nothing."""


@pytest.fixture
def engine(settings):
    with Listener() as listener:
        thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        settings.INDEXNOW_KEY = KEY
        settings.INDEXNOW_URL = f"http://127.0.0.1:{listener.server_port}/indexnow"
        yield listener
        listener.shutdown()
        thread.join()


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, slug="ferry")


def publish(story):
    ArticlePage.objects.get(pk=story.pk).save_revision().publish()


def test_a_published_story_is_told_with_the_key(engine, story, committed):
    with committed():
        publish(story)
        assert engine.told == []
    location = f"http://localhost/{KEY}.txt"
    told = {"host": "localhost", "key": KEY, "keyLocation": location, "urlList": [story.full_url]}
    assert engine.told == [told]
    assert not Announcement.objects.exists()


def test_what_is_published_together_is_told_together(engine, section, committed):
    stories = [ArticleFactory(parent=section) for _ in range(3)]
    with committed():
        for story in [*stories, stories[0]]:
            publish(story)
    (data,) = engine.told
    assert data["urlList"] == [story.full_url for story in stories]


def test_many_are_told_in_several_requests(engine, section, committed, monkeypatch):
    monkeypatch.setattr(indexnow, "BATCH_SIZE", 2)
    with committed():
        for _ in range(3):
            publish(ArticleFactory(parent=section))
    assert [len(data["urlList"]) for data in engine.told] == [2, 1]


def test_a_moved_and_a_renamed_story_are_told_by_their_new_addresses(engine, story, committed):
    with committed():
        ArticlePage.objects.get(pk=story.pk).move(SectionFactory(slug="sport"), pos="last-child")
    story = ArticlePage.objects.get(pk=story.pk)
    with committed():
        story.slug = "ferry-sails"
        story.save_revision().publish()
    addresses = ["http://localhost/sport/ferry/", "http://localhost/sport/ferry-sails/"]
    assert engine.addresses == addresses


def test_what_is_taken_down_is_told(engine, story, committed):
    with committed():
        ArticlePage.objects.get(pk=story.pk).unpublish()
    assert engine.addresses == ["http://localhost/news/ferry/"]


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
    assert engine.addresses == [section.full_url, story.full_url]


def restrict(page):
    return PageViewRestriction.objects.create(page=page, restriction_type="login")


def test_what_is_restricted_and_open_again_is_told(engine, section, story, committed):
    ArticleFactory(parent=section, draft=True)
    ArticleFactory(parent=section, future=True)
    with committed():
        restriction = restrict(section)
    assert engine.addresses == [section.full_url, story.full_url]
    with committed():
        second = restrict(story)
    with committed():
        restriction.delete()
    assert engine.addresses[2:] == [section.full_url]
    with committed():
        second.delete()
    assert engine.addresses[3:] == [story.full_url]


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
    Announcement.objects.all().delete()
    with committed():
        indexnow.announce(story)
    assert engine.told == []
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("restricted", ["story", "section"])
def test_that_something_restricted_is_taken_down_is_told_to_nobody(
    engine, section, story, committed, restricted
):
    restrict({"story": story, "section": section}[restricted])
    Announcement.objects.all().delete()
    with committed():
        ArticlePage.objects.get(pk=story.pk).unpublish()
    assert engine.told == []


def test_an_embargoed_story_is_told_at_the_end_of_its_embargo(engine, section, committed):
    story = ArticleFactory(parent=section, future=True)
    with committed():
        publish(story)
    indexnow.send_overdue()
    assert engine.told == []
    ArticlePage.objects.update(published_at=timezone.now() + timedelta(days=2))
    Announcement.objects.update(due_at=timezone.now())
    indexnow.send_overdue()
    assert engine.told == []
    assert Announcement.objects.get().due_at > timezone.now() + timedelta(days=1)
    ArticlePage.objects.update(published_at=timezone.now())
    Announcement.objects.update(due_at=timezone.now())
    indexnow.send_overdue()
    assert engine.addresses == [story.full_url]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_fails_is_kept_and_told_later(engine, story, committed, status, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    with committed():
        publish(story)
    engine.statuses = [status]
    indexnow.send.call()
    sends = DBTaskResult.objects.filter(task_path="seo.indexnow.send")
    (again,) = [one for one in sends if one.args_kwargs["kwargs"] == {"tries": 1}]
    assert again.run_after > timezone.now()
    indexnow.send.call(tries=1)
    assert engine.addresses == [story.full_url] * 2
    assert not Announcement.objects.exists()


def test_what_is_refused_is_logged_and_not_told_again(engine, story, committed, caplog):
    engine.statuses = [403]
    with committed():
        publish(story)
    indexnow.send_overdue()
    assert len(engine.told) == 1
    assert "IndexNow refuses 1 addresses of localhost: 403" in caplog.text


def test_what_cannot_be_told_at_all_is_given_up(engine, story, committed, settings, caplog):
    settings.INDEXNOW_URL = "http://127.0.0.1:9/"
    with committed():
        publish(story)
    assert "IndexNow is told later: it cannot be reached: ConnectionError" in caplog.text
    assert not Announcement.objects.exists()


def test_without_a_key_nothing_is_told(engine, story, committed, settings):
    settings.INDEXNOW_KEY = ""
    with committed():
        publish(story)
    assert engine.told == []
    assert not Announcement.objects.exists()


def test_the_key_is_shown_at_its_address_and_no_other(client, settings):
    assert client.get(f"/{KEY}.txt").status_code == 404
    settings.INDEXNOW_KEY = KEY
    assert client.get(f"/{KEY}.txt").content == KEY.encode()
    assert client.get("/another-key.txt").status_code == 404
