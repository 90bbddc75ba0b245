"""Times of the admin name their zone, and fields refuse what clocks never show."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import timezone

from byline.time_fields import ZonedDateTimeField, parse_local
from byline.zones import moments_of, named, named_where_needed, newsroom_today, zone_name

VIENNA = ZoneInfo("Europe/Vienna")
MORNING = datetime(2026, 12, 1, 5, tzinfo=UTC)
# Clocks are put forward from 2 to 3 o'clock, and back from 3 to 2.
LEFT_OUT, TWICE, ONCE = (
    datetime.fromisoformat(f"2027-{at}") for at in ("03-28T02:30", "10-31T02:30", "07-01T12:00")
)


@pytest.fixture(autouse=True)
def newsroom(settings):
    """A newsroom in Vienna, and a user who has chosen no other zone."""
    settings.TIME_ZONE = "Europe/Vienna"
    with timezone.override(VIENNA):
        yield


class TimeForm(forms.Form):
    at = ZonedDateTimeField()


def rendered(form):
    return BeautifulSoup(str(form["at"]), "html.parser")


def words(html):
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


# --- Names ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("zone", "name"),
    [("Europe/Vienna", "Vienna"), ("America/New_York", "New York"), ("UTC", "UTC")],
)
def test_a_zone_is_named_by_its_city(zone, name):
    assert zone_name(ZoneInfo(zone)) == name


def test_in_the_zone_of_the_newsroom_a_time_has_one_name():
    assert named(MORNING) == "1 December 2026, 06:00 (Vienna)"
    assert named_where_needed(MORNING) == "1 December 2026, 06:00"


def test_elsewhere_the_time_of_the_newsroom_stands_beside():
    with timezone.override("Asia/Tokyo"):
        told = "1 December 2026, 14:00 (Tokyo), which is 06:00 in Vienna"
        assert named(MORNING) == named_where_needed(MORNING) == told


def test_another_day_is_named_as_well():
    with timezone.override("Asia/Tokyo"):
        told = named(MORNING + timedelta(hours=11))
    assert told == "2 December 2026, 01:00 (Tokyo), which is 1 December 2026, 17:00 in Vienna"


def test_a_zone_with_the_same_time_needs_no_name():
    with timezone.override("Europe/Berlin"):
        assert named_where_needed(MORNING) == "1 December 2026, 06:00"


@pytest.mark.parametrize(("hour", "offset"), [(0, "UTC+2"), (1, "UTC+1")])
def test_a_time_that_comes_twice_is_named_with_its_offset(hour, offset):
    at = datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    assert named_where_needed(at) == f"31 October 2027, 02:30 (Vienna, {offset})"


def test_the_day_of_the_newsroom_is_that_of_its_clock(settings):
    settings.TIME_ZONE = "Pacific/Kiritimati"
    with timezone.override("Pacific/Niue"):  # 25 hours behind: never the same day
        assert newsroom_today() != timezone.localdate()


def test_dates_and_missing_times_have_no_zone():
    template = Template("{% load zone_tags %}{{ at|zoned }}")
    assert template.render(Context({"at": None})) == ""
    assert "(" not in template.render(Context({"at": MORNING.date()}))


# --- The notice -----------------------------------------------------------------------


def clock_in(zone):
    with timezone.override(zone):
        return words(Template("{% load zone_tags %}{% newsroom_clock %}").render(Context()))


def test_nothing_is_said_where_clocks_are_the_newsrooms():
    assert clock_in("Europe/Vienna") == clock_in("Europe/Berlin") == ""


@pytest.mark.parametrize(
    ("zone", "newsroom", "difference"),
    [
        ("Asia/Tokyo", "UTC", "9 hours behind"),
        ("Asia/Kolkata", "UTC", "5:30 hours behind"),
        ("Atlantic/Azores", "Asia/Tokyo", " ahead"),
        ("Africa/Lagos", "UTC", "1 hour behind"),
    ],
)
def test_elsewhere_it_is_said_how_far_the_newsrooms_clock_is(settings, zone, newsroom, difference):
    settings.TIME_ZONE = newsroom
    told = clock_in(zone)
    assert f"Times are shown in {zone_name(ZoneInfo(zone))} time." in told
    assert difference in told


# --- What clocks show -----------------------------------------------------------------


def test_clocks_show_most_times_once_some_twice_and_some_never():
    assert moments_of(LEFT_OUT, VIENNA) == []
    assert [at.isoformat()[-6:] for at in moments_of(TWICE, VIENNA)] == ["+02:00", "+01:00"]
    assert len(moments_of(ONCE, VIENNA)) == 1


def test_a_time_that_is_left_out_is_refused_with_the_reason():
    form = TimeForm({"at": "2027-03-28T02:30"})
    [error] = form.errors["at"]
    assert error.startswith("In Vienna there is no 28 March 2027, 02:30")
    assert rendered(form).select_one(".zoned-time__error").text == error
    assert rendered(form).input["value"] == "2027-03-28T02:30"


def test_of_a_time_that_comes_twice_one_has_to_be_chosen():
    form = TimeForm({"at": "2027-10-31T02:30", "at-offset": ""})
    assert "it is 31 October 2027, 02:30 twice" in form.errors["at"][0]
    offered = rendered(form).select("select[name=at-offset] option")
    assert [option["value"] for option in offered] == ["", "+02:00", "+01:00"]


@pytest.mark.parametrize(("offset", "hour"), [("+02:00", 0), ("+01:00", 1)])
def test_the_chosen_one_is_taken_and_shown_again(offset, hour):
    form = TimeForm({"at": "2027-10-31T02:30", "at-offset": offset})
    assert form.is_valid()
    at = form.cleaned_data["at"]
    assert at == datetime(2027, 10, 31, hour, 30, tzinfo=UTC)
    for shown in (form, TimeForm(initial={"at": at})):
        assert rendered(shown).select_one("option[selected]")["value"] == offset


def test_an_offset_changes_no_time_that_comes_once():
    form = TimeForm({"at": "2027-07-01T12:00", "at-offset": "+09:00"})
    assert form.is_valid()
    assert form.cleaned_data["at"] == datetime(2027, 7, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2027-07-01 12:00", "2027-07-01T12:00", "2027-07-01T12:00:00"])
def test_times_are_taken_in_the_zone_of_the_user(text):
    with timezone.override("Asia/Tokyo"):
        form = TimeForm({"at": text})
        assert form.is_valid()
        assert form.cleaned_data["at"] == datetime(2027, 7, 1, 3, tzinfo=UTC)
        note = words(str(form["at"]))
    assert note == "Tokyo time. Readers see: 1 July 2027, 05:00 (Vienna)."


@pytest.mark.parametrize("text", ["0001-01-01T00:00", "9999-12-31T23:59", "soon", "2027-02-30T1:1"])
def test_what_is_no_time_is_refused_and_stays_in_the_field(text):
    with timezone.override("Asia/Tokyo"):
        form = TimeForm({"at": text})
        assert form.errors["at"]
        assert rendered(form).input["value"] == text
    assert parse_local(text) == (None, "")


def test_other_errors_are_those_of_django():
    with pytest.raises(ValidationError, match="Enter a valid date/time"):
        ZonedDateTimeField().clean("tomorrow")


# --- While it is written --------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("", "UTC time."),
        ("?at=2027-07-01T12:00", "UTC time."),
        ("?at=nonsense&offset=x&name=%3Cb%3E", "UTC time."),
    ],
)
def test_the_server_says_what_is_being_written(client, editor, settings, query, told):
    settings.TIME_ZONE = "UTC"
    client.force_login(editor)
    assert words(client.get(f"/admin/times/{query}").text) == told


@pytest.mark.django_db
def test_the_server_offers_both_moments(client, editor):
    client.force_login(editor)
    response = client.get("/admin/times/?at=2027-10-31T02:30&offset=%2B01:00&name=go_live_at")
    choice = BeautifulSoup(response.text, "html.parser").select_one(
        "select[name=go_live_at-offset]"
    )
    assert choice.select_one("option[selected]").text == "the second time, UTC+1"
