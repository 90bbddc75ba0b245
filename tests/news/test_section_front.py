"""What the front of a section makes of what editors placed there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import SectionPlacement
from tests.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db


def place(story, section, slot="top"):
    return SectionPlacement.objects.create(page=section, story=story, slot=slot)


def headlines(page):
    return [link.text for link in page.select("main .card__title")]


def test_a_section_whose_only_story_is_placed_shows_it(section, read):
    place(ArticleFactory(parent=section, title="The only one"), section)
    assert headlines(read(section.url)) == ["The only one"]


def test_a_placed_story_is_not_repeated_by_its_alias_in_the_section(section, read):
    story = ArticleFactory(parent=SectionFactory(), title="Told twice")
    story.create_alias(parent=section, update_slug="again")
    place(story, section, "lead")
    ArticleFactory(parent=section, title="Told once")
    assert headlines(read(section.url)) == ["Told twice", "Told once"]


def test_what_is_paid_for_does_not_keep_the_news_from_leading(section, read):
    ArticleFactory(parent=section, title="News", published_at=timezone.now() - timedelta(days=9))
    ArticleFactory.create_batch(5, parent=section, label="sponsored")
    page = read(section.url)
    assert page.select_one(".section-lead .card__title").text == "News"
