"""The page that shows what a search finds, and what helps where it finds nothing."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.utils import timezone

from news.pagination import LIST_PAGES_LIMIT
from readership.ranking import clear_rankings
from search.index import index_stories
from search.searches import STORIES_PER_PAGE
from tests.factories import (
    PhotoFactory,
    SectionFactory,
    TopicFactory,
    hidden_stories,
    make_now,
)
from tests.news.test_query_counts import repeat
from tests.readership.reading import read_by
from tests.search.indexing import index_all_as

pytestmark = pytest.mark.django_db

KINDS = ["section", "author", "topic", "period"]


@pytest.fixture
def story(publish, section):
    """A story that says what it is about, in its headline and below."""
    return publish(
        parent=section,
        title="Ferry crosses the harbour",
        standfirst="On batteries alone.",
        body=[("paragraph", "<p>Nobody on the <b>ferry</b> heard an engine &amp; all slept.</p>")],
        authors=["Mara Lind"],
        about=[TopicFactory(name="Shipping")],
    )


@pytest.fixture
def archive(publish, section):
    """Stories about a ferry in two sections, by two authors, on two topics, of three years."""
    other, topics = SectionFactory(title="Sport", slug="sport"), TopicFactory.create_batch(2)
    now = timezone.now()
    for number in range(12):
        publish(
            parent=[section, section, other][number % 3],
            title=f"Ferry number {number}",
            authors=["Mara Lind", "Jo Reed"][: 1 + number % 2],
            about=topics[: 1 + (number // 2) % 2],
            published_at=now - timedelta(days=[1, 3, 20, 400, 900, 900][number // 2]),
        )


def headlines(page):
    return [link.get_text() for link in page.select(".result h2 a")]


def text(page, selector):
    """Return the text of an element, its spaces single ones."""
    return " ".join(page.select_one(selector).get_text().split())


def chips(page):
    """Return the addresses of the chips by their labels."""
    return {" ".join(chip.get_text().split()): chip["href"] for chip in page.select(".chips a")}


def choices(page, kind):
    """Return the choices of a kind: what they say, how many there are, and the link."""
    found = page.select(f"nav [role=group][aria-labelledby=facet-{kind}] a")
    return [
        (
            link.select_one(".facets__label").find(string=True),
            int(link.select_one(".facets__number").find(string=True)),
            link,
        )
        for link in found
    ]


def test_a_story_is_shown_with_the_words_marked_where_they_stand(story, read):
    page = read("/search/?q=ferries")
    result = page.select_one("ol.results > li.result")
    link = result.select_one("h2 a")
    assert (link["href"], str(link.decode_contents())) == (
        story.url,
        "<mark>Ferry</mark> crosses the harbour",
    )
    assert "<mark>ferry</mark> heard an engine &amp; all slept." in str(result)
    assert text(result, ".kicker") == "News"
    assert text(result, ".card__authors") == "By Mara Lind"
    assert result.select_one("time")


def test_a_standfirst_that_has_the_words_is_shown_as_it_is(story, read):
    result = read("/search/?q=batteries").select_one(".card__standfirst")
    assert result.decode_contents() == "On <mark>batteries</mark> alone."


def test_what_a_story_says_is_never_markup(publish, section, read):
    title = "Ferry <script>alert(1)</script>"
    publish(parent=section, title=title, standfirst="<b>ferry</b>")
    page = read("/search/?q=ferry")
    assert headlines(page) == [title]
    assert page.select_one(".card__standfirst").get_text() == "<b>ferry</b>"
    assert page.select("main script, main b") == []


def test_what_is_asked_for_is_never_markup(story, client):
    response = client.get("/search/", {"q": '"><script>alert(1)</script> ferry'})
    assert "<script>alert" not in response.text


def test_a_result_shows_the_small_picture_of_its_photo(publish, section, read):
    make_now(
        publish(
            parent=section,
            title="Ferry",
            lead_photo=PhotoFactory(file__width=900, file__height=600),
        )
    )
    picture = read("/search/?q=ferry").select_one(".result img")
    assert "fill-160x160" in picture["srcset"]
    assert picture["alt"] == ""


def test_a_story_that_was_paid_for_says_so(publish, section, read):
    publish(parent=section, title="Ferry", label="sponsored", sponsor="Harbour Board")
    page = read("/search/?q=ferry")
    assert text(page, ".result .kicker") == "Sponsored · Paid for by Harbour Board"
    assert page.select_one(".result .card--sponsored")


def test_it_says_how_many_stories_there_are(publish, story, read):
    assert text(read("/search/?q=harbour"), ".search-summary__number") == "1 story for “harbour”"
    publish(parent=story.get_parent(), title="Harbour")
    assert text(read("/search/?q=harbour"), ".search-summary__number") == "2 stories for “harbour”"


def test_nothing_that_is_hidden_is_found_or_counted(section, read):
    stories = hidden_stories(section, title="Ferry")
    index_stories([story.pk for story in stories])
    page = read("/search/?q=ferry")
    assert headlines(page) == []
    assert page.select(".facets, .search-summary") == []


def test_it_can_be_shared_and_is_kept_out_of_search_engines(story, read):
    page = read("/search/?q=harbour")
    assert page.title.get_text().startswith("“harbour” – Search – ")
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.select_one("input#search")["value"] == "harbour"


@pytest.mark.parametrize("address", ["/search/", "/search/?q=harbour", "/search/?q=qzxv"])
def test_searching_sets_no_cookie_and_asks_for_none(story, client, address):
    response = client.get(address)
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["X-Robots-Tag"] == "noindex"


def test_a_feed_follows_the_search_with_what_is_chosen(story, read):
    page = read("/search/?q=harbour&section=news&order=newest")
    links = [link["href"] for link in page.select("link[rel=alternate]")]
    assert links == [
        f"/search/feed/{kind}/?q=harbour&section=news" for kind in ("rss", "atom", "json")
    ]
    assert links[0] == page.select_one(".search-follow a")["href"]


def test_the_order_can_be_chosen(archive, read):
    page = read("/search/?q=ferry")
    orders = page.select("nav[aria-label=Order] a")
    assert [(a.text, a.get("aria-current")) for a in orders] == [
        ("Best match", "true"),
        ("Newest first", None),
    ]
    page = read(orders[1]["href"])
    assert headlines(page)[0] in {"Ferry number 0", "Ferry number 1"}
    assert page.select_one("nav[aria-label=Order] a[aria-current]").text == "Newest first"


def test_a_date_alone_is_in_the_order_of_time(story, read):
    page = read("/search/?q=today")
    assert page.select("nav[aria-label=Order]") == []


@pytest.mark.parametrize("chosen", ["", "&section=news", "&author=mara-lind&period=year"])
@pytest.mark.parametrize("kind", KINDS)
def test_the_number_at_a_choice_is_how_many_are_found_by_it(archive, read, kind, chosen):
    options = choices(read(f"/search/?q=ferry{chosen}"), kind)
    assert options
    for _label, number, link in options:
        if not link.get("aria-current"):
            page = read(link["href"])
            assert text(page, ".search-summary__number").split()[0] == str(number)
            assert len(headlines(page)) == number


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_chosen_is_marked_and_can_be_removed(archive, read, kind):
    before = read("/search/?q=ferry&order=newest")
    label, number, link = choices(before, kind)[0]
    page = read(link["href"])
    marked = [option for option in choices(page, kind) if option[2].get("aria-current")]
    assert [(name, count) for name, count, _link in marked] == [(label, number)]
    assert "remove" in marked[0][2].get_text()
    removed = {marked[0][2]["href"], *chips(page).values()}
    assert removed == {"/search/?q=ferry&order=newest"}
    assert [label in chip for chip in chips(page)] == [True]


def test_a_long_list_of_years_is_folded(publish, section, read):
    for year in range(2001, 2012):
        moment = timezone.now().replace(year=year, day=3)
        publish(parent=section, title=f"Ferry of {year}", published_at=moment)
    page = read("/search/?q=ferry")
    folded = page.select("nav [aria-labelledby=facet-period] details a")
    assert len(choices(page, "period")) == 11
    assert len(folded) == 3


def test_what_can_be_chosen_folds_without_a_script(archive, read):
    fold = read("/search/?q=ferry").select_one(".facets details")
    assert fold.select_one("summary").text == "Narrow down"
    assert "facets__kinds" in fold.find_next_sibling()["class"]


def test_a_single_story_needs_no_narrowing(story, read):
    assert read("/search/?q=harbour").select(".facets") == []


def test_nothing_is_left_by_what_is_chosen_but_something_is_without_it(story, read):
    page = read("/search/?q=harbour&section=news&period=1999")
    assert headlines(page) == []
    assert "fits what you chose" in text(page, ".search-summary__number")
    link = page.select_one(".search-layout__found a[href='/search/?q=harbour']")
    assert link.text == "1 story"
    assert headlines(read(link["href"])) == [story.title]
    assert set(chips(page)) == {"Remove Section: News", "Remove Period: 1999"}


@pytest.mark.parametrize(
    "garbage",
    [
        "section=nowhere&author=%00&topic=' OR 1&period=x&order=up&dates=maybe",
        "section=&author=&topic=&period=0&order=",
        "section=news&section=%F0%9F%98%80&period=99999",
    ],
)
def test_parameters_that_mean_nothing_choose_nothing(story, read, garbage):
    page = read(f"/search/?q=harbour&{garbage}")
    assert headlines(page) == [story.title]
    assert chips(page) == {}


@pytest.mark.parametrize("number", ["0", "x", "2", "-1", "99999999999"])
def test_there_is_no_page_behind_the_last_one(story, read, number):
    read(f"/search/?q=harbour&page={number}", status=404)


def test_the_pages_keep_everything_that_is_chosen(publish, section, read):
    for number in range(STORIES_PER_PAGE + 1):
        publish(parent=section, title=f"Ferry {number} today")
    page = read("/search/?q=ferry+today&dates=words&section=news&order=newest")
    link = page.select_one(".pagination a[rel=next]")["href"]
    assert parse_qs(urlsplit(link).query) == {
        "q": ["ferry today"],
        "dates": ["words"],
        "section": ["news"],
        "order": ["newest"],
        "page": ["2"],
    }
    second = read(link)
    assert len(headlines(page) + headlines(second)) == STORIES_PER_PAGE + 1
    assert len({*headlines(page), *headlines(second)}) == STORIES_PER_PAGE + 1
    assert second.select_one("ol.results")["start"] == str(STORIES_PER_PAGE + 1)
    assert ", page 2" in second.title.text
    back = second.select_one(".pagination a[rel=prev]")["href"]
    assert "page" not in parse_qs(urlsplit(back).query)
    assert headlines(read(back)) == headlines(page)


def test_behind_the_last_page_it_says_how_to_narrow_down(publish, section, read):
    story = publish(parent=section, title="Ferry")
    repeat(story, LIST_PAGES_LIMIT * STORIES_PER_PAGE)
    index_all_as(story)
    before = read(f"/search/?q=ferry&page={LIST_PAGES_LIMIT - 1}")
    assert "narrow" not in text(before, ".search-layout__found")
    last = read(f"/search/?q=ferry&page={LIST_PAGES_LIMIT}")
    assert "There are more stories than are listed." in text(last, ".search-layout__found")
    assert last.select(".pagination a[rel=next]") == []
    read(f"/search/?q=ferry&page={LIST_PAGES_LIMIT + 1}", status=404)


def test_a_date_in_the_words_is_shown_and_can_be_taken_for_words(
    publish, section, read, time_machine
):
    time_machine.move_to(timezone.now().replace(hour=12))  # an hour ago is not yesterday
    publish(parent=section, title="Ferry", published_at=timezone.now() - timedelta(days=1))
    other = publish(parent=section, title="Ferry leaves yesterday behind")
    page = read("/search/?q=ferry+yesterday")
    assert headlines(page) == ["Ferry"]
    label, words = chips(page).popitem()
    assert label == "Remove Published: yesterday search for the words instead"
    page = read(words)
    assert headlines(page) == [other.title]
    assert list(chips(page).values()) == ["/search/?q=ferry+yesterday"]


def test_it_says_that_only_the_first_words_count(story, read):
    words = "harbour " + "+".join(["ferry"] * 20)
    assert "Only the beginning was looked for." in read(f"/search/?q={words}").text
    assert "Only the first" not in read("/search/?q=harbour").text


def test_a_misspelt_word_is_corrected_in_plain_sight(story, read):
    page = read("/search/?q=fery&section=news")
    assert text(page, ".search-note") == "No story has “fery”. These have “ferry”."
    assert headlines(page) == [story.title]
    assert page.select_one("mark").text == "Ferry"
    assert chips(page) == {"Remove Section: News": "/search/?q=ferry"}
    assert page.select_one("input#search")["value"] == "fery"


def test_where_nothing_is_found_stories_with_some_of_the_words_are_shown(story, read):
    page = read("/search/?q=qzxv+harbour")
    assert text(page, "main h2") == "No story was found for “qzxv harbour”"
    near = page.select_one("[aria-labelledby=near-title]")
    assert near.select_one("h3 a mark").text == "harbour"
    assert text(page, "#search-tips-title") == "How to search"


@pytest.mark.parametrize("address", ["/search/", "/search/?q=qzxv"])
def test_popular_stories_and_tips_stand_where_there_is_nothing_else(story, read, address):
    read_by(story, 9)
    clear_rankings()
    page = read(address)
    assert text(page, ".popular__headline") == story.title
    assert page.select_one(".search-tips")


@pytest.mark.parametrize("typed", ["-harbour", "!!!", '""', "%F0%9F%98%80"])
def test_where_there_is_no_word_it_says_so(story, read, typed):
    page = read(f"/search/?q={typed}")
    assert "There is no word to look for" in text(page, ".search-note")
    assert page.select("link[type='application/atom+xml'], .results") == []


@pytest.mark.parametrize("address", ["/", "/news/", "/nowhere/"])
def test_there_is_a_field_on_every_page(section, read, address):
    page = read(address, status=404 if address == "/nowhere/" else 200)
    fields = page.select("header.masthead form[action='/search/'] input[name=q]")
    assert [field["id"] for field in fields] == ["masthead-search", "menu-search"]
    assert all(page.select_one(f"label[for={field['id']}]") for field in fields)
    assert page.select_one("script[type=module][src*='js/search']")


def test_the_page_of_searches_has_one_field(section, read):
    assert [field["id"] for field in read("/search/").select("input[name=q]")] == ["search"]


def test_who_searches_too_often_is_asked_to_wait(story, client, time_machine):
    time_machine.move_to("2026-11-23T10:00:10Z", tick=False)  # within one minute
    for _ in range(settings.SEARCHES_PER_MINUTE):
        assert client.get("/search/?q=harbour").status_code == 200
    response = client.get("/search/?q=harbour")
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    assert "One moment, please" in response.text
    assert 'value="harbour"' in response.text
    assert not response.cookies
    assert client.get("/search/").status_code == 200


def test_it_costs_the_same_at_two_stories_and_at_forty(publish, section, count):
    queries = ["q=ferry", "q=ferry&section=news&period=year", "q=qzxv+ferry"]

    def add(numbers):
        for number in numbers:
            publish(
                parent=section,
                title=f"Ferry {number}",
                lead_photo=PhotoFactory(file__width=60, file__height=40),
                authors=["Mara Lind", f"Author of {number}"],
                about=[TopicFactory()],
            )

    add(range(2))
    few = [count(f"/search/?{query}") for query in queries]
    add(range(2, 40))
    assert [count(f"/search/?{query}") for query in queries] == few
    assert max(few) <= 18
