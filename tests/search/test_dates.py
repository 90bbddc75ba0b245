"""Dates in plain language, in a search."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.dates import find_dates
from tests.growth import grows_like_its_text

TODAY = date(2026, 5, 20)  # a Wednesday


def day(text):
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("text", "first", "last", "name"),
    [
        ("today", "2026-05-20", "2026-05-20", "today"),
        ("last two weeks", "2026-05-06", "2026-05-20", "the last 2 weeks"),
        ("over the past twelve months", "2025-05-20", "2026-05-20", "the last 12 months"),
        ("on Monday", "2026-05-18", "2026-05-18", "18 May 2026"),
        ("on wednesday", "2026-05-20", "2026-05-20", "20 May 2026"),
        ("last Wednesday", "2026-05-13", "2026-05-13", "13 May 2026"),
        ("since Thursday", "2026-05-14", None, "since 14 May 2026"),
        ("from Friday to Sunday", "2026-05-15", "2026-05-17", "from 15 May 2026 to 17 May 2026"),
        ("3 days ago", "2026-05-17", "2026-05-17", "3 days ago"),
        ("two weeks ago", "2026-05-04", "2026-05-10", "two weeks ago"),
        ("three months ago", "2026-02-01", "2026-02-28", "three months ago"),
        ("a year ago", "2025-01-01", "2025-12-31", "a year ago"),
        ("before two weeks ago", None, "2026-05-03", "before two weeks ago"),
        ("29.11.2025", "2025-11-29", "2025-11-29", "29 November 2025"),
        ("on 1.2.2026", "2026-02-01", "2026-02-01", "1 February 2026"),
        ("YESTERDAY", "2026-05-19", "2026-05-19", "yesterday"),
        ("this week", "2026-05-18", "2026-05-24", "this week"),
        ("last week", "2026-05-11", "2026-05-17", "last week"),
        ("this month", "2026-05-01", "2026-05-31", "this month"),
        ("last month", "2026-04-01", "2026-04-30", "last month"),
        ("this year", "2026-01-01", "2026-12-31", "this year"),
        ("last year", "2025-01-01", "2025-12-31", "last year"),
        ("last 7 days", "2026-05-13", "2026-05-20", "the last 7 days"),
        ("in the past 2 weeks", "2026-05-06", "2026-05-20", "the last 2 weeks"),
        ("last 3 months", "2026-02-20", "2026-05-20", "the last 3 months"),
        ("past 5 years", "2021-05-20", "2026-05-20", "the last 5 years"),
        ("the last year", "2025-05-20", "2026-05-20", "the past year"),
        ("in March 2024", "2024-03-01", "2024-03-31", "March 2024"),
        ("from March 2024", "2024-03-01", "2024-03-31", "March 2024"),
        ("during march, 2024", "2024-03-01", "2024-03-31", "March 2024"),
        ("Feb 2024", "2024-02-01", "2024-02-29", "February 2024"),
        ("Sept. 2024", "2024-09-01", "2024-09-30", "September 2024"),
        ("12 March 2024", "2024-03-12", "2024-03-12", "12 March 2024"),
        ("March 12, 2024", "2024-03-12", "2024-03-12", "12 March 2024"),
        ("on 12th of March", "2026-03-12", "2026-03-12", "12 March 2026"),
        ("12 March", "2026-03-12", "2026-03-12", "12 March 2026"),
        ("20 May", "2026-05-20", "2026-05-20", "20 May 2026"),
        ("21 May", "2025-05-21", "2025-05-21", "21 May 2025"),
        ("29 February", "2024-02-29", "2024-02-29", "29 February 2024"),
        ("in March", "2026-03-01", "2026-03-31", "March 2026"),
        ("in May", "2026-05-01", "2026-05-31", "May 2026"),
        ("in June", "2025-06-01", "2025-06-30", "June 2025"),
        ("in 2024", "2024-01-01", "2024-12-31", "2024"),
        ("2024-03-12", "2024-03-12", "2024-03-12", "12 March 2024"),
        ("2024-03", "2024-03-01", "2024-03-31", "March 2024"),
        ("since 1 May 2026", "2026-05-01", None, "since 1 May 2026"),
        ("since March", "2026-03-01", None, "since March 2026"),
        ("since last week", "2026-05-11", None, "since last week"),
        ("after 12 March 2024", "2024-03-13", None, "after 12 March 2024"),
        ("after March 2024", "2024-04-01", None, "after March 2024"),
        ("after 2024", "2025-01-01", None, "after 2024"),
        ("before 12 March 2024", None, "2024-03-11", "before 12 March 2024"),
        ("before March 2024", None, "2024-02-29", "before March 2024"),
        ("until 2024", None, "2024-12-31", "until 2024"),
        ("until yesterday", None, "2026-05-19", "until yesterday"),
        ("from 1 May to 3 May 2024", "2024-05-01", "2024-05-03", "from 1 May 2024 to 3 May 2024"),
        ("between 2020 and 2022", "2020-01-01", "2022-12-31", "from 2020 to 2022"),
        ("between 2022 and 2020", "2020-01-01", "2022-12-31", "from 2020 to 2022"),
        ("from May to June", "2025-05-01", "2025-06-30", "from May 2025 to June 2025"),
        ("since 2020 until March 2022", "2020-01-01", "2022-03-31", "since 2020 until March 2022"),
    ],
)
def test_a_date_is_taken_out_of_the_text(text, first, last, name):
    expected = (day(first), day(last), name)
    assert find_dates(text, TODAY) == (expected, "")
    assert find_dates(f"  storm {text}, wall ", TODAY) == (expected, "storm wall")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "March",
        "May resigns",
        "1998 map",
        "jobs 1899",
        "agenda 2027",
        "Monday",
        "Black Monday",
        "long ago",
        "9999 years ago",
        "11.2026",
        "31.2.2024",
        "2.11.29.2024",
        "marching in Marchmont",
        "31 February",
        "31 February 2024",
        "30 February in the calendar",
        "0 March",
        "2024-00",
        "2024-13-01",
        "2024-1-1",
        "in 0000",
        "in 99999",
        "in March 99999",
        "12 March 99999",
        "in 2024.5",
        "after 9999",
        "in 0999",
        "since 0001-01-01",
        "last 9999 years",
        "the last days of Pompeii",
        "-yesterday",
        "today-ish",
        "https://example.com/2024-03-12",
        "ſince 2024 map",
        "in ٢٠٢٤",
        "what happens  next\nsince",
    ],
)
def test_what_is_no_date_stays_as_it_was_typed(text):
    assert find_dates(text, TODAY) == (None, text)


@pytest.mark.parametrize(
    ("text", "name", "rest"),
    [
        ("ferry in 2024 or in 2025", "2024", "ferry or in 2025"),
        ("since 2024 since 2025", "since 2024", "since 2025"),
        ("since 2024 until 2020", "since 2024", "until 2020"),
        ("before 2024 wall after 2020", "before 2024 after 2020", "wall"),
        ("31 February or yesterday?", "yesterday", "31 February or"),
        ("yesterday's match", "yesterday", "match"),
        ("2024", "2024", ""),
        ("election  2024?", "2024", "election"),
        ("2012 phenomenon 2019", "2019", "2012 phenomenon"),
        ("wall yesterday 2024", "yesterday", "wall 2024"),
        ("Who won yesterday’s match", "yesterday", "Who won match"),
    ],
)
def test_the_first_date_counts_and_another_only_where_it_closes_it(text, name, rest):
    span, words = find_dates(text, TODAY)
    assert (span.name, words) == (name, rest)


def test_months_ago_end_with_the_month():
    span, _ = find_dates("last 1 months", date(2026, 3, 31))
    assert span == (date(2026, 2, 28), date(2026, 3, 31), "the past month")


WORDS = (
    "in on from to and between since after before until last past this the of today yesterday "
    "week month year days weeks ago two a Monday 29.11.2024 "
    "March may Sept. 12 31 0 1st 2024 0000 9999 2024-02-30 2024-03 , "
    "- 's \x00 \ud800 ſ ٢ İ"
)
PIECES = st.sampled_from(WORDS.split(" "))


@given(
    st.text() | st.lists(PIECES | st.text(max_size=3), max_size=12).map(" ".join),
    st.dates(),
)
def test_any_text_on_any_day_is_read(text, today):
    span, rest = find_dates(text, today)
    if span is None:
        assert rest == text
    else:
        assert span.name
        assert span.first or span.last
        assert not (span.first and span.last) or span.first <= span.last
        assert len(rest) < len(text)


@pytest.mark.parametrize(
    "piece", ["from ", "since 2024 ", " ", "1", "March ", "between March and ", "in\x00", "12 May,"]
)
def test_the_time_it_takes_does_not_run_away(piece):
    assert grows_like_its_text(lambda text: find_dates(text, TODAY), piece, 2_500)
