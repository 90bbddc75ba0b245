"""The popular stories page, and the list beside each story."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import ArticlePage
from readership.models import HourlyReaders, PopularChoice, TotalReaders
from readership.ranking import clear_rankings
from tests.factories import ArticleFactory, PhotoFactory, SectionFactory, hidden_stories
from tests.news.test_query_counts import MANY, repeat
from tests.readership.reading import read_by, read_on

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def stories(section):
    """A story that leads each window, all of the section News."""
    today = timezone.now().date()
    names = ["of today", "of the week", "of the month", "of all time"]
    made = [ArticleFactory(parent=section, title=f"Story {name}") for name in names]
    read_by(made[0], 20)
    read_on(made[1], today - 3 * DAY, 300)
    read_on(made[2], today - 15 * DAY, 4_000)
    read_on(made[3], today - 300 * DAY, 5_000)
    for story, readers in zip(made[1:], (300, 4_000, 5_000), strict=True):
        TotalReaders.objects.create(story=story, readers=readers)
    return made


def headlines(page):
    return [title.text for title in page.select(".popular__list .card__title")]


def beside(page):
    return [title.text for title in page.select(".popular .popular__headline")]


def chosen(page):
    return [link.text for link in page.select("main .choices [aria-current]")]


@pytest.mark.parametrize(
    ("window", "label", "names"),
    [
        ("day", "Today", ["of today"]),
        ("week", "This week", ["of the week", "of today"]),
        ("month", "This month", ["of the month", "of the week", "of today"]),
        ("all", "All time", ["of all time", "of the month", "of the week", "of today"]),
    ],
)
def test_each_window_has_its_own_order(stories, read, window, label, names):
    page = read(f"/popular/?window={window}")
    assert headlines(page) == [f"Story {name}" for name in names]
    assert chosen(page) == [label, "All sections"]
    assert f"{label.lower()} – " in page.title.text


def test_the_week_is_the_default_window(stories, read):
    page = read("/popular/")
    assert headlines(page) == headlines(read("/popular/?window=week"))
    links = {a.text: a["href"] for a in page.select("main .choices a")}
    assert links["This week"] == links["All sections"] == "/popular/"
    assert links["Today"] == "/popular/?window=day"
    assert links["News"] == "/popular/?section=news"


@pytest.mark.parametrize(
    ("query", "canonical"),
    [
        ("", "/popular/"),
        ("?window=week", "/popular/"),
        ("?page=2&x=y", "/popular/"),
        ("?window=all", "/popular/?window=all"),
        ("?section=news&window=day", "/popular/?window=day&section=news"),
    ],
)
def test_the_page_has_one_address(stories, read, query, canonical):
    address = read(f"/popular/{query}").select_one("link[rel=canonical]")["href"]
    assert address == f"http://localhost{canonical}"


def test_a_section_has_its_own_list_and_the_links_keep_what_else_is_chosen(stories, read):
    ferry = ArticleFactory(parent=SectionFactory(slug="culture"), title="A new organ")
    read_by(ferry, 2)
    page = read("/popular/?window=month&section=culture")
    assert headlines(page) == ["A new organ"]
    assert page.h1.text == f"{ferry.section.title}: Popular stories"
    links = {a.text: a["href"] for a in page.select("main .choices a")}
    assert links["Today"] == "/popular/?window=day&section=culture"
    assert links["This week"] == "/popular/?section=culture"
    assert links["News"] == "/popular/?window=month&section=news"
    assert links["All sections"] == "/popular/?window=month"


@pytest.mark.parametrize(
    "query",
    [
        *(
            "window=",
            "window=year",
            "window=DAY",
            "window=%00",
            "window=%FF",
            "window=day&window=x",
        ),
        *("section=", "section=nowhere", "section=%00", "section=%FF", "section=" + "a" * 3000),
        *("section=hidden", "section=news'--", "window=day&section=1"),
    ],
)
def test_garbage_in_the_address_is_not_found(stories, client, query):
    SectionFactory(slug="hidden", restrict=True)
    assert client.get(f"/popular/?{query}").status_code == 404


def test_hidden_sections_are_not_offered(section, read):
    SectionFactory(title="Subscribers", restrict=True)
    SectionFactory(title="To come", live=False)
    labels = [a.text for a in read("/popular/").select("main .choices a")]
    assert labels[4:] == ["All sections", "News"]


def test_no_hidden_story_is_popular(section, stories, read):
    for story in hidden_stories(section):
        read_by(story, 1000)
        TotalReaders.objects.create(story=story, readers=1000)
    for window in ("day", "week", "month", "all"):
        assert "Hidden" not in read(f"/popular/?window={window}").text
        assert "Hidden" not in read(f"/popular/?window={window}&section=news").text
    assert "Hidden" not in read(stories[1].url).text


@pytest.mark.parametrize("change", ["unpublish", "expire", "embargo", "restrict"])
def test_a_popular_story_is_gone_the_moment_it_is_hidden(stories, read, change):
    assert headlines(read("/popular/?window=day")) == ["Story of today"]
    assert beside(read(stories[1].url))[0] == "Story of today"
    story = stories[0]
    now = timezone.now()
    if change == "unpublish":
        story.unpublish()
    elif change == "restrict":
        story.view_restrictions.create(restriction_type="login")
    else:
        at = {"expire": ("expire_at", now), "embargo": ("published_at", now + DAY)}[change]
        type(story).objects.filter(pk=story.pk).update(**{at[0]: at[1]})
    assert "Story of today" not in headlines(read("/popular/?window=day"))
    assert "Story of today" not in beside(read(stories[1].url))


def test_where_nothing_was_read_the_newest_stories_stand_instead_and_say_so(section, read):
    culture = SectionFactory(slug="culture")
    ArticleFactory(parent=section, title="Unread").create_alias(update_slug="again")
    ArticleFactory(parent=culture, title="A new organ")
    hidden_stories(section)
    page = read("/popular/?section=news")
    assert page.select(".popular__list") == []
    assert "Nobody has read" in page.select_one("main").text
    instead = page.select_one("section[aria-labelledby=newest-title]")
    assert instead.h2.text == "The newest stories"
    assert [title.text for title in instead.select(".card__title")] == ["Unread"]
    assert "Hidden" not in page.text


def test_an_empty_newspaper_says_so(db, read):
    assert "There are no stories yet" in read("/popular/").select_one("main").text


def test_thirty_stories_are_listed_with_their_pictures_and_no_numbers_of_readers(section, read):
    photo = PhotoFactory(file__width=60, file__height=40)
    for number in range(31):
        story = ArticleFactory(parent=section, title=f"Place {number}", lead_photo=photo)
        read_by(story, 7_777 - number)
    page = read("/popular/?window=day")
    assert headlines(page) == [f"Place {number}" for number in range(30)]
    assert len(page.select("ol.popular__list > li img")) == 30
    assert "777" not in page.text
    assert "7,777" not in page.text


def test_what_editors_pin_and_keep_out_holds_on_the_page(stories, read):
    PopularChoice.objects.create(story=stories[3], kind=PopularChoice.ChoiceKind.PINNED)
    PopularChoice.objects.create(story=stories[0], kind=PopularChoice.ChoiceKind.KEPT_OUT)
    clear_rankings()
    assert headlines(read("/popular/")) == ["Story of all time", "Story of the week"]


def test_beside_a_story_stands_what_is_popular_but_not_the_story_itself(stories, read):
    assert beside(read(stories[3].url)) == [
        "Story of today",
        "Story of the month",
        "Story of the week",
    ]
    assert beside(read(stories[0].url)) == ["Story of the month", "Story of the week"]


def test_beside_a_story_that_repeats_another_neither_is_popular(section, stories, read):
    culture = SectionFactory(slug="culture")
    alias = stories[0].create_alias(parent=culture)
    assert "Story of today" not in beside(read(alias.url))


def test_the_lists_beside_a_story_lead_to_their_pages(stories, read):
    page = read(stories[1].url)
    assert page.select_one(".popular__title a")["href"] == "/popular/"
    assert page.select_one(".recent__title a")["href"] == "/recent/"


def test_nothing_popular_stands_beside_a_story_where_nothing_was_read(section, read):
    ArticleFactory(parent=section)
    assert read(ArticleFactory(parent=section).url).select(".popular") == []


ADDRESSES = ["/popular/", "/popular/?window=all&section=news"]


def test_the_page_costs_the_same_at_five_stories_and_at_forty_five(section, count):
    def add(number):
        for _ in range(number):
            photo = PhotoFactory(file__width=60, file__height=40)
            read_by(ArticleFactory(parent=section, lead_photo=photo), 3)
        clear_rankings()

    add(5)
    few = [count(address) for address in ADDRESSES]
    add(40)
    assert [count(address) for address in ADDRESSES] == few
    assert max(few) <= 16


def test_the_page_costs_the_same_at_many_stories(section, count):
    story = ArticleFactory(parent=section)
    read_by(story, 3)
    few = [count(address) for address in ADDRESSES]
    repeat(story, MANY)
    hour = HourlyReaders.objects.get().hour
    HourlyReaders.objects.bulk_create(
        HourlyReaders(story_id=pk, hour=hour, readers=2)
        for pk in ArticlePage.objects.exclude(pk=story.pk).values_list("pk", flat=True)
    )
    clear_rankings()
    assert [count(address) for address in ADDRESSES] == few


def test_popular_stories_cost_a_story_one_query(section, stories, count):
    with_popular = count(stories[1].url)
    for story in stories:
        PopularChoice.objects.create(story=story, kind=PopularChoice.ChoiceKind.KEPT_OUT)
    clear_rankings()
    assert with_popular == count(stories[1].url) + 1
