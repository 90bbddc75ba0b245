"""Known crawlers have a budget for what is rendered; readers and cached pages do not count."""

from datetime import UTC, datetime, timedelta
from math import inf

import pytest
import time_machine
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from readership.crawlers import Crawler, crawler_named
from seo import crawler_counts
from seo.crawler_counts import CrawlerCounts, counts
from seo.models import CrawlerRequests
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

GOOGLE = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
GPT = "Mozilla/5.0 AppleWebKit/537.36 (compatible; GPTBot/1.2; +https://openai.com/gptbot)"
ARCHIVE = "Mozilla/5.0 (compatible; archive.org_bot +http://archive.org/details/archive.org_bot)"
TOOLS = ["curl/8.5.0", "python-requests/2.32.3", "Mozilla/5.0 HeadlessChrome/140.0.0.0"]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
FACETED = "/search/?q=harbour&section=news"


@pytest.fixture(autouse=True)
def budgets(settings, monkeypatch):
    settings.CRAWLER_PAGES_SEARCH, settings.CRAWLER_PAGES_AI = 5, 2
    settings.CRAWLER_PAGES_OTHER = 3
    settings.CRAWLER_SEARCHES = 1
    counts.waiting.clear()
    monkeypatch.setattr(counts, "due", inf)  # written when the tests say so
    # Not at the turn of a minute, when budgets begin anew.
    with time_machine.travel(datetime(2026, 11, 30, 12, 0, 5, tzinfo=UTC), tick=False):
        yield
    counts.waiting.clear()


@pytest.mark.parametrize(
    ("user_agent", "found"),
    [
        (GOOGLE, ("Googlebot", "search")),
        (GPT, ("GPTBot", "ai")),
        ("PerplexityBot/1.0", ("PerplexityBot", "ai")),
        ("ClaudeBot/1.0", ("ClaudeBot", "ai")),
        (ARCHIVE, ("archive.org_bot", "other")),
        (FIREFOX, None),
        ("", None),
        *((tool, None) for tool in TOOLS),
    ],
)
def test_crawlers_are_known_by_name_and_kind(user_agent, found):
    assert crawler_named(user_agent) == (found and Crawler(*found))


@pytest.fixture
def ask(client, section):
    def ask(user_agent, address="/missing/", **headers):
        return client.get(address, headers={"User-Agent": user_agent}, **headers)

    return ask


def let_in(ask, times, *args, **headers):
    return [ask(*args, **headers).status_code != 429 for _ in range(times)].count(True)


@pytest.mark.parametrize(
    ("user_agent", "number"), [(GOOGLE, 5), (GPT, 2), (ARCHIVE, 3), (FIREFOX, 8)]
)
def test_each_kind_has_its_budget_and_readers_have_none(ask, user_agent, number):
    assert let_in(ask, 8, user_agent) == number


def test_above_it_a_crawler_hears_when_to_come_again(ask):
    let_in(ask, 2, GPT)
    response = ask(GPT)
    assert response.status_code == 429
    assert 0 < int(response["Retry-After"]) <= 60
    assert response["Cache-Control"] == "no-store"


def test_one_crawler_uses_up_no_budget_of_another(ask):
    let_in(ask, 3, GPT)
    assert ask("ClaudeBot/1.0").status_code == 404


def test_who_pretends_to_be_a_crawler_uses_up_no_budget_of_it(ask):
    assert let_in(ask, 8, GOOGLE, REMOTE_ADDR="192.0.2.66") == 5
    assert ask(GOOGLE, REMOTE_ADDR="66.249.66.1").status_code == 404
    let_in(ask, 8, ARCHIVE, REMOTE_ADDR="192.0.2.66")
    assert ask(ARCHIVE, REMOTE_ADDR="198.51.100.1").status_code == 404


def test_crawlers_of_ai_companies_have_one_budget_in_all_networks(ask):
    let_in(ask, 3, GPT, REMOTE_ADDR="192.0.2.66")
    assert ask(GPT, REMOTE_ADDR="198.51.100.1").status_code == 429


def test_searches_have_a_budget_within_it(ask):
    assert let_in(ask, 3, GOOGLE, "/search/?q=harbour") == 1
    assert ask(GOOGLE).status_code == 404


