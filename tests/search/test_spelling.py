"""Misspelt queries are corrected, and never to hidden words."""

import pytest

from search.index import index_stories
from search.models import KnownWord
from search.spelling import typo_length
from tests.factories import ArticleFactory


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("okafor", "okafor", 0),
        ("okafer", "okafor", 1),
        ("okafr", "okafor", 1),
        ("okaffor", "okafor", 1),
        ("okaofr", "okafor", 1),
        ("okfaro", "okafor", 4),
        ("", "ab", 2),
    ],
)
def test_letters_that_differ_are_counted(one, other, differ):
    assert typo_length(one, other) == typo_length(other, one) == differ


@pytest.mark.parametrize(
    "typed",
    [
        "okafer",
        "okafr",
        "okaffor",
        "okaofr",
        "okfaor",
        "kafor",
        "okafo",
        "okafer’s",
        "Okafer",
        "Okafer’s",
        "OKAFER",
    ],
)
def test_one_letter_that_is_wrong_is_put_right(publish, client, typed):
    publish("The trial of Okafor")
    page = client.get("/search/", {"q": typed})
    assert page.context["is_corrected"]
    assert [result.story.title for result in page.context["results"]] == ["The trial of Okafor"]


@pytest.mark.parametrize(
    "typed", ["micorsoft", "sofwtare", "wrod", "maket", "sofxxare", "microxxsoft", "mi1rosoft"]
)
def test_what_is_wrong_in_the_middle_is_put_right(publish, find, typed):
    publish("Software of Microsoft in a word for the market")
    assert find(typed)


def test_of_words_as_near_the_one_of_more_stories_is_meant(publish, client):
    publish("Labour pity")
    publish("Labour party")
    publish("The parties")
    page = client.get("/search/", {"q": "labour prty"})
    assert page.context["shown"].query.text == "labour party"


def test_stories_that_are_hidden_do_not_make_a_word_common(publish, client):
    publish("Labour pity")
    publish("Labour party")
    publish("A pity")
    index_stories(ArticleFactory(title=f"Party {n}", future=True).pk for n in range(3))
    page = client.get("/search/", {"q": "labour prty"})
    assert page.context["shown"].query.text == "labour pity"


def test_a_correction_has_the_word_and_not_its_possessive(publish, client):
    publish("Okafor’s trial")
    page = client.get("/search/", {"q": "okafer"})
    assert page.context["shown"].query.text == "Okafor"


@pytest.mark.parametrize("titles", [["Starter. The soup", "A starter"], ["Starter: a starter"]])
def test_a_word_that_is_written_small_anywhere_is_no_name(publish, client, titles):
    for title in titles:
        publish(title)
    assert client.get("/search/", {"q": "Starmer"}).context["offered"].query.text == "starter"


def test_a_name_that_no_story_has_is_not_replaced(publish, client, read):
    publish("A starter of soup")
    page = client.get("/search/", {"q": "Starmer soup"})
    assert not page.context["is_corrected"]
    assert page.context["results"] == []
    link = read("/search/?q=Starmer+soup").select_one(".search-nothing a")
    assert (link.get_text(), link["href"]) == ("starter soup", "/search/?q=starter+soup")


def test_a_name_that_is_known_does_not_keep_others_from_being_corrected(publish, client):
    publish("The trial of Okafor")
    page = client.get("/search/", {"q": "Okafor tril"})
    assert page.context["is_corrected"]


def test_the_number_of_queries_does_not_grow_with_the_words_that_are_near(
    publish, client, django_assert_max_num_queries
):
    publish("Labour party")
    client.get("/search/", {"q": "labour prty"})
    with django_assert_max_num_queries(100) as few:
        client.get("/search/", {"q": "labour prty"})
    publish("Labour pity arty pry pty")
    with django_assert_max_num_queries(len(few)):
        client.get("/search/", {"q": "labour prty"})


def test_the_other_words_stay_as_they_were_typed(publish, client):
    publish("The trial of Okafor")
    page = client.get("/search/", {"q": '"trial of" okafer -sea'})
    assert page.context["shown"].query.text == '"trial of" Okafor -sea'


def test_a_word_that_stories_have_is_not_corrected(publish, client):
    publish("A boat")
    publish("The coat of Okafor")
    page = client.get("/search/", {"q": "boat okafer"})
    assert page.context["shown"].query.text == "boat okafer"
    assert not page.context["is_corrected"]


def test_a_hidden_story_makes_no_word_right(publish, find, client):
    publish("The council")
    index_stories([ArticleFactory(title="Councik inquiry", future=True).pk])
    page = client.get("/search/", {"q": "councik"})
    assert page.context["shown"].query.text == "council"


def test_only_what_a_story_must_have_is_corrected(publish, client):
    publish("The ferry")
    publish("Quomberatelli named").unpublish()
    page = client.get("/search/", {"q": "fery -quomberatellx"})
    assert page.context["is_corrected"]
    assert "quomberatelli" not in page.content.decode().lower()


def test_what_is_hidden_is_not_offered(publish, find, client):
    story = publish("The trial of Okafor")
    KnownWord.objects.get(word="okafor")
    story.unpublish()
    page = client.get("/search/", {"q": "okafer"})
    assert not page.context["is_corrected"]
    assert "okafor" not in page.content.decode().lower()


def test_some_of_the_words_are_better_than_none(publish, client):
    publish("A boat on the sea")
    publish("A car")
    page = client.get("/search/", {"q": "boat zzzzzz qqqqqq"})
    assert [result.story.title for result in page.context["partial_matches"]] == [
        "A boat on the sea"
    ]


def test_what_is_near_is_published_and_without_what_is_unwanted(publish, client):
    publish("A boat on the sea")
    publish("A boat on a lake")
    hidden = ArticleFactory(title="A boat of spies", future=True)
    index_stories([hidden.pk])
    page = client.get("/search/", {"q": "boat zzzzzz qqqqqq -lake"})
    assert [result.story.title for result in page.context["partial_matches"]] == [
        "A boat on the sea"
    ]
