"""The number at a choice is how many stories are found once it is made."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from news.models import ArticlePage, Byline
from search.facets import FACET_CHOICES_LIMIT, count_stories, facets
from search.index import index_stories
from search.searches import Search
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    SectionFactory,
    TopicFactory,
    hidden_stories,
)
from tests.search.indexing import index, search

pytestmark = pytest.mark.django_db

STORIES, FEW = 12, 3
NOW = timezone.now()
DATES = [
    NOW - timedelta(hours=1),
    NOW - timedelta(days=3),
    NOW - timedelta(days=20),
    NOW - timedelta(days=200),
    datetime(2021, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2022, 1, 1, tzinfo=UTC),
    NOW + timedelta(days=1),  # under embargo
]
PERIODS = ["day", "week", "month", "year", "2021", "2022", "1999"]
SOME = st.sets(st.integers(0, FEW - 1))
NEWSROOMS = st.lists(
    st.fixed_dictionaries(
        {
            "section": st.integers(0, FEW - 1),
            "authors": st.lists(st.integers(0, FEW - 1), max_size=3),
            "topics": SOME,
            "published_at": st.sampled_from(DATES),
            "live": st.sampled_from([True, True, True, False]),
        }
    ),
    min_size=STORIES,
    max_size=STORIES,
)
CHOSEN = st.fixed_dictionaries(
    {},
    optional={
        "section": st.sampled_from(["section-0", "section-1", "section-2"]),
        "author": st.sampled_from(["author-0", "author-1", "author-2"]),
        "topic": st.sampled_from(["topic-0", "topic-1", "topic-2"]),
        "period": st.sampled_from(PERIODS),
    },
)


@pytest.fixture
def subjects(db):
    """Sections, authors and topics, which have more stories than the test's own."""
    sections = [SectionFactory(slug=f"section-{n}") for n in range(FEW)]
    authors = [AuthorFactory(slug=f"author-{n}") for n in range(FEW)]
    topics = [TopicFactory(slug=f"topic-{n}") for n in range(FEW)]
    for section in sections:
        other = ArticleFactory(title="Another", parent=section, about=topics)
        Byline.objects.bulk_create(Byline(article=other, author=author) for author in authors)
    return sections, authors, topics


@pytest.fixture
def stories(subjects):
    """Stories with the word, with authors and dates."""
    made = [ArticleFactory(title=f"Ferry {n}", parent=subjects[0][0]) for n in range(STORIES)]
    index_stories([ferry.pk for ferry in made])
    return made


def arrange(stories, newsroom, subjects):
    """Put the stories where a newsroom has them; the index need not know."""
    sections, authors, topics = subjects
    about = ArticlePage.topics.through
    Byline.objects.filter(article__in=stories).delete()
    about.objects.filter(articlepage__in=stories).delete()
    for ferry, has in zip(stories, newsroom, strict=True):
        ArticlePage.objects.filter(pk=ferry.pk).update(
            section=sections[has["section"]], published_at=has["published_at"], live=has["live"]
        )
        Byline.objects.bulk_create(Byline(article=ferry, author=authors[n]) for n in has["authors"])
        about.objects.bulk_create(about(articlepage=ferry, topic=topics[n]) for n in has["topics"])


def offered(asked_for):
    """Return the counts of a search, and by kind what is offered."""
    counts = count_stories(asked_for)
    offer = facets(counts, asked_for)
    return counts, {facet.name: facet.choices for facet in offer}


def behind(choice):
    """Return the search that a choice leads to."""
    return Search.read(QueryDict(urlsplit(choice.url).query))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(newsroom=NEWSROOMS, chosen=CHOSEN)
def test_every_number_is_what_the_choice_finds(stories, subjects, newsroom, chosen):
    arrange(stories, newsroom, subjects)
    asked_for = search("ferry", **chosen)
    counts, choices = offered(asked_for)

    assert counts.any == asked_for.found.count()
    assert counts.all == asked_for.stories.count()
    for choice in (choice for kind in choices.values() for choice in kind):
        leads_to = asked_for if choice.is_chosen else behind(choice)
        assert choice.number == leads_to.stories.count(), choice
        assert choice.number or choice.is_chosen
    for kind in chosen:
        assert [choice.is_chosen for choice in choices[kind]].count(True) == 1
    for kind, key in [("section", "section"), ("year", "period")]:
        others = search("ferry", **{name: of for name, of in chosen.items() if name != key})
        assert sum(counts.kinds[kind].values()) == others.stories.count()


