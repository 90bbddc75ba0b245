"""The stories of the front page."""

import random
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction, Site

from home.models import BreakingNews
from home.plan import (
    OPINION_LIMIT,
    POPULAR_LIMIT,
    RAIL_LIMIT,
    RECENT_LIMIT,
    TOP_LIMIT,
    TOP_LIMIT_PER_SECTION,
)
from news.models import ArticlePage, Newsroom
from readership.ranking import clear_rankings
from tests.factories import ArticleFactory, PhotoFactory, SectionFactory, hidden_stories
from tests.home.placing import NOON, add_stories, composed, place
from tests.news.test_query_counts import repeat
from tests.readership.reading import read_by

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def ids(stories):
    return [story.pk for story in stories]


@pytest.mark.parametrize("number", [1, 2, 3, 6, 8, 30, 70])
def test_no_story_stands_on_the_front_page_twice(section, number):
    add_stories(number, section, SectionFactory(), SectionFactory())
    stories = composed().stories()
    limit = 1 + TOP_LIMIT + 3 * RAIL_LIMIT + RECENT_LIMIT
    assert len(stories) == len(set(stories)) == min(number, limit)


def test_the_newest_stories_stand_on_top_and_the_rest_in_the_rails(section):
    culture = SectionFactory()
    stories = add_stories(30, section, culture)
    front = composed()
    assert front.lead == stories[0]
    assert [*front.beside, *front.briefs] == stories[1 : TOP_LIMIT + 1]
    assert [rail.section for rail in front.rails] == [section, culture]
    assert front.rails[0].stories == stories[8:16:2]
    assert front.rails[1].stories == stories[9:17:2]
    assert front.recent == stories[16 : 16 + RECENT_LIMIT]


def test_a_section_has_a_rail_also_when_it_was_quiet_for_weeks(section):
    quiet = SectionFactory()
    old = ArticleFactory(parent=quiet, published_at=NOON - 60 * DAY)
    add_stories(90, section)
    assert [(rail.section, rail.stories) for rail in composed().rails][-1] == (quiet, [old])


def test_every_one_of_twenty_sections_has_a_rail(section):
    sections = [section, *SectionFactory.create_batch(19)]
    add_stories(70, *sections)
    assert len(composed().rails) == 20


def test_a_section_without_stories_of_its_own_left_has_no_rail(section):
    SectionFactory()
    add_stories(1 + TOP_LIMIT, section)
    assert composed().rails == []


def test_hidden_stories_and_sections_do_not_stand_on_the_front_page(section):
    hidden = hidden_stories(section)
    hidden += hidden_stories(section, title="Hidden view", label="opinion")
    for n, story in enumerate(hidden):
        read_by(story, 100)
        place(story, ["lead", "top", "pinned"][n % 3])
    assert composed().stories() == []
    [story] = add_stories(1, section)
    assert composed().stories() == [story]


def test_hidden_stories_take_the_place_of_no_others(section):
    repeat(ArticleFactory(parent=section, expired=True), 70)
    old = ArticlePage.objects.last()
    ArticlePage.objects.filter(pk=old.pk).update(expire_at=None, published_at=NOON - 99 * DAY)
    assert composed().stories() == [old]


def test_what_repeats_a_story_does_not_stand_beside_it(section):
    [story] = add_stories(1, section)
    story.create_alias(parent=SectionFactory(), update_slug="again")
    assert composed().stories() == [story]


def test_restricted_and_draft_sections_have_no_rail(section):
    others = [SectionFactory(), SectionFactory()]
    add_stories(40, section, *others)
    PageViewRestriction.objects.create(page=others[0], restriction_type="login")
    others[1].live = False
    others[1].save()
    assert [rail.section for rail in composed().rails] == [section]


def hide(story, how, section):
    if how == "draft":
        story.unpublish()
    elif how == "deleted":
        story.delete()
    elif how in {"restricted", "section restricted"}:
        page = story if how == "restricted" else section
        PageViewRestriction.objects.create(page=page, restriction_type="login")
    else:
        at = timezone.now()
        times = {"expire_at": at} if how == "expired" else {"published_at": at + DAY}
        ArticlePage.objects.filter(pk=story.pk).update(**times)


