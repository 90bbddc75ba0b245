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
    "typed", ["okafer", "okafr", "okaffor", "okaofr", "kafor", "okafo", "Okafer’s"]
)
def test_one_letter_that_is_wrong_is_put_right(publish, client, typed):
    publish("The trial of Okafor")
    page = client.get("/search/", {"q": typed})
    assert page.context["is_corrected"]
    assert [result.story.title for result in page.context["results"]] == ["The trial of Okafor"]


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
