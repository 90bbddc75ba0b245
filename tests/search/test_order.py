"""Which of the stories with the words comes first, on both databases."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.search.indexing import found_titles, paragraph, search

pytestmark = pytest.mark.django_db

PLAIN = "Nothing more is known of it so far. " * 10


@pytest.fixture
def publish_alike(publish, section):
    """Publish stories of the same day, the later ones a minute fresher."""
    day = timezone.now() - timedelta(days=3)

    def make(*titles, **fields):
        for minute, title in enumerate(titles):
            published_at = day + timedelta(minutes=minute)
            fields.setdefault("body", paragraph(PLAIN))
            publish(title, parent=section, published_at=published_at, **fields)

    return make


@pytest.mark.parametrize("typed", ["tax cuts", "cut tax", "cuts of the tax"])
def test_words_side_by_side_come_first(publish_alike, typed):
    side_by_side = {"tax cuts": "Tax cuts now", "cut tax": "Cut tax now"}
    best = side_by_side.get(typed, "Cuts of the tax now")
    publish_alike(best, "A tax that cuts", "Cuts and a tax")
    assert found_titles(typed)[0] == best


def test_words_side_by_side_in_the_text_come_first(publish_alike):
    publish_alike("One", body=paragraph(f"{PLAIN} The film festival opened."))
    publish_alike("Two", body=paragraph(f"{PLAIN} A film opened a street festival."))
    assert found_titles("film festival") == ["One", "Two"]


def test_the_headline_that_was_typed_comes_first(publish_alike):
    publish_alike("Film festival", "Film festival of film and festival films")
    assert found_titles("film festival")[0] == "Film festival"
    publish_alike("Whose river is it", "River: whose is it and why")
    assert found_titles("whose river is it?")[0] == "Whose river is it"


def test_a_very_long_text_does_not_win(publish_alike):
    publish_alike("Short", standfirst="A ferry, and the harbour.")
    publish_alike(*(f"Other {number}" for number in range(6)))
    publish_alike("Long", body=paragraph(f"Of a harbour and a ferry: {PLAIN * 2}" * 30))
    assert found_titles("harbour ferry") == ["Short", "Long"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("the who", ["The Who return"]),
        ("to be or not to be", ["To be or not to be at sea"]),
        ("is it not the who", ["It is the man who will not"]),
    ],
)
def test_stop_words_are_looked_for_as_a_phrase_first(publish_alike, find, typed, found):
    publish_alike(
        "The Who return", "To be or not to be at sea", "It is the man who will not", "The one"
    )
    assert find(typed) == found


def test_the_stories_with_some_of_the_words_have_pages(publish_alike, read):
    publish_alike(*(f"Ferry {number}" for number in range(22)))
    first = read("/search/?q=ferry+qqqqqq")
    assert len(first.select(".search-near .result")) == 20
    second = read(first.select_one(".search-near a[rel=next]")["href"])
    assert [title.get_text() for title in second.select(".search-near .result h3 a")] == [
        "Ferry 1",
        "Ferry 0",
    ]
    assert second.select_one(".search-near ol")["start"] == "21"
    read("/search/?q=ferry+qqqqqq&page=3", status=404)


@pytest.mark.parametrize(("typed", "excerpt"), [("Fennside", "Standfirst"), ("depot", "the depot")])
def test_the_cells_of_a_table_are_found_and_no_excerpt(publish, typed, excerpt):
    cells = {"data": [["Fennside", "1,900"]], "table_header_choice": "neither"}
    body = [("table", {"table": cells}), ("paragraph", "<p>Near the depot.</p>")]
    story = publish("Story", standfirst="Standfirst of it.", body=body)
    found = search(typed)
    (result,) = found.results(list(found.stories))
    assert result.story == story
    assert excerpt in result.text.replace("<mark>", "").replace("</mark>", "")
    assert "1,900" not in result.text
