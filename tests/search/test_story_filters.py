"""What a search can be narrowed down to, and which stories are left."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from news.models import ArticlePage
from search.dates import Span
from search.story_filters import (
    FACET_LABELS,
    Filters,
    PublicationPeriod,
    find_published,
    published_between,
    published_within,
)
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory, TopicFactory

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def chosen(address):
    """Return what an address chooses."""
    return Filters.read(QueryDict(address))


def left(condition):
    """Return the stories of which a condition is so."""
    return set(ArticlePage.objects.filter(condition))


@pytest.mark.parametrize("period", ["day", "week", "month", "year", "1000", "2026", "9998"])
def test_a_period_is_read_from_the_address_and_said_in_it(period):
    found = chosen(f"period={period}")
    assert found.period == PublicationPeriod(period)
    assert found.parameters == {
        "section": None, "author": None, "topic": None, "period": period,
    }  # fmt: skip


@pytest.mark.parametrize("period", ["", "decade", "0999", "9999", "20260", "202", "٢٠٢٦", "2026 "])
def test_what_is_no_period_chooses_none(period):
    assert chosen(f"period={period}") == Filters()
    assert Filters().parameters == dict.fromkeys(["section", "author", "topic", "period"])
    assert (Filters().chosen, Filters().conditions) == ({}, {})


def test_kinds_are_called_by_what_readers_know():
    assert [*FACET_LABELS.values()] == ["Section", "Author", "Topic", "Period"]
    assert [*FACET_LABELS] == [*Filters().parameters]


def test_periods_are_called_by_what_readers_know():
    names = [str(PublicationPeriod(key)) for key in ("day", "week", "month", "year", "2025")]
    assert names == ["Past 24 hours", "Past week", "Past month", "Past year", "2025"]


@pytest.fixture
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.mark.django_db
@pytest.mark.usefixtures("_now")
@pytest.mark.parametrize(
    ("period", "days"), [("day", 1), ("week", 7), ("month", 30), ("year", 365)]
)
def test_a_recent_period_is_so_many_days_long(section, period, days):
    within_it = NOW - timedelta(days=days) + timedelta(seconds=1)
    story = ArticleFactory(parent=section, published_at=within_it)
    ArticleFactory(parent=section, published_at=NOW - timedelta(days=days))
    assert left(PublicationPeriod(period).condition) == {story}


@pytest.mark.django_db
def test_a_year_and_a_span_are_of_the_newspapers_clock(section):
    zone = timezone.get_fixed_timezone(60)
    first, last = datetime(2025, 1, 1, tzinfo=zone), datetime(2026, 1, 1, tzinfo=zone)
    moments = [first - timedelta(microseconds=1), first, last - timedelta(microseconds=1), last]
    stories = [ArticleFactory(parent=section, published_at=at) for at in moments]
    with timezone.override(zone):
        assert left(PublicationPeriod("2025").condition) == set(stories[1:3])
        year = Span(date(2025, 1, 1), date(2025, 12, 31), "2025")
        assert left(published_within(year)) == set(stories[1:3])
        assert left(published_between(None, date(2024, 12, 31))) == set(stories[:1])
        assert left(published_between(date(2026, 1, 1), None)) == set(stories[3:])
        assert left(published_between(None, None)) == left(published_within(None)) == set(stories)


@pytest.fixture
def stories(section):
    """The story of a section, an author and a topic, and one that has none of them."""
    topic = TopicFactory(name="Ferries")
    ours = ArticleFactory(parent=section, authors=["Mara Lind"], about=[topic])
    others = {"authors": ["Jonas Berg"], "about": [TopicFactory()]}
    return ours, ArticleFactory(parent=SectionFactory(), **others)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "slug", "name"),
    [
        ("section", "news", "News"),
        ("author", "mara-lind", "Mara Lind"),
        ("topic", "ferries", "Ferries"),
    ],
)
def test_a_subject_is_chosen_by_its_slug(stories, kind, slug, name):
    found = chosen(f"{kind}={slug}")
    assert found.parameters == {**Filters().parameters, kind: slug}
    assert found.chosen == {kind: name}
    assert found.conditions.keys() == {kind}
    assert left(found.conditions[kind]) == {stories[0]}


@pytest.mark.django_db
def test_all_that_is_chosen_is_a_condition(stories):
    found = chosen("section=news&author=mara-lind&topic=ferries&period=week")
    assert [*found.conditions] == ["section", "author", "topic", "period"]
    assert found.chosen == {
        "section": "News", "author": "Mara Lind", "topic": "Ferries", "period": "Past week",
    }  # fmt: skip
    assert left(found.conditions["period"]) == set(stories)


@pytest.mark.django_db
@pytest.mark.parametrize("slug", [None, "", "nobody", "mara lind", "\x00", "jo-reed"])
def test_who_readers_cannot_meet_is_not_found(stories, slug):
    AuthorFactory(name="Jo Reed")  # without a story
    assert find_published(type(stories[0].bylines.get().author), slug) is None
