"""Where a story sends its readers next."""

from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from wagtail.models import PageViewRestriction

from news.models import ArticlePage, ReadNext
from tests.factories import ArticleFactory, PhotoFactory, TopicFactory, hidden_stories
from tests.news.editing import form_data

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@pytest.fixture
def topics(db):
    return [TopicFactory() for _ in range(3)]


def titles(page):
    return [title.text for title in page.select(".read-next .card__title")]


def add(section, title, hours, topics, **fields):
    at = NOON - timedelta(hours=hours)
    return ArticleFactory(parent=section, title=title, published_at=at, about=topics, **fields)


def test_without_a_choice_stories_on_the_same_topics_follow(section, topics, read):
    story = ArticleFactory(parent=section, about=topics)
    add(section, "One topic, newest", 1, topics[:1])
    add(section, "One topic, older", 3, topics[2:])
    add(section, "Three topics", 9, topics)
    add(section, "Two topics", 5, topics[1:])
    add(section, "One topic, oldest", 20, topics[:1])
    add(section, "Another topic", 0, [TopicFactory()])
    assert titles(read(story.url)) == [
        "Three topics",
        "Two topics",
        "One topic, newest",
        "One topic, older",
    ]


def test_the_editors_choice_comes_instead_in_its_order(section, topics, read):
    story = ArticleFactory(parent=section, about=topics)
    add(section, "Same topics", 1, topics)
    for n, title in enumerate(["Second", "First"]):
        chosen = ArticleFactory(parent=section, title=title)
        ReadNext.objects.create(article=story, story=chosen, sort_order=1 - n)
    assert titles(read(story.url)) == ["First", "Second"]


def test_hidden_stories_are_neither_chosen_nor_found(section, topics, read):
    story = ArticleFactory(parent=section, about=topics)
    for n, hidden in enumerate(hidden_stories(section, about=topics)):
        ReadNext.objects.create(article=story, story=hidden, sort_order=n)
    assert read(story.url).select_one(".read-next") is None
    add(section, "Same topics", 1, topics)
    page = read(story.url)
    assert titles(page) == ["Same topics"]
    assert "Hidden" not in str(page)


def test_neither_the_story_nor_what_repeats_it_follows(section, topics, read):
    story = ArticleFactory(parent=section, title="Original", about=topics)
    alias = story.create_alias(update_slug="again")
    chosen = story.create_alias(update_slug="once-more")
    ReadNext.objects.create(article=story, story=chosen)
    assert titles(read(story.url)) == []
    assert titles(read(alias.url)) == []


def test_an_alias_does_not_follow_beside_the_story_it_repeats(section, topics, read):
    story = ArticleFactory(parent=section, about=topics)
    add(section, "Original", 1, topics).create_alias(update_slug="again")
    assert titles(read(story.url)) == ["Original"]


def test_a_story_that_stands_in_the_text_does_not_follow(section, topics, read):
    other = add(section, "In the text", 1, topics)
    add(section, "Not in the text", 2, topics)
    story = ArticleFactory(parent=section, about=topics, body=[("related", {"story": other})])
    assert titles(read(story.url)) == ["Not in the text"]


def test_a_story_without_topics_and_choice_ends_with_itself(section, read):
    ArticleFactory(parent=section)
    assert read(ArticleFactory(parent=section).url).select_one(".read-next") is None


def test_the_section_is_named_and_its_cards_have_pictures_and_credits(section, topics, read):
    photo = PhotoFactory(file__width=400, file__height=300, credit="Jo Reed")
    add(section, "Same topics", 1, topics, lead_photo=photo)
    page = read(ArticleFactory(parent=section, about=topics).url)
    part = page.select_one(".read-next")
    assert part["aria-labelledby"] == part.h2["id"]
    assert part.img["src"]
    assert part.select_one(".credit").text == "Photo: Jo Reed"


def test_an_editor_chooses_and_the_story_itself_does_not_follow(section, desk, read):
    other = ArticleFactory(parent=section, title="Other")
    story = ArticleFactory(parent=section)
    chosen = [{"story": str(story.pk)}, {"story": str(other.pk)}]
    assert desk.edit(story, read_next=chosen).status_code == 302
    assert ArticlePage.objects.get(pk=story.pk).read_next.count() == 2
    assert titles(read(story.url)) == ["Other"]


def test_a_preview_shows_the_choice_before_it_is_saved(section, desk):
    other = ArticleFactory(parent=section, title="Chosen just now")
    story = ArticleFactory(parent=section)
    response = desk.preview(story, read_next=[{"story": str(other.pk)}])
    assert "Chosen just now" in response.text


def test_the_preview_of_a_story_that_was_never_saved_shows_both(section, topics, desk):
    add(section, "Same topics", 1, topics)
    other = ArticleFactory(parent=section, title="Chosen just now")
    url = reverse("wagtailadmin_pages:preview_on_add", args=["news", "articlepage", section.pk])
    for chosen, title in [([], "Same topics"), ([{"story": str(other.pk)}], "Chosen just now")]:
        data = form_data(title="New", slug="new", topics=topics, read_next=chosen)
        assert desk.client.post(url, data).json()["is_valid"]
        page = BeautifulSoup(desk.client.get(url).content, "lxml")
        assert titles(page) == [title]


def test_a_chosen_story_that_is_deleted_leaves_the_others(section, read):
    story = ArticleFactory(parent=section)
    first, second = (ArticleFactory(parent=section, title=t) for t in ("First", "Second"))
    for chosen in (first, second):
        ReadNext.objects.create(article=story, story=chosen)
    first.delete()
    assert titles(read(story.url)) == ["Second"]


def test_a_chosen_alias_of_a_restricted_story_does_not_follow(section, read):
    original = ArticleFactory(parent=section, title="Original")
    alias = original.create_alias(update_slug="again")
    story = ArticleFactory(parent=section)
    ReadNext.objects.create(article=story, story=alias)
    assert titles(read(story.url)) == ["Original"]
    PageViewRestriction.objects.create(page=original, restriction_type="login")
    assert titles(read(story.url)) == []
