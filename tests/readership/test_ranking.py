"""The formula of the ranking against cases computed by hand, and its caching."""

from datetime import date, timedelta
from time import time

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from byline.pagecache.recording import record
from readership.models import PopularChoice, TotalReaders
from readership.popular import popular_in, popular_in_section, popular_stories
from readership.ranking import (
    RANKED_STORIES_LIMIT,
    STALE_RANKING_TTL_SECONDS,
    clear_choices,
    clear_rankings,
    ranked,
    refresh,
)
from readership.scores import ScoreLimits, scores
from readership.windows import WINDOWS
from tests.factories import ArticleFactory, SectionFactory, hidden_stories
from tests.readership.reading import NOW, at, read_by, read_in, read_on

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_now")]
DAY, WEEK, MONTH, ALL = (WINDOWS[name] for name in ("day", "week", "month", "all"))


def score(story, window):
    """Return the score of the story; None if it is not ranked."""
    found = {score.story: score.score for score in scores(window, NOW, 100)}
    return found.get(story.pk)


def test_a_reader_of_this_moment_weighs_one(story):
    read_in(story, at(2026, 11, 23, 12), 10)
    assert score(story, DAY) == pytest.approx(10)


def test_a_reader_of_eight_hours_ago_weighs_half_and_of_sixteen_a_quarter(story):
    # The middles of these hours are 8 and 16 hours before half past twelve.
    read_in(story, at(2026, 11, 23, 4), 10)
    assert score(story, DAY) == pytest.approx(5)
    read_in(story, at(2026, 11, 22, 20), 40)
    assert score(story, DAY) == pytest.approx(5 + 10)


def test_the_day_has_twenty_four_hours_and_no_more(story):
    read_in(story, at(2026, 11, 22, 12), 1000)
    assert score(story, DAY) is None
    read_in(story, at(2026, 11, 22, 13), 8)
    # 23 hours ago: 8 * 0.5 ** (23 / 8)
    assert score(story, DAY) == pytest.approx(1.0905, abs=0.0001)


def test_in_a_week_a_reader_weighs_half_after_two_days_and_a_third(story):
    # 56 hours are seven times eight: the middle of the hour is 56 hours ago.
    read_in(story, at(2026, 11, 21, 4), 10)
    assert score(story, WEEK) == pytest.approx(5)


def test_in_a_month_a_reader_weighs_half_after_ten_days(story):
    read_on(story, date(2026, 11, 13), 100)
    # From the noon of that day to half past twelve ten days later: 240.5 hours of 240.
    assert score(story, MONTH) == pytest.approx(100 * 0.5 ** (240.5 / 240))


def test_of_all_time_every_reader_weighs_the_same(story):
    TotalReaders.objects.create(story=story, readers=1000)
    read_on(story, date(2026, 11, 21), 1000)  # closed: it is among the thousand
    read_in(story, at(2026, 11, 21, 12), 1000)
    read_in(story, at(2026, 11, 22, 0), 20)
    read_in(story, at(2026, 11, 23, 12), 3)
    assert score(story, ALL) == pytest.approx(1023)


def test_the_hours_of_a_closed_day_are_not_counted_twice(story):
    read_in(story, at(2026, 11, 21, 12), 7)
    read_on(story, date(2026, 11, 21), 7)
    # The noon of the day is 48.5 hours ago, of a half-life of 56.
    assert score(story, WEEK) == pytest.approx(7 * 0.5 ** (48.5 / 56))


def test_a_week_and_a_month_begin_with_a_whole_day(story):
    for when in (date(2026, 11, 15), date(2026, 10, 23)):
        read_on(story, when, 10**6)
    assert score(story, WEEK) is None
    read_on(story, date(2026, 11, 16), 8)
    read_on(story, date(2026, 10, 24), 8)
    assert score(story, WEEK) == pytest.approx(8 * 0.5 ** (168.5 / 56))
    month = 8 * 0.5 ** (720.5 / 240) + 8 * 0.5 ** (168.5 / 240) + 10**6 * 0.5 ** (192.5 / 240)
    assert score(story, MONTH) == pytest.approx(month)


