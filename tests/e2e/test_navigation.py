"""Readers find their way through the newspaper by clicking, from the front page on."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import ArticleFactory


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, title="Ferry crosses on batteries alone")


@pytest.fixture
def stories(section):
    """25 stories in one section, a minute apart, "Story 1" the newest."""
    now = timezone.now()
    return [
        ArticleFactory(parent=section, title=f"Story {n}", published_at=now - timedelta(minutes=n))
        for n in range(1, 26)
    ]


def titles(page):
    """Return the headlines that a list shows, in order."""
    return page.get_by_role("main").locator("h2.card__title").all_inner_texts()


def test_the_front_page_leads_to_a_story_and_the_masthead_back(page, story):
    page.goto("/")
    page.get_by_role("link", name=story.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(story.title)
    page.get_by_role("banner").get_by_role("link", name="Byline").click()
    expect(page).to_have_url("/")


def test_the_front_page_leads_to_a_section_and_on_to_its_stories(page, story):
    page.goto("/")
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="News").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("News")
    page.get_by_role("link", name=story.title).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(story.title)


def test_a_story_leads_to_other_recent_news(page, story, section):
    ArticleFactory(parent=section, title="Lighthouse lit again")
    page.goto(story.full_url)
    page.get_by_role("region", name="Recent news").get_by_text("Lighthouse lit again").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lighthouse lit again")


def test_the_front_page_leads_to_all_stories_page_by_page(page, stories):
    page.goto("/")
    page.get_by_role("link", name="All recent stories").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recent stories")
    assert titles(page) == [f"Story {n}" for n in range(1, 21)]
    page.get_by_role("link", name="Older stories").click()
    expect(page.get_by_text("Page 2 of 2")).to_be_visible()
    assert titles(page) == [f"Story {n}" for n in range(21, 26)]
    page.get_by_role("link", name="Newer stories").click()
    expect(page.get_by_text("Page 1 of 2")).to_be_visible()
    expect(page).to_have_url("/recent/")


def test_a_section_shows_its_stories_page_by_page(page, stories):
    page.goto("/news/")
    assert titles(page) == [f"Story {n}" for n in range(1, 21)]
    page.get_by_role("link", name="Older stories").click()
    expect(page.get_by_text("Page 2 of 2")).to_be_visible()
    assert titles(page) == [f"Story {n}" for n in range(21, 26)]


def test_a_story_taken_down_meanwhile_leads_back_to_the_front_page(page, story):
    page.goto("/")
    story.unpublish()
    with page.expect_response(story.full_url) as answer:
        page.get_by_role("link", name=story.title).click()
    assert answer.value.status == 410
    expect(page.get_by_role("heading", level=1)).to_have_text("This page was taken down")
    page.get_by_role("link", name="Go to the front page").click()
    expect(page).to_have_url("/")
