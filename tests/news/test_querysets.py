"""The querysets of stories, and the cache tags that they record."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from byline.pagecache.recording import record
from news.models import ArticlePage, Author, SectionPage
from news.querysets import (
    DatedIds,
    Ids,
    pages_tags,
    published_pages,
    visible_pages,
)
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    PhotoFactory,
    SectionFactory,
    StandardPageFactory,
)

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def noted(find):
    """Return the recording of a page that shows the objects found."""
    with record() as recording:
        list(find())
    return recording


def test_a_list_depends_on_there_being_others_of_its_kind():
    assert noted(ArticlePage.objects.published).tags == {"list:stories"}
    assert noted(SectionPage.objects.published).tags == {"list:pages"}
    assert noted(Author.objects.published).tags == {"list:subjects"}


def test_a_list_of_few_depends_on_what_its_maker_says():
    for stories in (ArticlePage.objects, SectionPage.objects):
        assert noted(lambda stories=stories: stories.published(on=["page:7"])).tags == {"page:7"}
        assert noted(lambda stories=stories: stories.published(on=[])).tags == set()


def test_whether_a_page_is_visible_notes_nothing():
    for stories in (ArticlePage.objects, SectionPage.objects):
        recording = noted(stories.visible)
        assert not recording.tags | recording.stale_time_functions


def test_a_list_of_stories_is_outdated_by_the_next_embargo():
    assert noted(ArticlePage.objects.published).stale_time_functions == {
        ArticlePage.objects.next_embargo
    }
    assert noted(SectionPage.objects.published).stale_time_functions == set()


def test_the_next_embargo_is_the_first_to_end_of_a_story_that_is_to_appear(section):
    now, next_embargo = timezone.now(), ArticlePage.objects.next_embargo
    assert next_embargo(now) is None
    ArticleFactory(parent=section, published_at=now)
    ArticleFactory(parent=section, published_at=now + HOUR, draft=True)
    for hours in (3, 2):
        ArticleFactory(parent=section, published_at=now + hours * HOUR)
    assert next_embargo(now) == now + 2 * HOUR
    assert next_embargo(now + 2 * HOUR) == now + 3 * HOUR


def test_a_page_is_there_until_the_moment_at_which_it_expires(time_machine):
    page = StandardPageFactory(expire_at=timezone.now() + HOUR)
    pages = type(page).objects
    assert list(pages.published()) == [page]
    time_machine.move_to(page.expire_at, tick=False)
    assert list(pages.published()) == []


def test_a_story_put_into_a_section_that_repeats_a_restricted_one_is_hidden(section):
    again = section.create_alias(update_slug="again")
    story = ArticleFactory(parent=again)
    assert list(ArticlePage.objects.published()) == [story]
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert list(ArticlePage.objects.published()) == []
    assert list(SectionPage.objects.published()) == []


def test_a_restriction_hides_no_page_whose_path_only_looks_like_it(section):
    first, second = SectionFactory(), SectionFactory()
    PageViewRestriction.objects.create(page=first, restriction_type="login")
    alias = second.create_alias(update_slug="again")
    assert set(SectionPage.objects.published()) == {section, second, alias}


def test_an_alias_is_no_original(section):
    story = ArticleFactory(parent=section)
    story.create_alias(update_slug="again")
    assert list(ArticlePage.objects.originals()) == [story]


def test_the_newest_come_first_and_of_one_instant_the_last_made(section):
    now = timezone.now()
    older, first, second = (
        ArticleFactory(parent=section, published_at=at) for at in (now - HOUR, now, now)
    )
    assert list(ArticlePage.objects.newest_first()) == [second, first, older]


def test_cards_are_fetched_without_bodies_and_with_authors(section, django_assert_num_queries):
    for name in ("Mara Lind", "Jonas Berg"):
        ArticleFactory(parent=section, lead_photo=PhotoFactory(), authors=[name])
    with django_assert_num_queries(2):
        stories = list(ArticlePage.objects.for_cards())
        assert {story.section.title for story in stories} == {"News"}
        assert all(story.lead_photo.title for story in stories)
        assert {byline.author.name for story in stories for byline in story.bylines.all()} == {
            "Mara Lind", "Jonas Berg",
        }  # fmt: skip
    assert all("body" in story.get_deferred_fields() for story in stories)
    with django_assert_num_queries(1):
        list(ArticlePage.objects.for_cards(bylines=False))


def test_of_each_story_is_told_whether_it_is_published(section, django_assert_num_queries):
    shown, draft = ArticleFactory(parent=section), ArticleFactory(parent=section, draft=True)
    with django_assert_num_queries(1):
        told = {story.pk: story.is_published for story in ArticlePage.objects.with_visibility()}
    assert told == {shown.pk: True, draft.pk: False}
    assert noted(ArticlePage.objects.with_visibility).tags == {shown.cache_tag, draft.cache_tag}


def test_the_ids_of_a_few_rows_come_in_their_order(section):
    stories = [ArticleFactory(parent=section).pk for _ in range(3)]
    newest = ArticlePage.objects.newest_first()
    found = SectionPage.objects.annotate(few=Ids(newest[:2])).get(pk=section.pk)
    assert found.few == stories[:0:-1]


def test_dated_ids_have_dates_that_can_be_compared(section):
    now = timezone.now()
    older, newer = (ArticleFactory(parent=section, published_at=now - n * HOUR) for n in (1, 0))
    dated = DatedIds(ArticlePage.objects.newest_first())
    (first, at), (second, before) = SectionPage.objects.annotate(few=dated).get(pk=section.pk).few
    assert (first, second) == (newer.pk, older.pk)
    assert at > before
    assert at.startswith(f"{now:%Y-%m-%d}")


def test_an_author_is_published_with_a_story_and_not_without():
    AuthorFactory()
    ArticleFactory(authors=["Mara Lind"])
    ArticleFactory(authors=["Jonas Berg"], draft=True)
    assert [author.name for author in Author.objects.published()] == ["Mara Lind"]


def test_pages_are_depended_on_by_their_numbers():
    assert pages_tags([7, 8]) == ["page:7", "page:8"]


def test_what_shows_chosen_pages_depends_on_each_and_on_when_it_is_gone(section):
    soon, later = (
        ArticleFactory(parent=section, expire_at=timezone.now() + hours * HOUR) for hours in (1, 2)
    )
    hidden = ArticleFactory(parent=section, draft=True)
    with record() as recording:
        found = published_pages(page.pk for page in (later, soon, hidden))
    assert {page.pk for page in found} == {soon.pk, later.pk}
    assert recording.tags == {"list:pages", *pages_tags([soon.pk, later.pk, hidden.pk])}
    assert recording.expires_at == soon.expire_at.timestamp()


def test_no_pages_cost_no_query_and_are_nothing_to_depend_on(django_assert_num_queries):
    with record() as recording, django_assert_num_queries(0):
        assert published_pages([]) == []
    assert recording.tags == set()


def test_only_pages_that_readers_meet_are_visible(section):
    root = Page.objects.get(depth=1)
    assert [page.pk for page in visible_pages([root.pk, section.pk])] == [section.pk]
