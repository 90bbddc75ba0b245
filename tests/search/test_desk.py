"""The report of searches, what was not found, and the way to promote: for whom it is."""

import csv
import io

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.core.cache import caches
from django.urls import reverse
from openpyxl import load_workbook
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import Site

from readership.reader_counts import today
from search import query_log
from tests.factories import ArticleFactory, UserFactory
from tests.queries import capture_queries
from tests.search.logging_queries import DAY, HOSTILE_QUERIES, log_searches, promote

pytestmark = pytest.mark.django_db

HOME = "/admin/"
REPORT = "/admin/reports/searches/"
ADD = "/admin/searchpicks/add/"
EVERY = [REPORT, f"{REPORT}results/", f"{REPORT}?export=csv", f"{REPORT}?export=xlsx"]


def page_of(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "lxml")


def rows_of(page, table="table.searches-report"):
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in page.select(f"{table} tbody tr")
    ]


def listed(client, **query):
    """Return words, searches and what was found, of each line of the report."""
    return [tuple(row[:3]) for row in rows_of(page_of(client.get(REPORT, query)))]


def words_of(client, **query):
    return [row[0] for row in listed(client, **query)]


def panel_of(client):
    return page_of(client.get(HOME)).select_one(".searches-panel")


def may(*codenames):
    """Return a user with these permissions for promotions only."""
    user = UserFactory()
    for app, codename in [
        ("wagtailadmin", "access_admin"),
        *(("wagtailsearchpromotions", f"{codename}_searchpromotion") for codename in codenames),
    ]:
        user.user_permissions.add(
            Permission.objects.get(content_type__app_label=app, codename=codename)
        )
    return user


def test_what_is_searched_for_most_comes_first(desk):
    log_searches("Ferry", times=2, found=1200)
    log_searches("strike", times=3, found=0)
    assert listed(desk) == [("strike", "3", "0"), ("ferry", "2", "1,200")]


def test_the_report_is_sorted_by_each_column_both_ways(desk, section):
    log_searches("ferry", times=2, found=1, ago=DAY)
    log_searches("strike", times=1, found=5)
    promote("ferry", section)
    for ordering, first in [
        ("query_string", "ferry"),
        ("-query_string", "strike"),
        ("searches", "strike"),
        ("-searches", "ferry"),
        ("found", "ferry"),
        ("-found", "strike"),
        ("asked_at", "ferry"),
        ("-asked_at", "strike"),
        ("is_promoted", "strike"),
        ("-is_promoted", "ferry"),
        ("nonsense", "ferry"),
        ("-pk; DROP TABLE", "ferry"),
        ("daily_hits__query", "ferry"),
    ]:
        assert words_of(desk, ordering=ordering)[0] == first, ordering


def test_the_last_seven_days_are_shown_unless_others_are_asked_for(desk):
    log_searches("ferry", times=4, ago=7 * DAY)
    log_searches("ferry", times=2, ago=6 * DAY)
    assert listed(desk) == [("ferry", "2", "0")]
    assert listed(desk, first=str(today() - 7 * DAY)) == [("ferry", "6", "0")]
    assert listed(desk, last=str(today() - 7 * DAY)) == [("ferry", "4", "0")]
    assert listed(desk, first=str(today())) == []


def test_the_report_is_narrowed_by_what_was_found_and_what_is_promoted(desk, section):
    log_searches("ferry", times=3, found=2)
    log_searches("strike", times=2, found=0)
    log_searches("tides", times=1, found=0)
    promote("tides", section)
    assert words_of(desk, found="nothing") == ["strike", "tides"]
    assert words_of(desk, found="stories") == ["ferry"]
    assert words_of(desk, promoted="yes") == ["tides"]
    assert words_of(desk, promoted="no", found="nothing") == ["strike"]


