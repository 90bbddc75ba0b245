"""Placements on the front of a section."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import SectionPlacement
from tests.factories import ArticleFactory, PhotoFactory, SectionFactory
from tests.readership.reading import read_by

pytestmark = pytest.mark.django_db


def place(story, section, slot="top"):
    return SectionPlacement.objects.create(page=section, story=story, slot=slot)


def headlines(page):
    return [link.text for link in page.select("main .card__title")]


def test_a_section_whose_only_story_is_placed_shows_it(section, read):
    place(ArticleFactory(parent=section, title="The only one"), section)
    page = read(section.url)
    assert headlines(page) == ["The only one"]
    assert page.select_one(".section-lead .card__title").text == "The only one"


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


def test_of_the_four_newest_the_first_with_a_photo_leads(section, read):
    now = timezone.now()
    stories = [
        ArticleFactory(parent=section, title=f"{n}", published_at=now - timedelta(hours=n))
        for n in range(1, 6)
    ]
    for number in (5, 3):
        story = stories[number - 1]
        story.lead_photo = PhotoFactory(file__width=60, file__height=40)
        story.save()
        expected = {5: ["1", "2", "3", "4", "5"], 3: ["3", "1", "2", "4", "5"]}[number]
        assert headlines(read(section.url)) == expected


def test_more_placed_stories_than_a_row_has_leave_no_place_in_it(section):
    stories = [ArticleFactory(parent=section) for _ in range(10)]
    for story in stories[:5]:
        place(story, section)
    front = section.front()
    assert (front.lead, front.top) == (stories[9], stories[:5])


@pytest.mark.parametrize(("number", "beside"), [(1, []), (9, []), (10, ["9", "8", "7", "6", "5"])])
def test_popular_stories_stand_beside_a_list_that_is_longer(section, read, number, beside):
    now = timezone.now()
    for n in range(number):
        at = now - timedelta(hours=n)
        read_by(ArticleFactory(parent=section, title=f"{n}", published_at=at), n + 1)
    page = read(section.url)
    assert [title.text for title in page.select(".popular__headline")] == beside
    links = [a["href"] for a in page.select("main :is(.card__link, .popular__link)")]
    assert len(links) == number + len(beside)
