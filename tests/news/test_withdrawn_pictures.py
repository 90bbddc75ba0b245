"""The files of pictures that no reader's page shows any more are deleted."""

import pytest
from django.db import connection
from wagtail.models import PageViewRestriction

from byline.pagecache import changes
from byline.pagecache.models import Change
from news.models import ArticlePage
from photos.models import PhotoRendition
from photos.renditions import cache_key, files_for
from tests.factories import ArticleFactory, PhotoFactory, SectionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def publish(section, django_capture_on_commit_callbacks):
    """Publish a story with a photo, which has its files then, or another photo in it."""

    def publish(photo, story=None):
        story = story or ArticleFactory(parent=section, live=False)
        story.lead_photo = photo
        with django_capture_on_commit_callbacks(execute=True):
            story.save_revision().publish()
        return ArticlePage.objects.get(pk=story.pk)

    return publish


def files():
    return set(PhotoRendition.objects.values_list("file", flat=True))


def unpublish(story):
    story.unpublish()


def unpublish_section(story):
    story.section.unpublish()


def restrict(story):
    PageViewRestriction.objects.create(
        page=story.section, restriction_type="password", password="a tide table"
    )


def delete(story):
    story.delete()


def show_another_photo(story):
    story.lead_photo = PhotoFactory()
    story.save_revision().publish()


WAYS = [unpublish, unpublish_section, restrict, delete, show_another_photo]


@pytest.mark.parametrize("take_down", WAYS)
def test_files_go_with_what_showed_them(publish, django_capture_on_commit_callbacks, take_down):
    story = publish(PhotoFactory())
    before = files()
    stored = PhotoRendition.objects.first().file
    assert before
    with django_capture_on_commit_callbacks(execute=True):
        take_down(story)
    assert not files() & before
    assert not stored.storage.exists(stored.name)


@pytest.mark.parametrize("take_down", WAYS)
def test_files_stay_that_another_story_shows(
    publish, django_capture_on_commit_callbacks, take_down
):
    photo = PhotoFactory()
    story = publish(photo)
    publish(photo, ArticleFactory(parent=SectionFactory(title="Sport"), live=False))
    before = files()
    with django_capture_on_commit_callbacks(execute=True):
        take_down(story)
    assert before <= files()


def test_shown_again_a_picture_has_another_address(publish, django_capture_on_commit_callbacks):
    story = publish(PhotoFactory())
    before = files()
    with django_capture_on_commit_callbacks(execute=True):
        story.unpublish()
    publish(story.lead_photo, story)
    assert files()
    assert not files() & before


def test_other_processes_do_not_remember_where_the_files_were(
    publish, django_capture_on_commit_callbacks, settings
):
    settings.PAGE_CACHE = True
    story = publish(PhotoFactory())
    files_for(story.lead_photo, "lead")
    key, *_others = (cache_key(story.lead_photo, spec) for spec in story.lead_photo.files)
    remembered = PhotoRendition.cache_backend.get(key)
    assert remembered
    connection.pending_tags = None  # which waits for the end of the test's own transaction
    with django_capture_on_commit_callbacks(execute=True):
        story.unpublish()
    # As in a process that has not read the changes yet.
    PhotoRendition.cache_backend.set(key, remembered)
    changes.dispatch(frozenset(Change.objects.latest("pk").tags.split()))
    assert PhotoRendition.cache_backend.get(key) is None