@pytest.mark.parametrize(
    "how", ["draft", "deleted", "restricted", "section restricted", "expired", "future"]
)
def test_a_story_is_gone_from_every_block_the_moment_it_is_hidden(section, read, how):
    other = SectionFactory()
    add_stories(30, other)
    blocks = {
        "lead": ArticleFactory(parent=section, title="Gone lead"),
        "opinion": ArticleFactory(parent=section, title="Gone view", label="opinion"),
        "popular": ArticleFactory(parent=section, title="Gone read", published_at=NOON - 99 * DAY),
        "banner": ArticleFactory(parent=section, title="Gone banner", published_at=NOON - 98 * DAY),
        "rail": ArticleFactory(parent=section, title="Gone rail", published_at=NOON - 97 * DAY),
    }
    place(blocks["lead"], "lead")
    place(blocks["rail"], "pinned")
    read_by(blocks["popular"], 50)
    BreakingNews.objects.create(
        site=Site.objects.get(), story=blocks["banner"], until=timezone.now() + DAY
    )
    assert {story.title in read("/").text for story in blocks.values()} == {True}
    for story in blocks.values():
        hide(story, how, section) if how != "section restricted" else None
    if how == "section restricted":
        hide(None, how, section)
    assert "Gone" not in read("/").text


def test_an_empty_newsroom_says_so(read, db):
    page = read("/")
    assert "No story is published yet" in page.text
    assert page.select(".card") == []


def links_of(page):
    """Return the links to stories in the banner and every block."""
    links = page.select("main .card__link, .popular__link, .breaking__link")
    return [link["href"] for link in links]


def test_the_front_page_links_to_each_story_once(section, read):
    stories = add_stories(30, section, SectionFactory(title="Culture"))
    for story in stories[10:20]:
        read_by(story, 9)
    for view in stories[20:22]:
        view.label = "opinion"
        view.save()
    BreakingNews.objects.create(
        site=Site.objects.get(), story=stories[3], until=timezone.now() + DAY
    )
    page = read("/")
    links = links_of(page)
    assert len(links) == len(set(links)) >= 1 + TOP_LIMIT + POPULAR_LIMIT + 2 + 2 * RAIL_LIMIT
    assert [rail.text for rail in page.select(".rail__title")] == ["News", "Culture"]
    assert page.select_one(".front__more a")["href"] == "/recent/"


def test_the_front_page_names_the_newspaper_once(section, read):
    add_stories(1, section)
    assert [heading.text for heading in read("/").select("h1")] == ["Byline"]


def test_sponsored_stories_do_not_stand_on_top_by_themselves(section, read):
    stories = add_stories(30, section)
    ArticlePage.objects.filter(pk__in=ids(stories[:2])).update(label="sponsored")
    front = composed()
    assert [front.lead, *front.beside, *front.briefs] == stories[2 : TOP_LIMIT + 3]
    assert front.rails[0].stories == [*stories[:2], *stories[TOP_LIMIT + 3 : TOP_LIMIT + 5]]
    assert len(read("/").select(".rail .card--sponsored")) == 2


def test_a_newsroom_with_nothing_but_paid_stories_shows_them(section, read):
    ArticleFactory(parent=section, label="sponsored", title="Buy this")
    page = read("/")
    assert composed().lead is None
    assert "Buy this" in page.select_one(".rail").text
    assert "No story is published yet" not in page.text


def test_opinions_of_every_section_stand_together_and_never_on_top(section):
    others = [section, SectionFactory()]
    views = add_stories(6, *others, label="opinion")
    news = add_stories(20, *others)
    front = composed()
    assert front.opinion == views[:OPINION_LIMIT]
    assert [front.lead, *front.beside, *front.briefs] == news[: 1 + TOP_LIMIT]


def test_where_there_is_no_other_news_the_first_placed_story_leads(section):
    views = add_stories(3, section, label="opinion")
    place(views[1], "top")
    front = composed()
    assert (front.lead, front.beside, front.briefs) == (views[1], [], [])


