"""Plugins offer choices that narrow a search."""

from contextlib import ExitStack
from urllib.parse import urlencode

import pytest
from django.utils.functional import lazy

from byline.plugins import SearchFacet, hookimpl
from byline.plugins.calls import calls_by_plugin
from byline.plugins.testing import loaded
from search.index import index_stories
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
LABELS = {"analysis": "Analyses", "opinion": "Opinions", "": "News"}


@pytest.fixture
def stories(section):
    """Two analyses and an opinion about a harbour."""
    labels = ["analysis", "analysis", "opinion"]
    made = [
        ArticleFactory(parent=section, title=f"Harbour {n}", label=label)
        for n, label in enumerate(labels)
    ]
    index_stories([story.pk for story in made])
    return made


def by_label(stories, value):
    return stories.filter(label=value)


@pytest.fixture
def offer():
    """Load a plugin with a facet, until the test is over."""
    with ExitStack() as stack:

        def offer(choices=lambda: LABELS, narrow=by_label, label="Kind of story"):
            class Hooks:
                @hookimpl
                def search_facets():
                    return [SearchFacet("kind", label, choices, narrow)]

            stack.enter_context(loaded(Hooks, name="kinds"))

        yield offer


def facet(page):
    return [link.get_text(" ", strip=True) for link in page.select('a[href*="kinds_kind"]')]


def test_the_choices_of_a_plugin_are_offered_with_numbers(stories, offer, read):
    offer()
    assert facet(read("/search/?q=harbour")) == ["Analyses 2 stories", "Opinions 1 story"]


def test_a_choice_narrows_a_search(stories, offer, read):
    offer()
    page = read("/search/?q=harbour&kinds_kind=opinion")
    assert "Harbour 2" in page.main.text
    assert "Harbour 0" not in page.main.text
    assert "Opinions" in page.main.text


@pytest.mark.parametrize("value", ["x", "", "analysis' OR 1=1", "a" * 5000])
def test_an_unknown_choice_is_ignored(stories, offer, read, value):
    offer()
    page = read(f"/search/?{urlencode({'q': 'harbour', 'kinds_kind': value})}")
    assert ("Harbour 2" in page.main.text) == (value != "")


def fail(*_args):
    raise RuntimeError("broken")


@pytest.mark.parametrize(
    ("choices", "narrow"),
    [
        (fail, by_label),
        (lambda: 7, by_label),
        (lambda: LABELS, fail),
        (lambda: LABELS, lambda stories, value: stories.filter(nothing=1)),
        (lambda: LABELS, lambda stories, value: [1, 2]),
        (lambda: LABELS, lambda stories, value: None),
        # A query that fails as it is run.
        (lambda: LABELS, lambda stories, value: stories.filter(title__regex="(")),
    ],
)
def test_a_facet_that_fails_costs_itself(stories, offer, read, choices, narrow):
    offer(choices, narrow)
    for query in ("q=harbour&kinds_kind=analysis", "q=harbour"):
        page = read(f"/search/?{query}")
        assert "Harbour 2" in page.main.text
        assert not facet(page)
    assert calls_by_plugin["kinds"].hooks["search_facets"].failures


def test_a_choice_may_have_no_stories(stories, offer, read):
    offer(narrow=lambda stories, value: stories.none() if value else by_label(stories, value))
    assert "Harbour" not in read("/search/?q=harbour&kinds_kind=opinion").main.text
    assert "Harbour 2" in read("/search/?q=harbour").main.text
    assert not calls_by_plugin["kinds"].hooks["search_facets"].failures


def test_a_label_that_fails_costs_itself(stories, offer, read):
    offer(label=lazy(fail, str)())
    assert facet(read("/search/?q=harbour")) == ["Analyses 2 stories", "Opinions 1 story"]
