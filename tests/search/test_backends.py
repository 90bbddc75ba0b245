"""Searches in the lists of the admin, whatever is typed."""

from urllib.parse import quote

import pytest
from django.db.models import Avg
from modelsearch.backends import get_search_backend
from modelsearch.query import And, Not, Phrase, PlainText
from wagtail.models import Page

from news.models import ArticlePage
from search.backends import ADMIN_QUERY_WORDS_LIMIT
from tests.factories import ArticleFactory
from tests.search.logging_queries import HOSTILE_QUERIES

pytestmark = pytest.mark.django_db

LISTS = [
    "/admin/pages/search/",
    "/admin/choose-page/search/",
    "/admin/images/",
    "/admin/searchpicks/",
    "/admin/searchpicks/queries/chooser/",
    "/admin/searchpicks/add/",
    "/admin/reports/searches/",
]


@pytest.fixture
def ferry(section):
    return ArticleFactory(
        parent=section, title="The ferry of Port Oriel", slug="ferry", signals=True
    )


def expect_lists(client, words, addresses):
    typed = quote(words.encode("utf-8", "surrogatepass"))
    for address in addresses:
        response = client.get(f"{address}?q={typed}&words={typed}")
        assert response.status_code == 200, address


@pytest.mark.parametrize("words", HOSTILE_QUERIES)
def test_whatever_is_typed_gets_a_list_of_pages_and_of_photos(client, editor, ferry, words):
    client.force_login(editor)
    expect_lists(client, words, ["/admin/pages/search/", "/admin/images/"])


@pytest.mark.parametrize("words", ['"', "NEAR(a b)", "%", "\x00", "\ud800", "a " * 5_000])
def test_whatever_is_typed_gets_every_other_list(client, editor, ferry, words):
    client.force_login(editor)
    expect_lists(client, words, [*LISTS, f"/admin/pages/{ferry.section_id}/"])


@pytest.mark.parametrize("words", ["ferry", '"ferry of port"', 'ferry"', '"ferry', "port " * 100])
def test_a_story_is_found_also_beside_a_stray_quotation_mark(client, editor, ferry, words):
    client.force_login(editor)
    for address in LISTS[:2]:
        assert ferry.title in client.get(address, {"q": words}).text, address


@pytest.mark.parametrize(
    "query",
    [
        *(PlainText('"'), Phrase('"'), PlainText('"') & Phrase(" ")),
        *(PlainText("nowhere"), PlainText("ferry") & PlainText("nowhere")),
    ],
)
def test_nothing_is_found_for_nothing(ferry, query):
    assert list(get_search_backend().search(query, ArticlePage)) == []


def test_a_query_of_many_parts_is_no_longer_than_one_of_many_words(ferry):
    query = And([Phrase("ferry")] * ADMIN_QUERY_WORDS_LIMIT + [PlainText("nowhere")])
    assert list(get_search_backend().search(query, ArticlePage)) == [ferry]


def test_queries_mean_what_they_mean_to_wagtail(ferry, section):
    other = ArticleFactory(
        parent=section, title="A bridge of Port Oriel", slug="bridge", signals=True
    )
    search = get_search_backend().search
    assert set(search(PlainText("ferry bridge", operator="or"), ArticlePage)) == {ferry, other}
    assert set(search(PlainText('"') | PlainText("bridge"), ArticlePage)) == {other}
    assert set(search(PlainText("port") & Not(PlainText("ferry")), ArticlePage)) == {other}
    assert set(search(Phrase("ferry of port"), ArticlePage)) == {ferry}
    assert list(get_search_backend().autocomplete('fer"', Page)) == [ferry.page_ptr]


def test_headlines_weigh_by_their_length_after_a_rebuild_as_wagtail_has_it(ferry, section):
    ArticleFactory(parent=section, title="Short", slug="short", signals=True)
    backend = get_search_backend()
    index = backend.get_index_for_model(ArticlePage)
    index._refresh_title_norms(full=True)
    expected = dict(index.entries.values_list("pk", "title_norm"))
    index.entries.update(title_norm=5)
    backend.rebuilder_class(index).finish()
    found = dict(index.entries.values_list("pk", "title_norm"))
    assert found == pytest.approx(expected)
    assert index.entries.aggregate(norm=Avg("title_norm"))["norm"] != 5


def test_an_index_without_entries_is_rebuilt():
    backend = get_search_backend()
    index = backend.get_index_for_model(ArticlePage)
    index.entries.all().delete()
    backend.rebuilder_class(index).finish()
