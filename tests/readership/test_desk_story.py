"""The readers of a story, and the editor's choice."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import PageLogEntry

from readership.desk.charts import build_chart
from readership.models import PopularChoice
from readership.popular import popular_in
from readership.reader_counts import today
from readership.windows import WINDOWS
from tests.factories import ArticleFactory, SectionFactory
from tests.readership.desk import REPORT, address_of, choose, page_of, sums_of, table_of
from tests.readership.reading import read_by, read_on

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def story(section):
    return ArticleFactory(
        parent=section, title="Ferry", published_at=timezone.now() - timedelta(days=200)
    )


@pytest.fixture
def charts(desk, story):
    """Return the number of bars in each chart of the story."""

    def find(**query):
        return {name: len(table_of(desk, story, name, **query)) for name in ("hours", "days")}

    return find


def test_a_story_that_was_never_read_has_noughts(desk, story):
    assert sums_of(desk, story) == {"Today": 0, "7 days": 0, "30 days": 0, "In all": 0}
    assert set(table_of(desk, story, "hours").values()) == {0}


def test_two_days_by_hour_and_ninety_by_day_are_shown_and_a_year_to_who_asks(story, charts, desk):
    read_on(ArticleFactory(parent=story.section), today() - 300 * DAY, 1)
    assert charts() == {"hours": 48, "days": 90}
    assert page_of(desk.get(address_of(story))).find("a", href="?days=366")
    assert charts(days="366") == {"hours": 48, "days": 201}
    assert not page_of(desk.get(address_of(story), {"days": 366})).find("a", href="?days=366")


@pytest.mark.parametrize("days", ["", "x", "-1", "9999999", "\x00", "365"])
def test_another_number_of_days_is_the_usual_one(story, charts, days):
    read_on(ArticleFactory(parent=story.section), today() - 300 * DAY, 1)
    assert charts(days=days)["days"] == 90


def test_no_time_before_publication_or_before_counting_began_is_shown(desk, section, charts, story):
    assert charts()["days"] == 1  # nothing was counted before today
    read_on(story, today() - 10 * DAY, 1)
    young = ArticleFactory(parent=section, published_at=timezone.now() - 3 * HOUR)
    assert len(table_of(desk, young, "hours")) == 4
    assert len(table_of(desk, young, "days")) <= 2
    assert charts()["days"] == 11


def test_readers_before_a_publication_date_that_was_changed_are_shown(desk, section, story):
    late = ArticleFactory(parent=section, published_at=timezone.now() + 5 * DAY)
    read_by(late, 4, ago=7 * HOUR)
    assert sum(table_of(desk, late, "hours").values()) == 4
    assert sum(table_of(desk, late, "days").values()) == 4


def test_a_draft_without_a_date_has_a_page(desk, section):
    draft = ArticleFactory(parent=section, draft=True, published_at=None)
    assert sums_of(desk, draft)["In all"] == 0
    assert "not published" in page_of(desk.get(address_of(draft))).select_one(".readers").text


def test_a_chart_says_what_its_table_says(desk, story):
    read_by(story, 7)
    read_by(story, 3, ago=HOUR)
    page = page_of(desk.get(address_of(story)))
    svg = page.select_one("section:has(#readers-by-hours) svg")
    assert svg["role"] == "img"
    assert svg.find("title").text == "Readers by hour"
    assert svg.find("desc").text.startswith("10 readers between ")
    labels = [group.find("title").text for group in svg.select("g.readers-chart__time")]
    shown = [f"{time}: {number}" for time, number in table_of(desk, story, "hours").items()]
    assert labels == shown[::-1]
    heights = [rect["height"] for rect in svg.select("rect")]
    assert heights[-2:] == ["37.500%", "87.500%"]
    scale = page.select_one("section:has(#readers-by-hours) .readers-chart__scale")
    assert [span.text for span in scale.select("span")] == ["8", "4", "0"]
    assert "style=" not in str(page.select_one(".readers"))


@pytest.mark.parametrize(
    ("readers", "top"), [(0, 2), (1, 2), (3, 4), (5, 6), (9, 10), (11, 20), (61, 80), (8001, 10000)]
)
def test_the_scale_of_a_chart_is_of_round_numbers(readers, top):
    assert build_chart("days", "Readers by day", "Day", [("1 May", readers)]).top == top


def test_as_many_queries_for_a_story_that_is_read_much(desk, story):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(address_of(story)).status_code == 200
        return len(captured)

    queries()
    few = queries()
    for number in range(60):
        read_by(story, 5, ago=number * HOUR)
    for number in range(10, 90):
        read_on(story, today() - number * DAY, 50)
    assert queries() <= few + 1


@pytest.mark.parametrize("view", ["wagtailadmin_pages:edit", "wagtailadmin_explore"])
def test_a_story_leads_to_its_readers(desk, story, view):
    page = story if view.endswith("edit") else story.section
    links = page_of(desk.get(reverse(view, args=[page.pk]))).select("a[href^='/admin/readers/']")
    assert {link["href"] for link in links} == {address_of(story)}


def test_a_section_has_no_readers(desk, section):
    page = page_of(desk.get(reverse("wagtailadmin_pages:edit", args=[section.pk])))
    assert not page.select("a[href^='/admin/readers/']")
    assert desk.get(address_of(section)).status_code == 404


def test_an_alias_leads_to_the_story_it_repeats(desk, story):
    alias = story.create_alias(parent=SectionFactory(), update_slug="again")
    response = desk.get(address_of(alias))
    assert response.status_code == 302
    assert response.url == address_of(story)
    choose(desk, alias, "pinned")
    assert not PopularChoice.objects.exists()


def test_a_deleted_story_is_gone(desk, story):
    PopularChoice.objects.create(story=story, kind="pinned")
    address = address_of(story)
    story.delete()
    assert desk.get(address).status_code == 404
    assert desk.post(address, {"kind": "pinned"}).status_code == 404
    assert desk.get(REPORT).status_code == 200


@pytest.mark.parametrize("number", ["0", "9999999999", "99999999999", "x", "-1"])
def test_a_wrong_number_is_not_found(desk, number):
    assert desk.get(f"/admin/readers/{number}/").status_code == 404


def popular():
    return [story.title for story in popular_in(WINDOWS["day"], None, 10)]


@pytest.fixture
def others(section):
    """Two stories with more readers than Ferry."""
    for number in (1, 2):
        read_by(ArticleFactory(parent=section, title=f"Other {number}"), number)


@pytest.mark.usefixtures("others")
def test_pinning_and_keeping_out_change_the_popular_stories(
    desk, story, django_capture_on_commit_callbacks
):
    assert popular() == ["Other 2", "Other 1"]
    for kind, expected in [
        ("pinned", ["Ferry", "Other 2", "Other 1"]),
        ("kept_out", ["Other 2", "Other 1"]),
        ("pinned", ["Ferry", "Other 2", "Other 1"]),
        ("follow", ["Other 2", "Other 1"]),
    ]:
        with django_capture_on_commit_callbacks(execute=True):
            response = choose(desk, story, kind)
        assert response.status_code == 302
        assert popular() == expected


@pytest.mark.usefixtures("others")
def test_a_story_that_is_read_most_is_kept_out(desk, story, django_capture_on_commit_callbacks):
    read_by(story, 100)
    assert popular()[0] == "Ferry"
    with django_capture_on_commit_callbacks(execute=True):
        choose(desk, story, "kept_out")
    assert popular() == ["Other 2", "Other 1"]


def test_the_rankings_are_forgotten_only_once_the_choice_is_stored(
    desk, story, django_capture_on_commit_callbacks
):
    assert popular() == []
    with django_capture_on_commit_callbacks() as callbacks:
        choose(desk, story, "pinned")
    assert popular() == []
    for callback in callbacks:
        callback()
    assert popular() == ["Ferry"]


def test_a_choice_ends_by_itself(desk, story, time_machine):
    until = timezone.localtime(timezone.now() + 2 * HOUR)
    choose(desk, story, "pinned", f"{until:%Y-%m-%d %H:%M}")
    choice = page_of(desk.get(address_of(story))).select_one(".readers-choice")
    assert "Pinned to the top until" in choice.p.text
    assert choice.select_one("[name=kind][checked]")["value"] == "pinned"
    time_machine.move_to(timezone.now() + 3 * HOUR)
    desk.force_login(desk.get(address_of(story)).wsgi_request.user)
    choice = page_of(desk.get(address_of(story))).select_one(".readers-choice")
    assert "Where its readers put it." in choice.p.text
    assert choice.select_one("[name=kind][checked]")["value"] == "follow"
    assert popular() == []


@pytest.mark.parametrize(
    "choice",
    [
        ("pinned", "2001-01-01 10:00"),
        ("pinned", "0001-01-01 00:00"),
        ("pinned", "9999-12-31 23:59"),
        ("pinned", "soon"),
        ("pinned", "\x00"),
        ("kept_out", "2026-02-30 10:00"),
        ("", ""),
        ("nonsense", ""),
        ("x" * 5000, ""),
        ("\x00", ""),
    ],
)
@pytest.mark.parametrize("zone", ["UTC", "America/New_York", "Pacific/Kiritimati"])
def test_a_choice_that_makes_no_sense_is_refused_with_a_reason(desk, editor, story, choice, zone):
    from wagtail.users.models import UserProfile

    UserProfile.objects.create(user=editor, current_time_zone=zone)
    page = page_of(choose(desk, story, *choice))
    assert page.select_one(".readers-choice .w-field__errors .error-message")
    assert not PopularChoice.objects.exists()
    assert not PageLogEntry.objects.filter(action__startswith="readership").exists()


def test_a_form_without_anything_is_refused(desk, story):
    assert desk.post(address_of(story)).status_code == 200
    assert not PopularChoice.objects.exists()


def test_what_is_chosen_stands_in_the_history_of_the_page_and_in_the_audit_log(desk, editor, story):
    choose(desk, story, "pinned", f"{timezone.now() + 2 * DAY:%Y-%m-%d} 10:00")
    choose(desk, story, "kept_out")
    choose(desk, story, "follow")
    entries = PageLogEntry.objects.filter(page=story.pk, action__startswith="readership")
    assert [(entry.action, entry.user) for entry in entries.order_by("pk")] == [
        ("readership.pin", editor),
        ("readership.keep_out", editor),
        ("readership.follow", editor),
    ]
    for view, args in [
        ("wagtailadmin_pages:history", [story.pk]),
        ("wagtailadmin_reports:site_history", []),
    ]:
        text = desk.get(reverse(view, args=args)).text
        assert "Pinned to the top of the popular stories until" in text
        assert "Kept out of the popular stories" in text
        assert "Among the popular stories as readers have it" in text


def test_of_two_editors_the_last_one_counts(desk, story):
    page_of(desk.get(address_of(story)))
    PopularChoice.objects.create(story=story, kind="kept_out")
    assert choose(desk, story, "pinned").status_code == 302
    assert PopularChoice.objects.get().kind == "pinned"
    PopularChoice.objects.all().delete()
    assert choose(desk, story, "follow").status_code == 302
    assert not PopularChoice.objects.exists()


def test_a_choice_is_of_one_story_and_leaves_those_of_others(desk, story):
    other = PopularChoice.objects.create(story=ArticleFactory(), kind="pinned")
    choice = page_of(desk.get(address_of(story))).select_one(".readers-choice")
    assert choice.select_one("[name=kind][checked]")["value"] == "follow"
    choose(desk, story, "follow", f"{timezone.now() + 2 * DAY:%Y-%m-%d} 10:00")
    assert PopularChoice.objects.get() == other
    assert PageLogEntry.objects.get(page=story.pk, action="readership.follow").data == {}


def test_nothing_is_logged_where_nothing_is_stored(desk, story):
    with transaction.atomic():
        choose(desk, story, "pinned")
        transaction.set_rollback(True)
    assert not PageLogEntry.objects.filter(action="readership.pin").exists()


def test_another_site_cannot_choose(editor, story):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(editor)
    assert choose(browser, story, "pinned").status_code == 403
    assert not PopularChoice.objects.exists()