@pytest.mark.parametrize("typed", ["été", " ÉTÉ ", "l'été  à"])
def test_words_are_looked_for_as_they_are_kept(desk, typed):
    log_searches("L'Été à la plage")
    log_searches("100 %")
    assert words_of(desk, q=typed) == ["l'été à la plage"]
    assert words_of(desk, q="%") == ["100 %"]
    assert words_of(desk, q="_") == []


@pytest.mark.parametrize(
    "query",
    [
        {"first": "yesterday"},
        {"first": "2026-13-40"},
        {"last": "0000-00-00"},
        {"first": "0001-01-01"},
        {"first": "2026-11-02", "last": "2026-11-01"},
        {"found": "everything"},
        {"promoted": "x" * 1000},
        {"first": "\x00", "found": "\x00", "promoted": "\x00"},
    ],
)
@pytest.mark.parametrize("export", [None, "csv", "xlsx"])
def test_a_filter_that_makes_no_sense_lists_nothing_and_says_so(desk, query, export):
    log_searches("ferry")
    if export:
        response = desk.get(REPORT, {**query, "export": export})
        assert b"ferry" not in b"".join(response)
        assert response["Content-Disposition"].endswith(f'filename="searches.{export}"')
    else:
        assert listed(desk, **query) == []
        assert "The filters make no sense: " in desk.get(REPORT, query).text


@pytest.mark.parametrize(
    "query",
    [
        *({"p": p} for p in ("x", "-1", "9" * 30, "\x00")),
        {"ordering": "\x00"},
        {"export": "pdf"},
        {"last": "9999-12-31"},
        {"_w_filter_fragment": "x"},
        {"q": "\x00"},
    ],
)
def test_other_garbage_shows_the_first_page(desk, query):
    log_searches("ferry")
    assert listed(desk, **query) == [("ferry", "1", "0")]
    assert desk.get(f"{REPORT}results/", query).status_code == 200


def test_whatever_readers_typed_is_shown_as_it_is(desk):
    for words in HOSTILE_QUERIES:
        query_log.log_query(words, 0)
    assert "<script>alert(1)</script>" in words_of(desk)
    assert panel_of(desk)
    for export in ("csv", "xlsx"):
        assert b"".join(desk.get(REPORT, {"export": export}))


def test_the_report_is_paged(desk):
    for number in range(55):
        log_searches(f"words {number:02}")
    assert len(listed(desk)) == 50
    assert words_of(desk, p=2) == [f"words {number}" for number in range(50, 55)]


def test_who_promotes_gets_there_with_the_words_filled_in(desk):
    log_searches('"50 % off" & <more>', found=0)
    for page in (page_of(desk.get(REPORT)), panel_of(desk)):
        link = page.find("a", string="Promote a result")
        form = page_of(desk.get(link["href"]))
        assert form.find("input", {"name": "query_string"})["value"] == '"50 % off" & <more>'


def test_who_has_promoted_gets_to_what_is_promoted(desk, section):
    query = log_searches("ferry", found=0)
    promote("ferry", section)
    for page in (page_of(desk.get(REPORT)), panel_of(desk)):
        assert not page.find("a", string="Promote a result")
        link = page.find("a", string="Promoted")
        assert link["href"] == reverse("wagtailsearchpromotions:edit", args=[query.pk])
    assert desk.get(link["href"]).status_code == 200


def send(client, address, words, page):
    """Send the form in which a page is promoted."""
    picks = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    data = {f"editors_picks-{name}": value for name, value in picks.items()}
    pick = {"page": page.pk, "ORDER": 1, "description": "", "external_link_url": ""}
    data |= {f"editors_picks-0-{name}": value for name, value in pick.items()}
    return client.post(address, {"query_string": words, **data})


@pytest.mark.parametrize("words", ["  Ferry\tStrike ", "ferry\u00a0strike", "FERRY  STRIKE\u202e"])
def test_a_result_is_promoted_for_words_as_readers_words_are_kept(desk, section, words):
    assert send(desk, ADD, words, section).status_code == 302
    assert SearchPromotion.objects.get().query.query_string == "ferry strike"