def test_the_recent_news_go_on_behind_the_newest_of_a_section(section):
    stories = add_stories(30, section)
    assert composed().recent == stories[1 + TOP_LIMIT + RAIL_LIMIT :][:RECENT_LIMIT]


def test_an_opinion_is_found_behind_any_number_of_news(section):
    view = ArticleFactory(parent=section, label="opinion", published_at=NOON - 90 * DAY)
    add_stories(90, section)
    assert composed().opinion == [view]


def test_a_fresh_story_with_a_photo_leads_before_newer_ones_without(section):
    stories = add_stories(12, section)
    photo = PhotoFactory(file__width=60, file__height=40)
    for story in (stories[4], stories[11]):
        story.lead_photo = photo
        story.save()
    assert composed().lead == stories[4]
    ArticlePage.objects.filter(pk=stories[4].pk).update(published_at=NOON - 2 * DAY)
    assert composed().lead == stories[0]


def test_the_pictures_stand_beside_the_lead(section):
    stories = add_stories(12, section)
    photo = PhotoFactory(file__width=60, file__height=40)
    ArticlePage.objects.filter(pk__in=ids([stories[1], stories[4], stories[6]])).update(
        lead_photo=photo
    )
    front = composed()
    assert front.lead == stories[1]
    assert front.beside == [stories[4], stories[6]]
    assert front.briefs == [stories[n] for n in (0, 2, 3, 5, 7)]


def test_among_the_freshest_one_of_the_most_read_leads_and_does_not_change_by_the_minute(section):
    stories = add_stories(12, section)
    read_by(stories[3], 40)
    assert composed().lead == stories[3]
    ArticlePage.objects.filter(pk=stories[3].pk).update(published_at=NOON - 2 * DAY)
    assert composed().lead == stories[0]
    read_by(stories[2], 400)
    clear_rankings()
    assert composed().lead == stories[0]


def test_only_the_most_read_of_today_may_lead_for_it(section):
    stories = add_stories(12, section)
    read_by(stories[2], 400, timedelta(days=3))
    for readers, story in enumerate([stories[1], *stories[6:11]], start=1):
        read_by(story, readers)
    assert composed().lead == stories[6]


def test_no_section_takes_the_whole_top_while_others_are_fresh(section):
    busy = add_stories(10, section)
    others = [
        ArticleFactory(parent=SectionFactory(), published_at=NOON - timedelta(hours=20))
        for _ in range(5)
    ]
    front = composed()
    top = [front.lead, *front.beside, *front.briefs]
    assert sum(story in busy for story in top) == TOP_LIMIT_PER_SECTION
    ArticlePage.objects.filter(pk__in=ids(others)).update(published_at=NOON - 3 * DAY)
    front = composed()
    assert [front.lead, *front.beside, *front.briefs] == busy[: 1 + TOP_LIMIT]


def test_what_is_read_most_stands_there_unless_it_stands_higher_up(section):
    stories = add_stories(40, section, SectionFactory())
    for readers, story in enumerate(reversed(stories[:30]), start=1):
        read_by(story, readers)
    front = composed()
    top = {front.lead, *front.beside, *front.briefs}
    assert front.popular == [story for story in stories if story not in top][:POPULAR_LIMIT]


def test_the_last_story_of_a_section_is_left_to_its_rail(section):
    quiet = SectionFactory()
    last = ArticleFactory(parent=quiet, published_at=NOON - 9 * DAY)
    add_stories(20, section)
    other = ArticleFactory(parent=quiet, published_at=NOON - 10 * DAY)
    read_by(last, 1000)
    read_by(other, 2000)
    front = composed()
    assert front.popular == [other]
    assert front.rails[-1].stories == [last]


def test_rails_stand_as_rows_features_pairs_and_halves(section):
    others = [SectionFactory(), SectionFactory(), SectionFactory()]
    add_stories(1 + TOP_LIMIT + 4 * 3, section, *others)
    assert [rail.layout for rail in composed().rails] == ["row", "feature", "row", "feature"]
    ArticleFactory(parent=SectionFactory(), published_at=NOON - DAY)
    assert [rail.layout for rail in composed().rails][-1] == "pair"
    ArticleFactory(parent=SectionFactory(), published_at=NOON - DAY)
    assert [rail.layout for rail in composed().rails][-2:] == ["half", "half"]


