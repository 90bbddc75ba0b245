"""What follows from stories that are stored many at once, without the signals of each."""

import pytest
from django.utils import timezone

from comments.models import ReaderComment
from importers.saved_pages.story import read_story
from importers.story_importer import StoryImporter
from news.models import ArticlePage
from seo.models import IndexNowSubmission, RemovedPage
from tests.factories import SectionFactory
from tests.importers.pages import saved_page

pytestmark = pytest.mark.django_db


def stories(*ends):
    """Return a story for each end of a page."""
    pages = (saved_page(headline=f"Story {n}", end=end) for n, end in enumerate(ends))
    return [read_story(page) for page in pages]


def test_stories_in_a_restricted_section_are_hidden():
    SectionFactory(title="Harbour", restrict=True)
    StoryImporter("News").import_stories(stories("", ""))
    assert ArticlePage.objects.count() == 2
    assert not ArticlePage.objects.published().exists()


def test_an_address_that_was_taken_down_is_there_again(client):
    section = SectionFactory(title="Harbour")
    address = f"{section.url_path}story-1/"
    RemovedPage.objects.create(url_path=address, page=0, removed_at=timezone.now())
    StoryImporter("News").import_stories(stories("", ""))
    assert not RemovedPage.objects.exists()
    assert client.get(ArticlePage.objects.get(slug="story-1").url).status_code == 200


def test_no_search_engine_is_told_of_imported_stories(settings):
    settings.INDEXNOW_KEY = "a" * 32
    SectionFactory(title="Harbour")
    StoryImporter("News").import_stories(stories("", ""))
    assert not IndexNowSubmission.objects.exists()


def test_comments_of_a_batch_are_stored_as_those_of_one_page_after_the_other():
    def wrote(number, text):
        return f"Ada No. {number} 2019-12-01 : 08:15\n\n{text}\n"

    def stored():
        found = ReaderComment.objects.order_by("story__slug", "original_number")
        rows = found.values_list("original_number", "comment", "reply_to__original_number")
        targets = [[r.target_id == r.number for r in c.references.all()] for c in found]
        return [*rows], targets

    def imported(import_all):
        ReaderComment.objects.all().delete()
        ArticlePage.objects.all().delete()
        import_all(StoryImporter("News"))
        return stored()

    pages = stories(
        wrote(7, "First") + wrote(8, ">>7\nYes, and >>9 too"),
        wrote(9, ">>8\nOf the story before"),
        wrote(7, "The same number") + wrote(10, ">>7\nMine"),
    )

    def one_by_one(store):
        for page in pages:
            store.import_story(page)

    expected = imported(one_by_one)
    found = imported(lambda store: store.import_stories(pages))
    assert [row[::2] for row in found[0]] == [row[::2] for row in expected[0]]
    assert found[1] == expected[1]
    assert len(found[0]) == 5
