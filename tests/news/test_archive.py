"""The archive: the recent index by year, month and day."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from news.archive import Archive, Period
from news.models import ArticlePage, RecentStoriesPage
from news.pagination import LIST_PAGES_LIMIT
from tests.factories import ArticleFactory, SectionFactory, hidden_stories
from tests.news.test_query_counts import MANY, repeat

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def story(section):
    """The first story of the newspaper, of March 2024."""
    return ArticleFactory(parent=section, title="The first", published_at=on(2024, 3, 5))


def on(year, month, day, hour=12, zone="UTC"):
    return datetime(year, month, day, hour, tzinfo=ZoneInfo(zone))


def headlines(page):
    return [title.text for title in page.select("main .card__title")]


def links(page, kind):
    return {a.text: a["href"] for a in page.select(f".archive__places--{kind} a")}


def hidden_then(section, at):
    """Make hidden stories of a time that is over, and so none of the future."""
    hidden_stories(section, title="Hidden then", published_at=at)
    ArticlePage.objects.get(title="Hidden then future").delete()


def deep(story, number):
    """Put so many stories of the same instant beside a story; return how many pages they fill."""
    repeat(story, number - 1)
    return -(-number // 20)


@pytest.mark.parametrize(
    ("path", "heading", "titles"),
    [
        ("2026/", "2026", ["Late", "Early", "October"]),
        ("2026/11/", "November 2026", ["Late", "Early"]),
        ("2026/11/02/", "2 November 2026", ["Early"]),
        ("2026/10/", "October 2026", ["October"]),
    ],
)
def test_a_period_has_its_stories_newest_first(story, read, path, heading, titles):
    section, address = story.get_parent(), f"/recent/{path}"
    ArticleFactory(parent=section, title="Early", published_at=on(2026, 11, 2))
    ArticleFactory(parent=section, title="Late", published_at=on(2026, 11, 20))
    ArticleFactory(parent=section, title="October", published_at=on(2026, 10, 31))
    page = read(address)
    assert page.h1.text == heading
    assert page.title.text.startswith(f"{heading} – ")
    assert headlines(page) == titles
    assert page.select_one("link[rel=canonical]")["href"].endswith(address)


def test_a_month_begins_and_ends_by_the_clock_of_the_newspaper(section, settings, read):
    settings.TIME_ZONE = zone = "Pacific/Auckland"
    ArticleFactory(parent=section, title="Eve", published_at=on(2026, 9, 30, 23, zone))
    ArticleFactory(parent=section, title="First", published_at=on(2026, 10, 1, 0, zone))
    ArticleFactory(parent=section, title="Last", published_at=on(2026, 10, 31, 23, zone))
    ArticleFactory(parent=section, title="After", published_at=on(2026, 11, 1, 0, zone))
    assert headlines(read("/recent/2026/10/")) == ["Last", "First"]
    assert headlines(read("/recent/2026/10/01/")) == ["First"]
    assert headlines(read("/recent/2026/09/")) == ["Eve"]


def test_the_day_that_has_begun_in_the_newspapers_town_is_there(section, settings, read, client):
    ArticleFactory(parent=section, published_at=on(2026, 11, 20))
    assert client.get("/recent/2026/11/24/").status_code == 404
    settings.TIME_ZONE = "Pacific/Auckland"
    assert client.get("/recent/2026/11/24/").status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("0000", "2023", "2027", "9999", "99999", "20.6", "2026x", "२०२६", "02026", "-2026"),
        *("2026/00", "2026/13", "2026/1", "2026/011", "2026/99999", "2026/xx", "2026/12"),
        *("2024/02", "2026/02/30", "2026/11/00", "2026/11/31", "2026/11/24", "2024/03/04"),
        *("2026/11/1", "2026/11/01/01", "2026/11/23/x", "archive", "9" * 2000, "11/2026"),
    ],
)
def test_a_time_outside_of_the_archive_is_not_found(story, client, path):
    assert client.get(f"/recent/{path}/").status_code == 404


@pytest.mark.parametrize("path", ["", "2026/", "2026/11/", "2026/11/23/"])
@pytest.mark.parametrize("query", ["page=0", "page=x", "page=²", "page=２", "page=" + "9" * 5000])
def test_garbage_for_a_page_is_not_found(story, client, path, query):
    assert client.get(f"/recent/{path}?{query}").status_code == 404


@pytest.mark.parametrize("slug", ["", "nowhere", "to-come", "members", "%00", "%FF", "a" * 3000])
@pytest.mark.parametrize("path", ["", "2026/11/"])
def test_a_section_that_readers_may_not_see_is_not_found(story, client, path, slug):
    SectionFactory(slug="to-come", live=False)
    SectionFactory(slug="members", restrict=True)
    assert client.get(f"/recent/{path}?section={slug}").status_code == 404


@pytest.mark.parametrize("path", ["2024/03/", "2026/", "2026/11/", "2026/11/23/"])
def test_hidden_stories_are_in_no_part_of_the_archive(section, story, read, path):
    hidden_stories(section)
    hidden_then(section, on(2024, 3, 7))
    assert "Hidden" not in read(f"/recent/{path}").text
    assert "Hidden" not in read(f"/recent/{path}?section=news").text


def test_a_story_leaves_the_archive_when_it_is_unpublished(section, story, read):
    gone = ArticleFactory(parent=section, title="Gone", published_at=on(2026, 11, 20))
    assert headlines(read("/recent/2026/11/")) == ["Gone"]
    gone.unpublish()
    assert headlines(read("/recent/2026/11/")) == []


def test_a_hidden_story_does_not_begin_the_archive(section, story, client):
    hidden_then(section, on(2020, 1, 1))
    assert client.get("/recent/2020/01/").status_code == 404


def test_a_story_that_is_repeated_is_in_the_archive_once(section, story, read):
    culture = SectionFactory(slug="culture")
    original = ArticleFactory(parent=section, title="Ferry", published_at=on(2026, 11, 20))
    original.create_alias(parent=culture)
    assert headlines(read("/recent/2026/11/")) == headlines(read("/recent/"))[:1] == ["Ferry"]
    assert len(headlines(read("/recent/"))) == 2
    assert headlines(read("/recent/2026/11/?section=culture")) == headlines(read("/culture/"))


def test_a_month_without_stories_says_so(story, read):
    page = read("/recent/2025/07/")
    assert "No stories were published" in page.select_one("main").text
    assert headlines(page) == []


def test_an_empty_newspaper_has_an_archive_that_says_so(db, read, client):
    assert "No stories were published" in read("/recent/2026/11/").select_one("main").text
    assert client.get("/recent/2026/10/").status_code == 404


def test_a_section_is_kept_by_every_link(section, story, read):
    ArticleFactory(parent=SectionFactory(slug="culture"), published_at=on(2026, 11, 20))
    page = read("/recent/2026/11/?section=news")
    assert page.h1.text == "News: November 2026"
    assert headlines(page) == []
    canonical = page.select_one("link[rel=canonical]")["href"]
    assert canonical.endswith("/recent/2026/11/?section=news")
    archive = [a["href"] for a in page.select(".archive a, .archive-steps a, .list-header__kind a")]
    assert archive
    assert {address.partition("?")[2] for address in archive} == {"section=news", ""}
    assert [address for address in archive if "?" not in address] == ["#archive"]
    choices = {a.text: a["href"] for a in page.select("main .choices a")}
    assert choices["All sections"] == "/recent/2026/11/"
    assert page.select_one("main .choices [aria-current]").text == "News"


def test_the_navigator_reaches_from_the_first_story_to_now(story, read):
    page = read("/recent/2024/")
    assert list(links(page, "years")) == ["2026", "2025", "2024"]
    assert next(iter(links(page, "months"))) == "Mar"
    assert links(page, "months")["Dec"] == "/recent/2024/12/"
    assert len(links(page, "months")) == 10
    assert len(links(read("/recent/"), "months")) == 11
    assert list(links(read("/recent/2026/11/"), "days"))[-1] == "23"


def test_the_navigator_marks_what_is_shown(story, read):
    marked = read("/recent/2026/11/23/").select(".archive [aria-current]")
    assert [(a.text, a["aria-current"]) for a in marked] == [
        ("Nov", "true"),
        ("23", "page"),
        ("2026", "true"),
    ]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        ("2026/01/", ["December 2025", "February 2026"]),
        ("2026/11/", ["October 2026"]),
        ("2024/03/", ["April 2024"]),
        ("2025/", ["2024", "2026"]),
        ("2024/03/31/", ["30 March 2024", "1 April 2024"]),
    ],
)
def test_steps_lead_to_the_period_before_and_after(story, read, path, names):
    steps = read(f"/recent/{path}").select(".archive-steps__link")
    assert [a.text for a in steps] == names


def test_every_link_of_the_archive_leads_somewhere(story, read, client):
    page = read("/recent/2024/03/")
    for link in page.select("main a"):
        assert client.get(link["href"].partition("#")[0] or "/").status_code == 200, link


@pytest.mark.parametrize(
    ("address", "leads_on"),
    [
        ("/recent/", "/recent/2026/11/"),
        ("/news/", "/recent/2026/11/?section=news"),
        ("/recent/?section=news", "/recent/2026/11/?section=news"),
        ("/recent/2026/", "/recent/2026/11/"),
        ("/recent/2026/11/", "/recent/2026/11/20/"),
        ("/recent/2026/11/?section=news", "/recent/2026/11/20/?section=news"),
    ],
)
def test_behind_the_deepest_page_the_archive_goes_on(section, read, client, address, leads_on):
    deep(ArticleFactory(parent=section, published_at=on(2026, 11, 20)), LIST_PAGES_LIMIT * 20 + 1)
    sign = "&" if "?" in address else "?"
    page = read(f"{address}{sign}page={LIST_PAGES_LIMIT}")
    assert len(page.select("main .card__title")) == 20
    assert page.select_one(".pagination__place").text == f"Page {LIST_PAGES_LIMIT}"
    assert page.select_one("a[rel=next]")["href"] == leads_on
    assert client.get(leads_on).status_code == 200
    assert client.get(f"{address}{sign}page={LIST_PAGES_LIMIT + 1}").status_code == 404


def test_a_list_that_ends_with_the_deepest_page_leads_nowhere(section, read):
    deep(ArticleFactory(parent=section, published_at=on(2026, 11, 20)), LIST_PAGES_LIMIT * 20)
    page = read(f"/recent/?page={LIST_PAGES_LIMIT}")
    assert (
        page.select_one(".pagination__place").text
        == f"Page {LIST_PAGES_LIMIT} of {LIST_PAGES_LIMIT}"
    )
    assert page.select_one("a[rel=next]") is None


def test_a_day_is_paged_to_its_end(section, read):
    pages = deep(
        ArticleFactory(parent=section, published_at=on(2026, 11, 20)), LIST_PAGES_LIMIT * 20 + 1
    )
    page = read(f"/recent/2026/11/20/?page={pages}")
    assert len(headlines(page)) == 1
    assert page.select_one(".pagination__place").text == f"Page {pages} of {pages}"


def test_the_pages_of_a_section_in_the_archive_keep_the_section(section, read):
    deep(ArticleFactory(parent=section, published_at=on(2026, 11, 20)), 50)
    page = read("/recent/2026/11/?section=news&page=2")
    assert page.select_one("a[rel=prev]")["href"] == "/recent/2026/11/?section=news"
    assert page.select_one("a[rel=next]")["href"] == "?section=news&page=3"
    canonical = page.select_one("link[rel=canonical]")["href"]
    assert canonical.endswith("/recent/2026/11/?section=news&page=2")
    assert page.title.text.startswith("News: November 2026, page 2 – ")


def test_the_archive_costs_the_same_at_any_size_and_depth(section, count):
    story = ArticleFactory(parent=section, published_at=on(2026, 11, 20), authors=["Mara Lind"])
    paths = [f"/recent/{path}" for path in ("", "2026/", "2026/11/", "2026/11/20/")]
    few = {path: (count(path), count(f"{path}?section=news")) for path in paths}
    repeat(story, MANY)
    for path, (of_all, of_section) in few.items():
        assert count(path) == count(f"{path}?page={LIST_PAGES_LIMIT}") == of_all <= 17, path
        assert count(f"{path}?section=news") == of_section <= 18, path


def test_an_archive_outside_of_its_time_is_gone(client, story):
    RecentStoriesPage.objects.update(expire_at=NOW - timedelta(minutes=1))
    assert client.get("/recent/2026/11/").status_code == 410


def test_a_period_knows_its_parts():
    assert [p.name for p in Period(2026).parts][:2] == ["January 2026", "February 2026"]
    assert len(Period(2024, 2).parts) == 29
    assert Period(2026, 11, 23).parts == []
    assert Period(2026, 1).previous == Period(2025, 12)
    assert Period(2026, 12, 31).next == Period(2027, 1, 1)
    assert Archive(Period(2024).first, Period(2026).first).has(Period(2025, 6))