@pytest.mark.parametrize("address", ["/robots.txt", "/sitemap.xml", "/news-sitemap.xml"])
def test_what_tells_crawlers_what_to_do_is_free(ask, address):
    assert let_in(ask, 4, GPT, address) == 4
    assert not counts.waiting


def test_a_cached_page_is_free(visitor, section):
    visitor.get("/news/")
    for _ in range(5):
        assert visitor.get("/news/", user_agent=GPT).status == 200
    assert not counts.waiting


def test_a_crawler_that_is_refused_keeps_no_reader_from_the_page(visitor, section):
    for number in range(3):
        refused = visitor.get(f"/news/?page={number + 2}", user_agent=GPT)
    assert refused.status == 429
    assert visitor.get("/news/", user_agent=GPT).status == 429
    assert visitor.get("/news/").status == 200
    assert visitor.is_kept("/news/")
    assert visitor.get("/news/", user_agent=GPT).status == 200


def test_a_narrowed_search_leads_crawlers_no_further(client, publish):
    publish("Harbour wall")
    publish("Harbour town")
    for_readers = client.get(FACETED, headers={"User-Agent": FIREFOX})
    for_crawlers = client.get(FACETED, headers={"User-Agent": GOOGLE})
    assert for_readers["X-Robots-Tag"] == for_crawlers["X-Robots-Tag"] == "noindex, nofollow"
    assert "facets__choice" in for_readers.text
    assert "facets__choice" not in for_crawlers.text
    assert "</mark> wall" in for_crawlers.text


def test_a_plain_search_may_be_followed(client):
    assert client.get("/search/?q=harbour")["X-Robots-Tag"] == "noindex"


def test_requests_are_counted_by_day_and_crawler(ask):
    let_in(ask, 3, GPT)
    let_in(ask, 1, ARCHIVE)
    let_in(ask, 1, FIREFOX)
    assert not CrawlerRequests.objects.exists()
    counts.flush()
    let_in(ask, 1, GPT)
    counts.flush()
    rows = CrawlerRequests.objects.order_by("name")
    today = timezone.now().date()
    assert list(rows.values_list("day", "name", "kind", "requests", "refused")) == [
        (today, "GPTBot", "ai", 4, 2),
        (today, "archive.org_bot", "other", 1, 0),
    ]


def test_counts_wait_while_the_database_is_away():
    written = []

    def write(found):
        if not written:
            written.append(None)
            raise DatabaseError
        written.append(dict(found))

    waiting = CrawlerCounts(write, interval=0)
    for _ in range(2):
        waiting.add(Crawler("GPTBot", "ai"), is_refused=False)
    assert list(written[1].values()) == [2]


def test_counts_of_a_year_ago_are_deleted():
    today = timezone.now().date()
    for days in (0, 364, 366):
        CrawlerRequests.objects.create(day=today - timedelta(days), name="GPTBot", kind="ai")
    crawler_counts.delete_old()
    assert CrawlerRequests.objects.count() == 2


def row(name, requests, days=0, **fields):
    day = timezone.now().date() - timedelta(days)
    CrawlerRequests.objects.create(day=day, name=name, requests=requests, **fields)


REPORT = "/admin/reports/crawlers/"


def test_the_report_shows_who_asked_for_how_much(client, editor):
    row("Googlebot", 30, kind="search")
    row("GPTBot", 400, kind="ai", refused=50)
    row("CCBot", 7, days=60, kind="ai")
    client.force_login(editor)
    page = client.get(REPORT)
    names = [one.name for one in page.context["object_list"]]
    assert names == ["GPTBot", "Googlebot"]
    assert client.get(f"{REPORT}?kind=search").context["object_list"].get().name == "Googlebot"
    export = client.get(f"{REPORT}?export=csv&first=2000-01-01")
    text = b"".join(export).decode()
    assert "GPTBot,AI,400,50" in text
    assert "CCBot,AI,7,0" in text


def test_the_report_asks_the_same_for_three_and_thirty(client, editor):
    client.force_login(editor)
    found = []
    for number in (3, 27):
        for _ in range(number):
            row(f"Bot {CrawlerRequests.objects.count()}", 1, kind="ai")
        with CaptureQueriesContext(connection) as captured:
            client.get(REPORT)
        found.append(len(captured))
    assert found[0] == found[1]


def test_the_report_is_for_who_sees_numbers_of_readers(client):
    client.force_login(UserFactory(group="Comment moderators"))
    assert client.get(REPORT).status_code == 302