def test_the_half_life_is_a_setting(story, settings):
    settings.POPULAR_HALF_LIFE_HOURS = 4
    read_in(story, at(2026, 11, 23, 4), 10)
    assert score(story, DAY) == pytest.approx(2.5)
    assert score(story, WEEK) == pytest.approx(10 * 0.5 ** (8 / 28))


def test_where_no_day_is_closed_all_hours_count(story):
    read_in(story, at(2026, 11, 1, 0), 10)
    read_in(story, at(2026, 11, 23, 12), 1)
    assert score(story, ALL) == pytest.approx(11)
    assert score(story, MONTH) > 1


def test_what_is_read_lately_overtakes_what_was_read_more(section):
    old, new = ArticleFactory(parent=section), ArticleFactory(parent=section)
    read_by(old, 100, timedelta(hours=20))
    read_by(new, 30)
    assert ranked(DAY) == [new.pk, old.pk]
    assert ranked(ALL) == [old.pk, new.pk]


def test_each_section_has_a_ranking_of_its_own(section):
    other = SectionFactory()
    ours, theirs = ArticleFactory(parent=section), ArticleFactory(parent=other)
    read_by(ours, 5)
    read_by(theirs, 50)
    assert ranked(DAY, section.pk) == [ours.pk]
    assert ranked(DAY, other.pk) == [theirs.pk]
    assert ranked(DAY) == [theirs.pk, ours.pk]
    assert ranked(DAY, 12345) == []


def test_a_moved_story_is_ranked_in_its_new_section(section, story):
    other = SectionFactory()
    read_by(story, 5)
    story.move(other, pos="last-child")
    assert ranked(DAY, section.pk) == []
    assert ranked(DAY, other.pk) == [story.pk]


def test_the_ranking_is_made_once_a_minute_at_most(story, time_machine):
    read_by(story, 5)
    assert ranked(DAY) == [story.pk]
    other = ArticleFactory()
    read_by(other, 50)
    with CaptureQueriesContext(connection) as captured:
        time_machine.move_to(NOW + timedelta(seconds=59), tick=False)
        assert ranked(DAY) == [story.pk]
    assert len(captured) == 0
    time_machine.move_to(NOW + timedelta(seconds=61), tick=False)
    assert ranked(DAY) == [other.pk, story.pk]


def test_a_ranking_that_takes_long_is_made_less_often(story, time_machine):
    two_seconds = iter([0.0, 2.0])
    refresh(DAY, two_seconds.__next__)
    read_by(story, 5)
    time_machine.move_to(NOW + timedelta(seconds=590), tick=False)
    assert ranked(DAY) == []
    time_machine.move_to(NOW + timedelta(seconds=610), tick=False)
    assert ranked(DAY) == [story.pk]


def test_while_a_ranking_is_refreshed_others_get_the_stale_one(story, time_machine):
    read_by(story, 5)
    ranked(DAY)
    time_machine.move_to(NOW + timedelta(seconds=61), tick=False)
    caches["readership"].add("day:made", value=True, timeout=60)
    with CaptureQueriesContext(connection) as captured, record() as recording:
        assert ranked(DAY) == [story.pk]
    assert not [query for query in captured if "hourlyreaders" in query["sql"]]
    # A response with it is stale in a moment.
    assert 0 < recording.stale_at - time() <= STALE_RANKING_TTL_SECONDS


def test_an_editor_pins_a_story_to_the_top_and_keeps_another_out(section):
    first, second, third = (ArticleFactory(parent=section) for _ in range(3))
    read_by(first, 50)
    read_by(second, 5)
    assert [story.pk for story in popular_in(DAY, None, 9)] == [first.pk, second.pk]
    PopularChoice.objects.create(story=third, kind="pinned")
    PopularChoice.objects.create(story=first, kind="kept_out")
    clear_rankings()
    for window in WINDOWS.values():
        assert ranked(window) == ranked(window, section.pk) == [third.pk, second.pk]


