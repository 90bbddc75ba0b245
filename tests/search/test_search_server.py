"""With an engine of Wagtail's the page is the same; here it is that of the database."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.search import index

from search.engines.wagtail import SERVER_RESULTS_LIMIT
from tests.factories import ArticleFactory, SectionFactory, TopicFactory, hidden_stories
from tests.search.indexing import found_titles, paragraph

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("elsewhere")]


@pytest.fixture
def elsewhere(settings):
    settings.SEARCH_ENGINE = "elsewhere"


def index_in_wagtail(*stories):
    """Index stories as Wagtail does."""
    for story in stories:
        index.insert_or_update_object(story)


@pytest.fixture
def publish(db):
    def make(title, **fields):
        index_in_wagtail(ArticleFactory(title=title, **fields))

    return make


def test_a_story_is_found_by_every_word_of_it(publish, section):
    words = {"standfirst": "Across the fjord.", "body": paragraph("Twelve minutes early.")}
    about = [TopicFactory(name="Climate")]
    publish("Ferry returns", parent=section, authors=["Mara Lind"], about=about, **words)
    publish("Ferry", parent=section)

    for q in ["returns", "fjord", "minutes", "lind", "climate", "ferry twelve", '"minutes early"']:
        assert found_titles(q) == ["Ferry returns"], q
    assert found_titles('"early minutes"') == []
    assert found_titles("ferry -fjord") == ["Ferry"]


def test_a_word_weighs_most_in_the_headline(publish, section):
    publish("News", parent=section, body=paragraph("The ferry."))
    publish("Ferry", parent=section)

    assert found_titles("ferry") == ["Ferry", "News"]


def test_the_page_shows_what_was_found_and_counts_it(publish, section, read):
    publish("Ferry race", parent=SectionFactory(title="Sport", slug="sport"))
    publish("Ferry", parent=section, authors=["Mara Lind"])
    page = read("/search/?q=ferry&section=news")

    assert [mark.text for mark in page.select("main mark")] == ["Ferry"]
    assert "Ferry race" not in page.text


def test_stories_are_offered_while_somebody_types(publish, section, client):
    publish("Ferry returns", parent=section)
    offered = client.get("/search/suggest/?q=ferry ret").json()["suggestions"]

    assert [suggestion["label"] for suggestion in offered] == ["Ferry returns"]


def test_readers_meet_nothing_that_is_hidden(publish, section, client):
    publish("Ferry", parent=section)
    index_in_wagtail(*hidden_stories(section, title="Ferry"))

    assert found_titles("ferry") == found_titles("ferry", order="newest") == ["Ferry"]
    assert len(client.get("/search/suggest/?q=ferry").json()["suggestions"]) == 1
    assert client.get("/search/feed/atom/?q=ferry").content.count(b"<entry>") == 1


@pytest.mark.parametrize("q", ['"', "ferry AND (", "-", "a" * 10_000, "it's \\", "%_*:?", "🚢 港"])
def test_whatever_somebody_types_gets_a_page(publish, section, client, q):
    publish("Ferry", parent=section)

    assert client.get("/search/", {"q": q}).status_code == 200
    assert client.get("/search/suggest/", {"q": q}).status_code == 200


def test_of_what_wagtail_finds_only_the_ids_are_fetched(publish, section):
    publish("Ferry", parent=section, body=paragraph("Early."))
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert found_titles("ferry") == ["Ferry"]

    statements = [query["sql"] for query in captured]
    queries = [sql for sql in statements if f"LIMIT {SERVER_RESULTS_LIMIT}" in sql]
    assert queries
    assert not any('"body" ' in sql.partition(" FROM ")[0] for sql in queries)
