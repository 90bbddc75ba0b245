"""Visibility for readers is the same everywhere."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from news.models import ArticlePage, SectionPage
from news.querysets import published_pages
from tests.factories import ArticleFactory, SectionFactory, hidden_stories

pytestmark = pytest.mark.django_db


def test_published_keeps_only_what_readers_may_see(section):
    shown = ArticleFactory(parent=section)
    hidden_stories(section)
    assert list(ArticlePage.objects.published()) == [shown]


def test_a_restricted_section_is_not_published():
    SectionFactory(restrict=True)
    shown = SectionFactory()
    assert list(SectionPage.objects.published()) == [shown]


def test_a_restriction_hides_nothing_but_its_own_branch(section):
    SectionFactory(restrict=True)
    ArticleFactory(parent=section, restrict=True)
    assert ArticlePage.objects.published().count() == 0
    ArticleFactory(parent=section)
    assert ArticlePage.objects.published().count() == 1


@pytest.mark.parametrize("restricted", ["news", "ferry"])
def test_an_alias_is_as_restricted_as_the_story_it_repeats(section, restricted):
    alias, elsewhere = ArticleFactory(parent=section, slug="ferry"), SectionFactory()
    for slug in ("first", "second", "third"):
        alias = alias.create_alias(parent=elsewhere, update_slug=slug)
    assert ArticlePage.objects.published().count() == 4
    page = Page.objects.get(slug=restricted)
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    assert ArticlePage.objects.published().count() == 0


def test_a_story_in_the_alias_of_a_restricted_section_is_hidden(section):
    ArticleFactory(parent=section)
    again = section.create_alias(update_slug="again", recursive=True)
    ArticleFactory(parent=again, title="Written there, and repeating nothing")
    assert ArticlePage.objects.published().count() == 3
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert ArticlePage.objects.published().count() == 0
    assert SectionPage.objects.published().count() == 0


def test_published_costs_one_query(section, django_assert_num_queries):
    hidden_stories(section)
    with django_assert_num_queries(1):
        list(ArticlePage.objects.published())


def test_stories_of_every_hidden_kind_answer_readers_with_an_error_or_the_gate(section, client):
    for story in hidden_stories(section):
        response = client.get(story.url)
        kinds = {"restricted": 302, "expired": 410}
        status = next((code for kind, code in kinds.items() if kind in story.title), 404)
        assert response.status_code == status, story.title
        assert story.title not in response.text


def test_an_embargo_ends_by_the_clock_alone(section, client):
    story = ArticleFactory(parent=section, published_at=timezone.now() + timedelta(hours=2))
    assert client.get(story.url).status_code == 404
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert client.get(story.url).status_code == 200


def test_an_expired_story_is_gone_before_any_scheduler_runs(section, client):
    story = ArticleFactory(parent=section, expire_at=timezone.now() + timedelta(hours=2))
    assert client.get(story.url).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(hours=3)):
        assert client.get(story.url).status_code == 410


@pytest.mark.parametrize("path", ["/", "/news/", "/recent/"])
def test_lists_show_published_stories_and_no_others(section, read, path):
    ArticleFactory(parent=section, title="A story for everybody")
    hidden_stories(section)
    page = read(path)
    assert "A story for everybody" in page.text
    assert "Hidden" not in page.text


def test_the_sidebar_of_a_story_shows_published_stories_and_no_others(section, read):
    story = ArticleFactory(parent=section, title="The story being read")
    another = ArticleFactory(parent=section, title="Another story")
    another.create_alias(update_slug="again")
    # Newer ones, so many that there would be no place left.
    for title in ("Hidden", "Hidden too"):
        hidden_stories(section, title=title)
    sidebar = read(story.url).select(".recent .card__title")
    assert [title.text for title in sidebar] == ["Another story"]


def test_published_pages_are_of_any_kind_that_readers_meet(section):
    story = ArticleFactory(parent=section)
    hidden = hidden_stories(section)
    ids = [section.pk, story.pk, *(page.pk for page in hidden), 999_999]
    assert {page.pk for page in published_pages(ids)} == {section.pk, story.pk}


def go(section):
    """Have a section taken down, and then expire."""
    section.unpublish()
    yield
    section.live = True
    section.expire_at = timezone.now() - timedelta(minutes=1)
    section.save()
    yield


def test_the_stories_of_a_section_go_with_it_and_come_back(section, client):
    story = ArticleFactory(parent=section)
    again = story.create_alias(parent=SectionFactory(), update_slug="again")
    other = ArticleFactory(parent=again.get_parent())
    for _ in go(section):
        assert list(ArticlePage.objects.published()) == [other]
        assert client.get(story.url).status_code in {404, 410}
        assert client.get(again.url).status_code == 404
    section.expire_at = None
    section.save_revision().publish()
    assert set(ArticlePage.objects.published()) == {story, again, other}
    assert client.get(again.url).status_code == 200


def test_a_story_in_a_new_section_that_is_a_draft_waits_for_it(client):
    story = ArticleFactory(parent=SectionFactory(live=False))
    assert client.get(story.url).status_code == 404
    story.get_parent().specific.save_revision().publish()
    assert client.get(story.url).status_code == 200


@pytest.mark.parametrize(
    ("number", "words"), [(1, "its one published"), (3, "none of its 3 published")]
)
def test_who_takes_a_section_down_is_told_what_goes_with_it(
    section, client, admin_user, number, words
):
    ArticleFactory.create_batch(number, parent=section)
    ArticleFactory(parent=section, draft=True)
    client.force_login(admin_user)
    assert words in client.get(f"/admin/pages/{section.pk}/unpublish/").text