def test_what_is_pinned_stands_on_top_of_its_own_section_and_of_no_other(section, story):
    pinned = ArticleFactory(parent=SectionFactory())
    read_by(story, 5)
    PopularChoice.objects.create(story=pinned, kind="pinned")
    for window in WINDOWS.values():
        assert ranked(window) == [pinned.pk, story.pk]
        assert ranked(window, section.pk) == [story.pk]
        assert ranked(window, pinned.section_id) == [pinned.pk]


def test_of_several_pinned_stories_the_last_one_stands_on_top(section, time_machine):
    first, second = (ArticleFactory(parent=section) for _ in range(2))
    for minutes, story in enumerate([second, first]):
        time_machine.move_to(NOW + timedelta(minutes=minutes), tick=False)
        PopularChoice.objects.create(story=story, kind="pinned")
    assert ranked(DAY) == [first.pk, second.pk]


def test_every_section_has_so_many_places_however_much_others_are_read(section):
    busy = [ArticleFactory(parent=section) for _ in range(3)]
    quiet = ArticleFactory(parent=SectionFactory())
    for readers, story in enumerate([quiet, *busy], start=1):
        read_by(story, readers)
    places = [(score.section, score.story) for score in scores(DAY, NOW, 1)]
    assert places == [(section.pk, busy[-1].pk), (quiet.section_id, quiet.pk)]


def test_a_choice_ends_by_itself(story, time_machine):
    PopularChoice.objects.create(story=story, kind="pinned", until=NOW + timedelta(hours=1))
    assert ranked(DAY) == [story.pk]
    time_machine.move_to(NOW + timedelta(hours=1, minutes=1), tick=False)
    assert ranked(DAY) == []


def test_hidden_stories_and_what_repeats_another_are_popular_nowhere(section, story):
    for hidden in [*hidden_stories(section), story.create_alias(update_slug="again")]:
        read_by(hidden, 100)
        PopularChoice.objects.create(story=hidden, kind="pinned")
    for window in WINDOWS.values():
        assert popular_in(window, None, 20) == popular_in(window, section.pk, 20) == []
    assert popular_stories(6) == []


def test_a_story_is_gone_from_the_moment_it_is_taken_down(story):
    read_by(story, 5)
    assert popular_stories(6) == [story]
    story.unpublish()
    assert popular_stories(6) == []


def test_a_short_day_is_filled_up_from_the_month(section):
    today, before = ArticleFactory(parent=section), ArticleFactory(parent=section)
    read_by(today, 1)
    read_by(before, 100, timedelta(days=3))
    assert popular_stories(6) == [today, before]
    assert popular_stories(6, besides=[before.pk]) == [today]


def test_a_quiet_week_of_a_section_is_filled_up_from_its_month(section):
    lately, before = ArticleFactory(parent=section), ArticleFactory(parent=section)
    read_by(lately, 1, timedelta(days=3))
    read_by(before, 100, timedelta(days=20))
    read_by(ArticleFactory(), 1000)
    assert popular_in_section(section.pk, 2) == [lately, before]
    assert popular_in_section(section.pk, 1) == [lately]
    lately.unpublish()
    assert popular_in_section(section.pk, 1) == [before]


def test_a_place_of_a_story_taken_down_is_filled(section):
    stories = [ArticleFactory(parent=section) for _ in range(8)]
    for readers, story in enumerate(reversed(stories), 1):
        read_by(story, readers)
    popular_stories(6)
    for story in stories[:2]:
        story.unpublish()
    assert popular_stories(6) == stories[2:]


def test_making_a_ranking_costs_four_queries_at_most(section):
    for _ in range(20):
        read_by(ArticleFactory(parent=section), 3)
    for window in WINDOWS.values():
        with CaptureQueriesContext(connection) as captured:
            ranked(window)
        assert len(captured) <= 4


