"""A copy of a story is a new story."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from news.models import ArticlePage
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - timedelta(days=400)
SOON = timezone.now() + timedelta(days=1)


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(group="Editors"))
    return client


@pytest.fixture
def story():
    story = ArticleFactory(slug="the-pier", published_at=LONG_AGO, expire_at=SOON)
    story.updated_at = story.first_published_at = story.last_published_at = LONG_AGO
    story.corrections.create(text="The pier is 40 metres long.", date=LONG_AGO.date())
    story.save()
    story.save_revision()
    return story


def copy(desk, story, **options):
    """Copy a story with Wagtail's form as it is first shown; return the copy."""
    url = reverse("wagtailadmin_pages:copy", args=[story.pk])
    form = desk.get(url).context["form"]
    data = {name: field.value() for name, field in ((f.name, f) for f in form) if field.value()}
    answer = desk.post(url, {**data, **options}, follow=True)
    assert answer.status_code == 200
    return ArticlePage.objects.exclude(pk=story.pk).latest("pk")


def test_a_copy_has_an_address_of_its_own(desk, story):
    assert copy(desk, story).slug == "the-pier-1"


def test_a_copy_takes_nothing_of_its_sources_time_along(desk, story):
    copied = copy(desk, story)
    for one in (copied, copied.get_latest_revision_as_object()):
        times = [one.published_at, one.updated_at, one.first_published_at, one.expire_at]
        assert times == [None] * 4
        assert not one.corrections.all()
        assert not one.live
    assert story.corrections.exists()


def test_a_copy_that_is_published_is_published_now(desk, story, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    copied = copy(desk, story, publish_copies="on")
    assert copied.live
    assert copied.published_at == copied.first_published_at == timezone.now()
    assert json.loads(json.dumps(copied.get_latest_revision().content))["corrections"] == []


@pytest.mark.parametrize("time", ["published_at", "expire_at"])
def test_copies_of_what_readers_may_not_see_are_not_published(desk, time):
    value = {"published_at": SOON, "expire_at": LONG_AGO}[time]
    story = ArticleFactory(slug="hidden", **{time: value})
    url = reverse("wagtailadmin_pages:copy", args=[story.pk])
    data = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": story.get_parent().pk}
    answer = desk.post(url, {**data, "publish_copies": "on"}, follow=True)
    assert "copy it without publishing" in answer.text
    desk.post(url, data)
    assert not ArticlePage.objects.get(slug="copy").live


def test_a_draft_in_a_copied_section_was_never_published(desk, story):
    ArticlePage.objects.filter(pk=story.pk).update(expire_at=None)
    ArticleFactory(parent=story.get_parent(), live=False, first_published_at=LONG_AGO)
    copy(desk, story.get_parent(), copy_subpages="on", publish_copies="on")
    copied = ArticlePage.objects.filter(live=False).latest("pk")
    assert copied.first_published_at is None


def test_the_stories_of_a_copied_section_are_new_too(story, desk):
    section = story.get_parent()
    options = {"copy_subpages": "on", "publish_copies": "on"}
    ArticlePage.objects.filter(pk=story.pk).update(expire_at=None)
    copied = copy(desk, section, **options)
    assert copied.published_at > LONG_AGO + timedelta(days=1)
    assert not copied.corrections.all()


def test_an_alias_keeps_what_it_repeats(story, desk):
    alias = copy(desk, story, alias="on")
    assert alias.published_at == story.published_at
    assert alias.corrections.exists()


def test_the_form_says_what_an_alias_is(desk, story):
    page = desk.get(reverse("wagtailadmin_pages:copy", args=[story.pk])).text
    assert "shows this page at a second address" in page
