"""The report of stories by readers, its export, and what is being read now."""

import csv
import io
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Site

from readership.models import HourlyReaders, PopularChoice
from readership.reader_counts import today
from tests.factories import ArticleFactory, SectionFactory, hidden_stories
from tests.queries import capture_queries
from tests.readership.desk import REPORT, listed, page_of
from tests.readership.reading import read_by, read_on

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def ferry(section):
    story = ArticleFactory(parent=section, title="Ferry", authors=["Mara Lind", "Jo Reed"])
    read_by(story, 5)
    return story


@pytest.fixture
def match(db):
    story = ArticleFactory(parent=SectionFactory(title="Sport"), title="Match", authors=["Ann Oe"])
    read_by(story, 1200)
    return story


def now_panel(client):
    """Return the panel on the admin home page."""
    return page_of(client.get(reverse("wagtailadmin_home"))).select_one(".readers-now")


def rows_of(panel):
    return [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in panel.select("tbody tr")
    ]


def test_the_most_read_stories_come_first(desk, ferry, match):
    ArticleFactory(parent=ferry.section, title="Unread")
    assert listed(desk) == [("Match", 1200), ("Ferry", 5)]


def test_the_report_is_sorted_by_each_column_both_ways(desk, ferry, match):
    for ordering, first in [
        ("readers", "Ferry"),
        ("title", "Ferry"),
        ("-title", "Match"),
        ("section__title", "Ferry"),
        ("-section__title", "Match"),
        ("published_at", "Ferry"),
        ("-published_at", "Match"),
        ("nonsense", "Match"),
        ("-pk; DROP TABLE", "Match"),
    ]:
        assert listed(desk, ordering=ordering)[0][0] == first, ordering


def test_the_report_is_narrowed_by_section_author_and_choice(desk, ferry, match):
    PopularChoice.objects.create(story=match, kind="kept_out")
    PopularChoice.objects.create(story=ferry, kind="pinned", until=timezone.now() - HOUR)
    assert listed(desk, section=ferry.section_id) == [("Ferry", 5)]
    assert listed(desk, author="lind") == [("Ferry", 5)]
    assert listed(desk, choice="kept_out") == [("Match", 1200)]
    assert listed(desk, choice="pinned") == []
    assert "Kept out" in desk.get(REPORT).text


def test_stories_that_readers_do_not_see_are_listed_and_marked(desk, section):
    for story in hidden_stories(section):
        read_by(story, 3)
    rows = page_of(desk.get(REPORT)).select("table.readers-report tbody tr")
    assert len(rows) == 5
    assert all("not published" in row.text for row in rows)


def test_a_published_story_is_not_marked(desk, ferry):
    assert "not published" not in desk.get(REPORT).text


@pytest.mark.parametrize(
    "query",
    [
        {"first": "yesterday"},
        {"first": "2026-13-40"},
        {"last": "0000-00-00"},
        {"first": "0001-01-01"},
        {"last": "0001-01-01"},
        {"first": "2026-11-02", "last": "2026-11-01"},
        {"section": "x"},
        {"section": "9" * 30},
        {"section": "-1"},
        {"choice": "nothing"},
        {"author": "a" * 200},
        {"author": "\x00"},
        {"first": "\x00", "section": "\x00", "choice": "\x00"},
    ],
)
@pytest.mark.parametrize("export", [None, "csv", "xlsx"])
def test_a_filter_that_makes_no_sense_lists_nothing_and_says_so(desk, ferry, query, export):
    if export:
        response = desk.get(REPORT, {**query, "export": export})
        assert b"Ferry" not in b"".join(response)
        assert response["Content-Disposition"].endswith(f'filename="readers.{export}"')
    else:
        assert listed(desk, **query) == []
        assert "The filters make no sense: " in desk.get(REPORT, query).text


@pytest.mark.parametrize(
    "query",
    [
        {"p": "x"},
        {"p": "-1"},
        {"p": "9" * 30},
        {"ordering": "\x00"},
        {"export": "pdf"},
        {"days": "x"},
        {"last": "9999-12-31"},
        {"_w_filter_fragment": "x"},
    ],
)
def test_other_garbage_shows_the_first_page(desk, ferry, query):
    assert listed(desk, **query) == [("Ferry", 5)]
    assert desk.get(f"{REPORT}results/", query).status_code == 200


def test_the_report_is_paged(desk, section):
    for number in range(55):
        read_by(ArticleFactory(parent=section, title=f"Story {number}"), number + 1)
    assert len(listed(desk)) == 50
    assert listed(desk, p=2) == [(f"Story {n}", n + 1) for n in (4, 3, 2, 1, 0)]


def test_the_period_and_its_days_are_named(desk, ferry):
    text = page_of(desk.get(REPORT)).select_one(".readers-period").text
    assert f"{today():%Y}" in text
    assert "A day is one of UTC." in text


def queries_of(client, address, **query):
    """Count the queries of a URL: all caches cold but the rankings, computed once a minute."""
    b"".join(client.get(address, query))
    for name in set(settings.CACHES) - {"readership"}:
        caches[name].clear()
    Site.get_site_root_paths()
    with capture_queries() as captured:
        response = client.get(address, query)
        assert response.status_code == 200
        b"".join(response)
    return len(captured)


def test_as_many_queries_for_many_stories_as_for_few(desk, section):
    def publish(number):
        for _ in range(number):
            read_by(ArticleFactory(parent=section, authors=["Mara Lind"]), 1)

    def counts():
        return [
            queries_of(desk, REPORT),
            queries_of(desk, REPORT, export="csv"),
            queries_of(desk, REPORT, export="xlsx"),
            queries_of(desk, "/admin/"),
        ]

    publish(3)
    few = counts()
    assert all(number <= most for number, most in zip(few, [19, 13, 13, 41], strict=True))
    publish(297)
    assert counts() == few