@pytest.mark.parametrize("words", [words for words in HOSTILE_QUERIES if words != "\ud800"])
def test_whatever_an_editor_types_promotes_or_is_refused(desk, section, words):
    response = send(desk, ADD, words, section)
    promoted = SearchPromotion.objects.filter(page=section)
    assert response.status_code == 302 if promoted else response.status_code == 200
    assert promoted.count() == (1 if query_log.normalise(words) and "\x00" not in words else 0)


def test_the_words_of_what_is_promoted_can_be_changed(desk, section):
    query = log_searches("ferry")
    promote("ferry", section)
    address = reverse("wagtailsearchpromotions:edit", args=[query.pk])
    pick = SearchPromotion.objects.get()
    picks = {"TOTAL_FORMS": 1, "INITIAL_FORMS": 1, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": 1000}
    data = {f"editors_picks-{name}": value for name, value in picks.items()}
    data |= {"editors_picks-0-id": pick.pk, "editors_picks-0-page": section.pk}
    data |= {"editors_picks-0-ORDER": 1, "query_string": "Ferry \t boat"}
    assert desk.post(address, data).status_code == 302
    pick.refresh_from_db()
    assert pick.query.query_string == "ferry boat"


def queries_of(client, address, **query):
    """Count the queries of an address that has been looked at before."""
    b"".join(client.get(address, query))
    for cache in caches.all():
        cache.clear()
    Site.get_site_root_paths()
    with capture_queries() as captured:
        response = client.get(address, query)
        assert response.status_code == 200
        b"".join(response)
    return len(captured)


@pytest.mark.parametrize(
    ("address", "query", "most"),
    [
        (REPORT, {}, 14),
        (REPORT, {"export": "csv"}, 10),
        (REPORT, {"export": "xlsx"}, 10),
        (HOME, {}, 41),
    ],
)
def test_as_many_queries_for_many_searches_as_for_few(desk, section, address, query, most):
    def search(numbers):
        for number in numbers:
            log_searches(f"words {number}")
            promote(f"words {number}", section)

    search(range(3))
    few = queries_of(desk, address, **query)
    search(range(3, 60))
    assert queries_of(desk, address, **query) == few <= most


def exported(client, **query):
    """Return the rows of the report as CSV and as XLSX."""
    text = b"".join(client.get(REPORT, {**query, "export": "csv"})).decode()
    sheet = load_workbook(
        io.BytesIO(b"".join(client.get(REPORT, {**query, "export": "xlsx"})))
    ).active
    return list(csv.reader(io.StringIO(text))), [[c.value for c in row] for row in sheet.rows]


def test_everything_is_exported_as_the_report_has_it(desk, section):
    for number in range(60):
        log_searches(f"words {number:02}", found=number)
    promote("words 59", section)
    as_csv, as_xlsx = exported(desk, ordering="-found")
    heading = ["Words", "Searches", "Stories found last time", "Last searched for (UTC)"]
    assert as_csv[0] == as_xlsx[0] == [*heading, "Promoted"]
    assert len(as_csv) == len(as_xlsx) == 61
    assert as_csv[1][:3] == ["words 59", "1", "59"]
    assert as_xlsx[1][:3] == ["words 59", 1, 59]
    assert as_csv[1][4] == as_xlsx[1][4] == "yes"
    assert [row[0] for row in exported(desk, q="words 07")[0][1:]] == ["words 07"]


def test_an_export_is_named_after_its_period(desk):
    log_searches("ferry")
    response = desk.get(REPORT, {"export": "csv", "first": "2026-01-01", "last": "2026-02-01"})
    assert 'filename="searches-2026-01-01-2026-02-01.csv"' in response["Content-Disposition"]


@pytest.mark.parametrize("words", ["=1+1", "+1", "-ferry", "@sum(a1)", '=hyperlink("https://a")'])
def test_no_cell_of_an_export_is_a_formula(desk, words):
    log_searches(words)
    as_csv, _ = exported(desk)
    assert as_csv[1][0] == f"'{words}"
    book = io.BytesIO(b"".join(desk.get(REPORT, {"export": "xlsx"})))
    cell = load_workbook(book).active["A2"]
    assert (cell.data_type, cell.value) == ("s", words)


def test_the_panel_shows_what_was_not_found_this_week(desk):
    log_searches("ferry", times=9, found=1)
    log_searches("once lost", times=8, found=0)
    log_searches("once lost", found=1)
    log_searches("long ago", times=7, ago=9 * DAY)
    log_searches("strike", times=100, ago=9 * DAY)
    log_searches("strike", times=2)
    log_searches("tides", times=3, found=0)
    rows = rows_of(panel_of(desk), "table")
    assert rows == [["tides", "Promote a result", "3"], ["strike", "Promote a result", "2"]]
    assert panel_of(desk).find("a", href=REPORT)


def test_the_panel_shows_ten_searches(desk):
    for number in range(12):
        log_searches(f"words {number:02}", times=number + 1)
    assert len(rows_of(panel_of(desk), "table")) == 10


def test_the_panel_says_when_everything_was_found(desk):
    assert "Readers have found something" in panel_of(desk).text


@pytest.mark.parametrize("signed_in", [False, True])
def test_who_has_no_business_in_the_newsroom_is_asked_to_sign_in(client, signed_in):
    if signed_in:
        client.force_login(UserFactory())
    for address in [*EVERY, ADD]:
        for response in (client.get(address), client.post(address)):
            assert response.status_code == 302
            assert response.url.startswith(reverse("wagtailadmin_login"))


@pytest.mark.parametrize("group", ["Reporters", "Comment moderators"])
def test_who_promotes_nothing_is_refused(client, section, group):
    query = log_searches("ferry")
    client.force_login(UserFactory(group=group))
    for address in [*EVERY, ADD, f"/admin/searchpicks/{query.pk}/"]:
        assert client.get(address).status_code == 302, address
    assert send(client, ADD, "ferry", section).status_code == 302
    assert not SearchPromotion.objects.exists()
    home = client.get(HOME).text
    assert "searches-panel" not in home
    assert f'"{REPORT}"' not in home


@pytest.mark.parametrize("codename", ["add", "change", "delete"])
def test_who_promotes_in_any_way_sees_the_report(client, section, codename):
    log_searches("ferry")
    log_searches("tides")
    promote("tides", section)
    client.force_login(may(codename))
    for address in EVERY:
        assert client.get(address).status_code == 200
    page = page_of(client.get(REPORT))
    assert bool(page.find("a", string="Promote a result")) == (codename == "add")
    assert bool(page.find("a", string="Promoted")) == (codename == "change")
    assert panel_of(client)


def test_editors_and_administrators_see_all_of_it(client, editor):
    query = log_searches("ferry")
    for user in (editor, UserFactory(is_superuser=True)):
        client.force_login(user)
        for address in [*EVERY, ADD, f"/admin/searchpicks/{query.pk}/", "/admin/searchpicks/"]:
            assert client.get(address).status_code == 200, address


def test_the_report_is_among_the_reports_in_place_of_wagtails(client):
    client.force_login(UserFactory(is_superuser=True))
    home = client.get(HOME).text
    assert f'"url": "{REPORT}"' in home
    assert reverse("wagtailsearchpromotions:search_terms") not in home


def test_a_search_that_nobody_made_is_in_no_report(desk, section):
    promote("tides", ArticleFactory(parent=section))
    assert listed(desk) == []
    assert "Nobody has searched for such a thing" in desk.get(REPORT).text
    assert Query.objects.count() == 1
