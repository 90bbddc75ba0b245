"""What stands on the front page."""

from datetime import UTC, datetime, timedelta

import pytest
from wagtail.models import Site

from home.front import compose
from home.models import HomePage
from home.plan import RAIL, RECENT, TOP
from news.models import Newsroom
from tests.factories import ArticleFactory, SectionFactory, hidden_stories

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def add_stories(number, *sections):
    """Add stories an hour apart to the sections in turn, the newest first."""
    return [
        ArticleFactory(
            parent=sections[n % len(sections)],
            title=f"Story number {n}",
            published_at=NOON - timedelta(hours=n),
        )
        for n in range(number)
    ]


def composed():
    return compose(HomePage.objects.get())


def all_stories(front):
    rails = [story for rail in front.rails for story in rail.stories]
    return [front.lead, *front.beside, *front.briefs, *rails]


@pytest.mark.parametrize("number", [1, 2, 6, 7, 30, 70])
def test_no_story_stands_on_the_front_page_twice(section, number):
    add_stories(number, section, SectionFactory(), SectionFactory())
    stories = all_stories(composed())
    assert len(stories) == len(set(stories)) == min(number, 1 + TOP + 3 * RAIL)


def test_the_newest_stories_stand_on_top_and_the_rest_in_the_rails(section):
    culture = SectionFactory()
    stories = add_stories(20, section, culture)
    front = composed()
    assert front.lead == stories[0]
    assert [*front.beside, *front.briefs] == stories[1 : TOP + 1]
    assert [rail.section for rail in front.rails] == [section, culture]
    assert front.rails[0].stories == stories[8:16:2]
    assert front.rails[1].stories == stories[9:17:2]


def test_a_section_without_stories_of_its_own_left_has_no_rail(section):
    SectionFactory()
    add_stories(1 + TOP, section)
    assert composed().rails == []


def test_hidden_stories_and_sections_do_not_stand_on_the_front_page(section):
    hidden_stories(section)
    assert composed().lead is None
    [story] = add_stories(1, section)
    assert all_stories(composed()) == [story]


def test_an_empty_newsroom_says_so(read, db):
    page = read("/")
    assert "No story is published yet" in page.text
    assert page.select(".card") == []


def test_the_front_page_links_to_each_story_once(section, read):
    add_stories(30, section, SectionFactory(title="Culture"))
    page = read("/")
    links = [link["href"] for link in page.select(".card__link")]
    assert len(links) == len(set(links)) == 1 + TOP + 2 * RAIL + RECENT
    assert [rail.text for rail in page.select(".rail__title")] == ["News", "Culture"]
    assert page.select_one(".front__more a")["href"] == "/recent/"


def test_the_front_page_names_the_newspaper_once(section, read):
    add_stories(1, section)
    assert [heading.text for heading in read("/").select("h1")] == ["Byline"]


def test_what_somebody_paid_for_stands_in_the_rails_only(section, read):
    stories = add_stories(20, section)
    for paid in stories[:2]:
        paid.label = "sponsored"
        paid.save()
    front = composed()
    assert [front.lead, *front.beside, *front.briefs] == stories[2 : TOP + 3]
    assert front.rails[0].stories == [*stories[:2], *stories[TOP + 3 : TOP + 5]]
    assert len(read("/").select(".rail .card--sponsored")) == 2


def test_a_newsroom_with_nothing_but_paid_stories_shows_them(section, read):
    ArticleFactory(parent=section, label="sponsored", title="Buy this")
    page = read("/")
    assert composed().lead is None
    assert "Buy this" in page.select_one(".rail").text
    assert "No story is published yet" not in page.text


def test_every_other_rail_is_a_feature_and_two_stories_stand_as_a_pair(section):
    others = [SectionFactory(), SectionFactory(), SectionFactory()]
    add_stories(1 + TOP + 4 * 3, section, *others)
    assert [rail.layout for rail in composed().rails] == [
        "row",
        "feature",
        "row",
        "feature",
    ]
    ArticleFactory(parent=SectionFactory(), published_at=NOON - DAY)
    assert [rail.layout for rail in composed().rails][-1] == "pair"


def test_the_front_page_shares_itself_by_the_newspapers_name(section, read):
    Newsroom.objects.create(site=Site.objects.get(), name="The Courier", tagline="Since 1871")
    page = read("/")
    assert page.select_one("meta[property='og:title']")["content"] == "The Courier"
    assert page.select_one("meta[name=description]")["content"] == "Since 1871"