def exported(client, **query):
    """Return the rows of the report as CSV and as XLSX."""
    text = b"".join(client.get(REPORT, {**query, "export": "csv"})).decode()
    sheet = load_workbook(
        io.BytesIO(b"".join(client.get(REPORT, {**query, "export": "xlsx"})))
    ).active
    return list(csv.reader(io.StringIO(text))), [[c.value for c in row] for row in sheet.rows]


def test_everything_is_exported_beyond_the_first_page(desk, section):
    for number in range(60):
        read_by(ArticleFactory(parent=section, title=f"Story {number}"), number + 1)
    for rows in exported(desk):
        assert len(rows) == 61
        assert rows[1][0] == "Story 59"


def test_an_export_says_what_the_report_says(desk, ferry, match):
    PopularChoice.objects.create(story=ferry, kind="pinned")
    match.unpublish()
    as_csv, as_xlsx = exported(desk)
    assert as_csv[0] == as_xlsx[0]
    assert as_csv[0] == [
        "Headline",
        "Readers",
        "Section",
        "Bylines",
        "Published (UTC)",
        "Published now",
        "Popular stories",
    ]
    assert as_csv[1][:4] == ["Match", "1200", "Sport", "Ann Oe"]
    assert as_csv[1][5:] == ["no", ""]
    assert as_xlsx[2][:4] == ["Ferry", 5, "News", "Mara Lind, Jo Reed"]
    assert as_xlsx[2][5:] == ["yes", "Pinned to the top"]


def test_an_export_is_filtered_sorted_and_named_after_its_period(desk, ferry, match):
    as_csv, as_xlsx = exported(desk, section=ferry.section_id)
    assert [row[0] for row in as_csv[1:]] == [row[0] for row in as_xlsx[1:]] == ["Ferry"]
    as_csv, _ = exported(desk, ordering="readers")
    assert [row[0] for row in as_csv[1:]] == ["Ferry", "Match"]
    response = desk.get(REPORT, {"export": "csv", "first": "2026-01-01", "last": "2026-02-01"})
    assert 'filename="readers-2026-01-01-2026-02-01.csv"' in response["Content-Disposition"]


@pytest.mark.parametrize(
    "headline", ["=1+1", "+1", "-1", "@SUM(A1)", " =1+1", "\t=1+1", '=HYPERLINK("https://a")']
)
def test_no_cell_of_an_export_is_a_formula(desk, section, headline):
    story = ArticleFactory(parent=section, slug="plain", authors=["=cmd|' /C calc'!A0"])
    type(story).objects.filter(pk=story.pk).update(title=headline)
    read_by(story, 1)
    text = b"".join(desk.get(REPORT, {"export": "csv"})).decode()
    row = list(csv.reader(io.StringIO(text)))[1]
    assert row[0] == f"'{headline}"
    assert row[3].startswith("'=")
    book = io.BytesIO(b"".join(desk.get(REPORT, {"export": "xlsx"})))
    cells = list(load_workbook(book).active.rows)[1]
    assert [cell.data_type for cell in cells[:4]] == ["s", "n", "s", "s"]
    assert cells[0].value == headline


def test_characters_that_a_spreadsheet_cannot_hold_are_left_out(desk, section):
    story = ArticleFactory(parent=section, slug="plain")
    type(story).objects.filter(pk=story.pk).update(title="Fer\x0bry\x1b\uffff")
    read_by(story, 1)
    book = io.BytesIO(b"".join(desk.get(REPORT, {"export": "xlsx"})))
    assert load_workbook(book).active["A2"].value == "Ferry"


def test_the_panel_shows_what_was_read_in_this_hour_and_the_one_before(desk, ferry, match):
    HourlyReaders.objects.all().delete()
    read_by(ferry, 3)
    read_by(ferry, 4, ago=HOUR)
    read_by(match, 100, ago=2 * HOUR)
    read_on(match, today() - timedelta(days=3), 100)
    panel = now_panel(desk)
    assert rows_of(panel) == [["Ferry", "News", "7"]]
    assert panel.select_one("td a")["href"] == reverse("readership_desk:story", args=[ferry.pk])
    assert panel.find("a", href=REPORT)


def test_the_panel_shows_ten_stories_the_most_read_first(desk, section):
    for number in range(12):
        read_by(ArticleFactory(parent=section, title=f"Story {number}"), number + 1)
    rows = rows_of(now_panel(desk))
    assert [row[0] for row in rows] == [f"Story {n}" for n in range(11, 1, -1)]


def test_the_panel_marks_what_was_taken_down(desk, ferry):
    ferry.unpublish()
    assert rows_of(now_panel(desk)) == [["Ferry not published", "News", "5"]]


def test_the_panel_says_that_nothing_was_read(desk):
    panel = now_panel(desk)
    assert "Nobody has read a story since" in panel.text
    assert panel.find("a", href=REPORT)


def test_headlines_are_shown_as_they_are(desk, section):
    read_by(ArticleFactory(parent=section, title="<b>Bold</b> & “loud”"), 1)
    assert listed(desk) == [("<b>Bold</b> & “loud”", 1)]
    assert rows_of(now_panel(desk))[0][0] == "<b>Bold</b> & “loud”"


def test_the_report_is_among_the_reports(desk):
    assert f'"url": "{REPORT}"' in desk.get(reverse("wagtailadmin_home")).text