def test_where_very_many_are_read_those_with_the_fewest_readers_are_left_out(section):
    stories = [ArticleFactory(parent=section) for _ in range(5)]
    for readers, story in enumerate(stories, 1):
        read_in(story, at(2026, 11, 23, 11), readers)
    assert of_two(DAY) == [story.pk for story in reversed(stories[2:])]
    for readers, story in enumerate(stories, 1):
        read_on(story, date(2026, 11, 21), 10 * (6 - readers))
    assert set(of_two(WEEK)) == {story.pk for story in stories}


def test_so_they_are_of_a_day_and_of_all_time(section):
    stories = [ArticleFactory(parent=section) for _ in range(5)]
    for readers, story in enumerate(stories, 1):
        read_on(story, date(2026, 11, 21), readers)
        TotalReaders.objects.create(story=story, readers=readers)
    for window in (WEEK, ALL):
        assert of_two(window) == [story.pk for story in reversed(stories[2:])]


def of_two(window):
    """Return the most read stories where two of an hour, a day and all time are ranked."""
    limits = ScoreLimits(stories_an_hour=2, stories_a_day=2, stories_in_all=2)
    return [score.story for score in scores(window, NOW, 9, limits)]


def test_what_an_editor_chose_in_another_process_is_seen_after_a_minute(story, time_machine):
    read_by(story, 5)
    assert ranked(DAY) == [story.pk]
    PopularChoice.objects.create(story=story, kind="kept_out")
    time_machine.move_to(NOW + timedelta(seconds=59), tick=False)
    assert ranked(DAY) == [story.pk]
    time_machine.move_to(NOW + timedelta(seconds=61), tick=False)
    assert ranked(DAY) == []


def test_what_an_editor_chose_in_this_process_is_seen_at_once(story):
    assert ranked(DAY) == []
    PopularChoice.objects.create(story=story, kind="pinned")
    assert ranked(DAY) == []
    clear_choices()
    assert ranked(DAY) == [story.pk]


def test_a_story_is_pinned_in_its_own_section_and_of_two_the_last_is_on_top(section):
    ours, others = ArticleFactory(parent=section), ArticleFactory(parent=section)
    elsewhere = ArticleFactory(parent=SectionFactory())
    for minutes, pinned in enumerate((ours, elsewhere, others)):
        choice = PopularChoice.objects.create(story=pinned, kind="pinned")
        at = NOW - timedelta(minutes=10 - minutes)
        PopularChoice.objects.filter(pk=choice.pk).update(chosen_at=at)
    assert ranked(DAY) == [others.pk, elsewhere.pk, ours.pk]
    assert ranked(DAY, section.pk) == [others.pk, ours.pk]


def test_each_ranking_has_so_many_places(section):
    stories = ArticleFactory.create_batch(RANKED_STORIES_LIMIT + 1, parent=section)
    for readers, story in enumerate(reversed(stories), 1):
        read_by(story, readers)
    assert (
        ranked(DAY)
        == ranked(DAY, section.pk)
        == [story.pk for story in stories[:RANKED_STORIES_LIMIT]]
    )


def test_a_page_with_a_ranking_is_outdated_when_the_ranking_is(story):
    with record() as recording:
        ranked(DAY)
    assert recording.tags == {"list:popular"}
    assert recording.stale_at == pytest.approx((NOW + timedelta(minutes=1)).timestamp())


def test_the_lock_of_a_refresh_expires_after_two_minutes(story, time_machine):
    ranked(DAY)
    read_by(story, 5)
    time_machine.move_to(NOW + timedelta(seconds=61), tick=False)
    caches["readership"].add("day:made", value=True, timeout=120)
    assert ranked(DAY) == []
    time_machine.move_to(NOW + timedelta(seconds=182), tick=False)
    assert ranked(DAY) == [story.pk]
    # Computing it released the lock for the next one.
    assert caches["readership"].get("day:made") is None


def test_clearing_drops_choices_and_every_ranking(story):
    assert [ranked(window) for window in WINDOWS.values()] == [[]] * 4
    read_by(story, 5)
    clear_rankings()
    assert [ranked(window) for window in WINDOWS.values()] == [[story.pk]] * 4
