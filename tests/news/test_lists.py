"""Lists of stories, a page at a time."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from news.models import SectionPlacement
from tests.factories import ArticleFactory, PhotoFactory, SectionFactory, hidden_stories

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LISTS = ["/news/", "/recent/"]


def add_stories(section, number):
    """Add stories an hour apart; the last added is the oldest."""
    for n in range(number):
        at = NOON - timedelta(hours=n)
        ArticleFactory(parent=section, title=f"Story number {n}", published_at=at)


def headlines(page):
    return [title.text for title in page.select("main .card__title")]


@pytest.mark.parametrize("address", LISTS)
def test_the_first_page_holds_the_twenty_newest_stories(section, read, address):
    add_stories(section, 45)
    page = read(address)
    assert headlines(page) == [f"Story number {n}" for n in range(20)]
    assert page.select_one(".pagination__place").text == "Page 1 of 3"
    assert page.select_one("a[rel=next]")["href"] == "?page=2"
    assert page.select_one("a[rel=prev]") is None


@pytest.mark.parametrize("address", LISTS)
def test_the_pages_in_the_middle_and_at_the_end_follow_on(section, read, address):
    add_stories(section, 45)
    middle, last = read(f"{address}?page=2"), read(f"{address}?page=3")
    assert headlines(middle) == [f"Story number {n}" for n in range(20, 40)]
    assert middle.select_one("a[rel=prev]")["href"] == address
    assert headlines(last) == [f"Story number {n}" for n in range(40, 45)]
    assert last.select_one("a[rel=prev]")["href"] == "?page=2"
    assert last.select_one("a[rel=next]") is None


@pytest.mark.parametrize("address", LISTS)
def test_a_page_says_its_number_in_its_title(section, read, address):
    add_stories(section, 21)
    assert "page" not in read(address).title.text.lower()
    assert ", page 2 – " in read(f"{address}?page=2").title.text


@pytest.mark.parametrize("address", LISTS)
def test_a_list_of_one_page_has_no_links_to_others(section, read, address):
    add_stories(section, 20)
    page = read(address)
    assert len(headlines(page)) == 20
    assert page.select_one(".pagination") is None


@pytest.mark.parametrize("address", LISTS)
def test_an_empty_list_says_so(section, read, address):
    hidden_stories(section)
    page = read(address)
    assert "There are no stories" in page.select_one("main").text
    assert headlines(page) == []


@pytest.mark.parametrize("address", LISTS)
def test_a_page_that_is_not_there_is_not_found(section, client, address):
    add_stories(section, 21)
    numbers = ["0", "-1", "3", "99999", "9" * 5000, "abc", "", "1.5", "1e3", "%00", "%FF", "²"]
    found = {n: client.get(f"{address}?page={n}").status_code for n in [*numbers, "last", "2'"]}
    assert found == dict.fromkeys(found, 404)


@pytest.mark.parametrize("address", LISTS)
def test_hidden_stories_take_no_place_on_a_page(section, read, address):
    add_stories(section, 21)
    hidden_stories(section)
    pages = [read(address), read(f"{address}?page=2")]
    assert [len(headlines(page)) for page in pages] == [20, 1]
    assert "Hidden" not in str(pages)


def test_stories_of_one_instant_are_each_shown_once(section, read):
    for n in range(30):
        ArticleFactory(parent=section, title=f"Story number {n}", published_at=NOON)
    shown = headlines(read("/news/")) + headlines(read("/news/?page=2"))
    assert sorted(shown) == sorted(f"Story number {n}" for n in range(30))


def test_a_section_holds_its_own_stories_and_the_recent_index_all(section, read):
    ArticleFactory(parent=section, title="News of the harbour")
    ArticleFactory(parent=SectionFactory(slug="culture"), title="A new organ")
    assert headlines(read("/news/")) == ["News of the harbour"]
    assert headlines(read("/culture/")) == ["A new organ"]
    assert set(headlines(read("/recent/"))) == {"News of the harbour", "A new organ"}


def test_a_card_shows_what_the_story_is(section, read):
    ArticleFactory(
        parent=section,
        title="Ferry sails",
        standfirst="Without an engine.",
        label="analysis",
        published_at=NOON,
        authors=["Mara Lind", "Jonas Berg"],
    )
    card = read("/news/").select_one(".card")
    assert card.h2.a["href"] == "/news/ferry-sails/"
    assert card.select_one(".kicker").text == "Analysis"
    assert card.select_one(".card__standfirst").text == "Without an engine."
    assert card.select_one(".card__authors").text == "By Mara Lind, Jonas Berg"
    assert card.time["datetime"] == "2026-03-01T12:00:00+0000"


@pytest.mark.parametrize("address", ["/", "/news/", "/recent/"])
def test_a_card_names_who_made_its_picture(section, read, address):
    agency = PhotoFactory(file__width=60, file__height=40, credit="Agency")
    ArticleFactory(parent=section, lead_photo=agency, lead_credit="Jo Reed / Agency")
    other = ArticleFactory(parent=section, lead_photo=agency)
    ArticleFactory(parent=section)
    names = sorted(credit.text for credit in read(address).select("main .credit"))
    assert names == ["Photo: Agency", "Photo: Jo Reed / Agency"]
    # A small picture has no room for it.
    beside = read(other.url).select_one(".recent")
    assert beside.img
    assert beside.select(".credit") == []


def test_the_navigation_names_published_sections_and_marks_where_one_is(section, read):
    SectionFactory(title="Culture")
    SectionFactory(title="Subscribers", restrict=True)
    SectionFactory(title="To come", live=False)
    links = read("/news/").select(".sections__link")
    assert [link.text for link in links] == ["News", "Culture"]
    assert links[0]["aria-current"] == "page"
    story = ArticleFactory(parent=section)
    [current] = read(story.url).select(".sections__link[aria-current]")
    assert (current.text, current["aria-current"]) == ("News", "true")


def test_an_unpublished_section_and_its_page_are_not_found(client):
    hidden = SectionFactory(title="To come", live=False)
    assert client.get(hidden.url).status_code == 404


def test_an_expired_section_is_gone(client):
    expired = SectionFactory(expire_at=NOON - timedelta(days=900))
    assert client.get(expired.url).status_code == 410
    assert expired.title not in client.get("/").text


def test_under_the_heading_of_its_section_a_card_has_its_label_alone(section, read):
    now = timezone.now()
    for n, label in enumerate(["", "analysis", "", "", "sponsored", ""]):
        at = now - timedelta(hours=n)
        ArticleFactory(parent=section, title=f"{n}", label=label, published_at=at)
    for address in ("/news/", "/recent/?section=news"):
        cards = read(address).select("main .card")
        kickers = {card.h2.text: [k.text for k in card.select(".kicker")] for card in cards}
        assert kickers == {
            **{title: [] for title in ("0", "2", "3", "5")},
            "1": ["Analysis"],
            "4": ["Sponsored"],
        }, address
    assert {k.text for k in read("/recent/").select("main .kicker")} == {
        "News",
        "Analysis",
        "Sponsored",
    }


def test_a_story_of_another_section_says_so_in_a_sections_list(section, read):
    other = ArticleFactory(parent=SectionFactory(title="Culture"), title="Organ")
    SectionPlacement.objects.create(page=section, story=other, slot="lead")
    assert read("/news/").select_one(".card .kicker").text == "Culture"