def test_the_chosen_one_leads_back_to_all(publish, section):
    publish("Ferry", parent=section)
    publish("Ferry race", parent=SectionFactory(slug="sport"))
    _counts, choices = offered(search("ferry", section="sport"))

    (chosen,) = [choice for choice in choices["section"] if choice.is_chosen]
    assert chosen.number == 1
    assert behind(chosen).stories.count() == 2


def test_of_many_authors_those_with_most_stories_are_offered(publish, section):
    for n in range(FACET_CHOICES_LIMIT + 1):
        publish(
            f"Ferry {n}",
            parent=section,
            authors=[f"Author {m}" for m in range(n, FACET_CHOICES_LIMIT + 1)],
        )
    last = search("ferry", author="author-0")
    _counts, choices = offered(search("ferry"))

    assert [choice.number for choice in choices["author"]] == list(
        range(FACET_CHOICES_LIMIT + 1, 1, -1)
    )
    assert last.stories.count() == 1
    assert [choice.label for choice in offered(last)[1]["author"] if choice.is_chosen] == [
        "Author 0"
    ]


def test_a_story_under_two_roles_of_one_author_counts_once(publish, section):
    ferry = publish("Ferry", parent=section, authors=["Mara Lind"])
    Byline.objects.create(article=ferry, author=ferry.bylines.get().author, role="Photography")
    _counts, choices = offered(search("ferry"))

    assert [choice.number for choice in choices["author"]] == [1]


def test_what_readers_may_not_see_is_neither_counted_nor_named(publish, section):
    publish("Ferry", parent=section, authors=["Mara Lind"])
    index(*hidden_stories(section, title="Ferry", authors=["Jonas Berg"]))
    counts, choices = offered(search("ferry"))

    assert (counts.any, counts.all) == (1, 1)
    assert [choice.label for choice in choices["section"]] == ["News"]
    assert [choice.label for choice in choices["author"]] == ["Mara Lind"]


def test_all_is_counted_with_one_query(publish, section, django_assert_num_queries):
    for n in range(3):
        publish(f"Ferry {n}", parent=section, authors=[f"Author {n}"], about=[TopicFactory()])
    asked_for = search("ferry", section="news", period="year")

    with django_assert_num_queries(1):
        count_stories(asked_for)


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Etc/GMT+12", "Europe/Berlin"])
@pytest.mark.usefixtures("_written_already")
def test_a_year_is_that_of_the_newspapers_clock(publish, section, zone):
    for hour in (-15, -12, -1, 0, 11, 13, 14):
        moment = datetime(2022, 1, 1, tzinfo=UTC) + timedelta(hours=hour)
        publish(f"Ferry {hour + 15}", parent=section, published_at=moment)
    publish("Ferry", parent=section, published_at=datetime(2021, 7, 1, tzinfo=UTC))
    with timezone.override(zone):
        _counts, choices = offered(search("ferry"))
        numbers = {choice.label: choice.number for choice in choices["period"]}
        assert numbers == {str(y): search(f"ferry in {y}").stories.count() for y in (2021, 2022)}


@pytest.fixture
def _written_already():
    """Have the SQL of a search written by another clock."""
    count_stories(search("ferry"))


@pytest.mark.parametrize("order", ["relevance", "newest"])
@pytest.mark.parametrize("words", ["ferry", "ferry -race", "ferry today", '"old ferry"'])
def test_those_that_come_first_are_listed_with_the_numbers(
    publish, section, order, words, time_machine
):
    time_machine.move_to(NOW.replace(hour=12))  # an hour ago is today, too
    for n in range(5):
        publish("Ferry race " * n + "old ferry", parent=section)
    publish("The old ferry", parent=section, published_at=NOW - timedelta(days=40))
    asked_for = search(words, order=order)

    first = count_stories(asked_for, 4).first
    assert first
    assert first == asked_for.best(4)


def test_what_is_chosen_is_looked_for_by_itself(publish, section):
    publish("Ferry", parent=section)
    assert count_stories(search("ferry", section="news"), 4).first is None
