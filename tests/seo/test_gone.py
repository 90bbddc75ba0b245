"""What was taken down on purpose is gone; what readers never saw was never there."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page

from byline.worker.scheduled_publishing import publish_and_expire_due
from news.models import ArticlePage
from recyclebin.actions import delete, restore
from recyclebin.models import DeletedItem
from seo.models import RemovedPage
from tests.factories import ArticleFactory, SectionFactory, StandardPageFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, slug="ferry", title="Ferry sold", signals=True)


def status(client, address="/news/ferry/"):
    return client.get(address).status_code


def expire(page):
    Page.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(1))


def expire_and_unpublish(story):
    expire(story)
    publish_and_expire_due()


TAKEN_DOWN = {
    "unpublished": lambda story: story.unpublish(),
    "expired": expire,
    "expired and unpublished": expire_and_unpublish,
    "with its section, expired": lambda story: expire(story.get_parent()),
    "deleted": lambda story: delete(story, None),
    "deleted for good": lambda story: ArticlePage.objects.get(pk=story.pk).delete(),
    "with its section": lambda story: story.get_parent().specific.unpublish(),
    "with its section, deleted": lambda story: delete(story.get_parent(), None),
}


@pytest.mark.parametrize("how", TAKEN_DOWN)
def test_what_was_taken_down_is_gone(client, story, how):
    assert status(client) == 200
    TAKEN_DOWN[how](story)
    response = client.get("/news/ferry/")
    assert response.status_code == 410
    assert response["Cache-Control"] == "no-store"
    assert "This page was taken down" in response.text
    assert "Ferry sold" not in response.text
    assert status(client, "/news/ferry") == 410
    assert status(client, "/news/another/") == (410 if "section" in how else 404)


def test_what_is_published_again_is_there(client, story):
    story.unpublish()
    story.save_revision().publish()
    assert status(client) == 200
    assert not RemovedPage.objects.exists()


def test_what_is_restored_from_the_bin_is_there(client, story):
    story.save_revision().publish()
    delete(story, None)
    assert status(client) == 410
    restore(DeletedItem.objects.get(), UserFactory(is_superuser=True))
    assert status(client) == 200
    assert not RemovedPage.objects.exists()


def test_an_old_address_of_what_was_taken_down_is_gone(
    client, story, django_capture_on_commit_callbacks
):
    story.slug = "ferry-sold"
    with django_capture_on_commit_callbacks(execute=True):
        story.save_revision().publish()
    assert status(client) == 301
    ArticlePage.objects.get(pk=story.pk).unpublish()
    assert status(client) == status(client, "/news/ferry-sold/") == 410


NEVER_SEEN = {
    "draft": {"draft": True},
    "future": {"future": True},
    "restricted": {"restrict": True},
    "expired under embargo": {"future": True, "expired": True},
    "expired and restricted": {"restrict": True, "expired": True},
}


@pytest.mark.parametrize("state", NEVER_SEEN)
def test_what_readers_never_saw_is_not_said_to_be_gone(client, section, state):
    story = ArticleFactory(parent=section, slug="ferry", **NEVER_SEEN[state])
    assert status(client) != 410
    ArticlePage.objects.get(pk=story.pk).unpublish()
    assert status(client) == 404
    ArticlePage.objects.get(pk=story.pk).delete()
    assert status(client) == 404


def test_a_story_of_an_unpublished_section_is_not_either(client):
    hidden = SectionFactory(slug="hidden", live=False)
    story = ArticleFactory(parent=hidden, slug="ferry")
    story.unpublish()
    assert status(client, "/hidden/ferry/") == 404
    assert not RemovedPage.objects.exists()


def test_a_story_of_a_restricted_section_is_not_either(client):
    closed = SectionFactory(slug="closed", restrict=True)
    story = ArticleFactory(parent=closed, slug="ferry")
    story.unpublish()
    assert status(client, "/closed/ferry/") == 404


def test_a_standard_page_is_gone_too(client):
    page = StandardPageFactory(slug="imprint", signals=True)
    page.unpublish()
    assert status(client, "/imprint/") == 410


@pytest.mark.parametrize("address", ["/%00/", f"/{'x' * 5000}/", "/a/b/c/d/e/", "/[x"])
def test_an_address_that_no_page_has_is_not_there(client, address):
    assert status(client, address) == 404
