"""While a reader types, what exists is offered."""

from datetime import timedelta

import pytest
from django.utils import timezone

from news.models import Author, Topic
from search.index import index_stories
from tests.factories import SectionFactory, hidden_stories
from tests.readership.reading import read_by


@pytest.fixture
def offered(client):
    """Return the suggestions for a prefix, as kind and label."""

    def get(typed):
        response = client.get("/search/suggest/", {"q": typed})
        assert response.status_code == 200
        assert not response.cookies
        return [(found["kind"], found["label"]) for found in response.json()["suggestions"]]

    return get


def test_sections_topics_authors_and_stories_are_offered(publish, offered):
    harbour = SectionFactory(title="Harbour life", signals=True)
    topic = Topic.objects.create(name="Harbours")
    publish("The harbour at night", parent=harbour, authors=["Harb Lund"], about=[topic])
    assert offered("harb") == [
        ("section", "Harbour life"),
        ("topic", "Harbours"),
        ("author", "Harb Lund"),
        ("story", "The harbour at night"),
    ]


def test_each_word_begins_a_word(publish, offered):
    publish("Élodie O’Brien’s harbour", authors=["Élodie O’Brien"])
    assert len(offered("elod obri")) == 2
    assert offered("arbour") == []


@pytest.mark.parametrize("typed", ["electi", "elections", "the elec", "Election n"])
def test_the_form_of_a_word_does_not_matter_while_it_is_typed(publish, offered, typed):
    publish("The elections now")
    assert offered(typed) == [("story", "The elections now")]


@pytest.mark.parametrize("typed", ["", "a", " ", "?", "\x00", '"', "*", "a*(", "😀"])
def test_too_little_offers_nothing(publish, offered, typed):
    publish("A story")
    assert offered(typed) == []


def test_the_newest_come_first(publish, offered):
    now = timezone.now()
    for hours in (3, 1, 2):
        publish(f"Harbour {hours}", published_at=now - timedelta(hours=hours))
    assert [label for _kind, label in offered("harbour")] == ["Harbour 1", "Harbour 2", "Harbour 3"]


def test_those_whose_headline_begins_so_come_first_and_the_most_read_of_them(publish, offered):
    now = timezone.now()
    titles = ["Harbour old", "Harbour read", "Harbour new", "Read at the harbour", "The harbour"]
    made = [
        publish(title, published_at=now - timedelta(hours=9 - hours))
        for hours, title in enumerate(titles)
    ]
    read_by(made[1], 20)
    read_by(made[3], 30)
    assert [label for _kind, label in offered("harbour")] == [
        "Harbour read",
        "Harbour new",
        "Harbour old",
        "Read at the harbour",
        "The harbour",
    ]


def test_names_are_offered_by_either_spelling(publish, offered):
    publish("Köln floods", authors=["Jörg Möller"])
    assert offered("joerg moe") == [("author", "Jörg Möller")]
    assert offered("koel") == [("story", "Köln floods")]


def test_what_is_hidden_is_not_offered(section, offered):
    topic = Topic.objects.create(name="Hidden topic")
    stories = hidden_stories(section, title="Hidden", authors=["Hidden Lund"], about=[topic])
    index_stories([story.pk for story in stories])
    SectionFactory(title="Hidden section", restrict=True, signals=True)
    assert offered("hidd") == []


def test_names_of_one_kind_take_no_place_of_another(publish, offered):
    for n in range(60):
        Author.objects.create(name=f"Aaron{n} Spencer")
    publish("A match", parent=SectionFactory(title="Sport", signals=True))
    assert ("section", "Sport") in offered("sp")


def test_it_costs_the_same_however_much_there_is(publish, offered, count):
    parent, topic = (
        SectionFactory(title="Harbour", signals=True),
        Topic.objects.create(name="Harbour"),
    )
    publish("Harbour 0", parent=parent, authors=["Harbour Lund"], about=[topic])
    few = count("/search/suggest/?q=harb")
    for n in range(1, 8):
        publish(f"Harbour {n}", authors=[f"Harbour Lund {n}"])
        Topic.objects.create(name=f"Harbour {n}")
    assert count("/search/suggest/?q=harb") == few <= 6