def test_the_front_page_shares_itself_by_the_newspapers_name(section, read):
    Newsroom.objects.create(site=Site.objects.get(), name="The Courier", tagline="Since 1871")
    page = read("/")
    assert page.select_one("meta[property='og:title']")["content"] == "The Courier"
    assert page.select_one("meta[name=description]")["content"] == "Since 1871"


def any_newsroom(chance):
    """Build a random newsroom: placements, labels, readers, a banner, hidden stories."""
    sections = SectionFactory.create_batch(chance.randint(1, 4))
    sections.append(SectionFactory(restrict=True))
    photo = PhotoFactory(file__width=60, file__height=40)
    stories = []
    for _ in range(chance.choice([1, 3, 8, 25, 40])):
        kind = chance.choice([{}] * 6 + [{"draft": True}, {"expired": True}, {"future": True}])
        fields = {"published_at": NOON - timedelta(hours=chance.randint(0, 500)), **kind}
        if "future" in kind:
            del fields["published_at"]
        story = ArticleFactory(
            parent=chance.choice(sections),
            label=chance.choice(["", "", "", "analysis", "opinion", "sponsored"]),
            lead_photo=chance.choice([photo, None]),
            **fields,
        )
        stories.append(story)
        if chance.random() < 0.4:
            read_by(story, chance.randint(1, 90))
    for _ in range(chance.randint(0, 14)):
        until = chance.choice([None, None, timezone.now() + DAY, timezone.now() - DAY])
        place(chance.choice(stories), chance.choice(["lead", "top", "pinned"]), until=until)
    if chance.random() < 0.6:
        BreakingNews.objects.create(
            site=Site.objects.get(), story=chance.choice(stories), until=timezone.now() + DAY
        )
    return stories


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_newsroom_no_story_is_shown_twice_and_none_that_is_hidden(seed, read):
    any_newsroom(random.Random(seed))  # noqa: S311 - the same newsrooms every time
    visible = {story.url: story for story in ArticlePage.objects.published()}
    page = read("/")
    links = links_of(page)
    assert len(links) == len(set(links))
    assert set(links) <= set(visible)
    assert len(links) >= min(len(visible), 8)
    front = composed()
    for rail in front.rails:
        assert {story.section for story in rail.stories} == {rail.section}
    for note in front.notes:
        assert note.text
    left = {visible[url].section_id for url in set(visible) - set(links)}
    assert left <= {rail.section.pk for rail in front.rails}


def test_the_front_page_costs_fifteen_queries_at_any_size(section, count):
    photo = PhotoFactory(file__width=60, file__height=40)

    def fill(sections, stories, placements):
        made = add_stories(stories, section, *sections, lead_photo=photo)
        for n, story in enumerate(made[:placements]):
            place(story, ["lead", "top", "pinned"][n % 3])
            read_by(story, n + 1)

    fill([SectionFactory()], 6, 1)
    few = count("/")
    fill(SectionFactory.create_batch(18), 60, 20)
    assert count("/") == few <= 15


def test_composing_asks_seven_times(section):
    add_stories(3, section)
    composed()
    with CaptureQueriesContext(connection) as captured:
        composed()
    assert len(captured) <= 7


def test_where_nothing_is_left_for_recent_news_the_briefs_are_called_so(section, read):
    add_stories(TOP_LIMIT + 1, section)
    assert [title.get_text() for title in read("/").select(".recent__title")] == ["Recent news"]
    assert read("/").select_one(".front__briefs .recent__title")
    add_stories(60, section, SectionFactory())
    assert [title.get_text() for title in read("/").select(".recent__title")] == ["Recent news"]
    assert not read("/").select_one(".front__briefs .recent__title")


def test_only_the_photo_of_the_first_story_is_loaded_at_once(section, read):
    for _ in range(3):
        ArticleFactory(parent=section, lead_photo=PhotoFactory())
    for address in ("/", section.url):
        first, *others = read(address).main.select(".card__photo img")
        assert first["fetchpriority"] == "high"
        assert "loading" not in first.attrs
        assert [photo["loading"] for photo in others] == ["lazy", "lazy"]
