"""What editors promote for a search, and readers get."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction, Site

from search.promoted import Promotion, promoted_for
from tests.factories import ArticleFactory, hidden_stories
from tests.search.logging_queries import HOSTILE_QUERIES, promote

pytestmark = pytest.mark.django_db


@pytest.fixture
def ferry(section):
    return ArticleFactory(parent=section, title="The ferry is back")


def test_a_page_is_promoted_with_its_headline_and_address(ferry):
    promote("ferry", ferry, description="All about it")
    url = ferry.url
    assert promoted_for("ferry") == [Promotion("The ferry is back", url, "All about it")]
    assert promoted_for("ferries") == []


def test_a_link_is_promoted_with_its_own_words():
    promote("tides", url="https://tides.example/", text="Tide tables", description="Official")
    tables = Promotion("Tide tables", "https://tides.example/", "Official")
    assert promoted_for("tides") == [tables]


@pytest.mark.parametrize("words", ["FERRY strike", "  ferry   strike ", "Ferry\u00a0Strike\n"])
def test_case_and_spaces_do_not_matter(ferry, words):
    promote("Ferry  Strike", ferry)
    assert [promotion.url for promotion in promoted_for(words)] == [ferry.url]


def test_they_come_in_the_editors_order_and_each_once(ferry, section):
    last = promote("ferry", ferry, sort_order=2)
    promote("ferry", url="https://tides.example/", text="Tides", sort_order=1)
    promote("ferry", section, sort_order=0)
    promote("ferry", last.page, sort_order=3)
    urls = [promotion.url for promotion in promoted_for("ferry")]
    assert urls == [section.url, "https://tides.example/", ferry.url]


def test_what_readers_may_not_see_is_not_promoted(section):
    for story in hidden_stories(section):
        promote("ferry", story)
    assert promoted_for("ferry") == []


def test_a_story_is_gone_as_soon_as_it_is_taken_down_or_restricted(ferry, section):
    promote("ferry", ferry)
    restriction = PageViewRestriction.objects.create(page=section, restriction_type="login")
    assert promoted_for("ferry") == []
    restriction.delete()
    assert len(promoted_for("ferry")) == 1
    ferry.unpublish()
    assert promoted_for("ferry") == []


@pytest.mark.parametrize(
    "url",
    ["ftp://files.example/", "javascript:alert(1)", "//elsewhere.example", "/a", "data:,a", ""],
)
def test_links_lead_to_pages_of_the_web_only(url):
    promote("ferry", url=url, text="Here")
    assert promoted_for("ferry") == []


@pytest.mark.parametrize("words", [*HOSTILE_QUERIES, "", "  "])
def test_whatever_is_typed_promotes_nothing_or_what_is_meant(ferry, words):
    promote("ferry", ferry)
    assert {promotion.url for promotion in promoted_for(words)} <= {ferry.url}


def test_many_promotions_cost_as_much_as_one(section):
    def cost():
        Site.get_site_root_paths()
        with CaptureQueriesContext(connection) as captured:
            promoted_for("ferry")
        return len(captured)

    assert cost() == 1
    for number in range(12):
        promote("ferry", ArticleFactory(parent=section), sort_order=number)
        assert cost() == 2
    assert len(promoted_for("ferry")) == 12
