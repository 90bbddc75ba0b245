"""What readers search for, and what is known of it afterwards."""

import logging
import os
import sqlite3
from datetime import timedelta

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.contrib.search_promotions.models import Query, QueryDailyHits

from byline.worker import periodic_tasks
from search import query_log
from search.models import SearchQuery
from tests.factories import ArticleFactory
from tests.search.logging_queries import DAY, HOSTILE_QUERIES, count_hits, log_searches, promote


def note_often():
    for _ in range(100):
        query_log.log_query("ferry", 3)


@pytest.mark.django_db
def test_how_often_is_counted_by_the_day():
    log_searches("ferry", times=2, ago=DAY)
    query = log_searches("ferry", times=3)
    today = timezone.now().date()
    hits = dict(query.daily_hits.values_list("date", "hits"))
    assert hits == {today - DAY: 2, today: 3}


@pytest.mark.django_db
def test_what_was_found_last_is_kept():
    for found in (0, 7, 0):
        outcome = log_searches("ferry", found=found).search_query
        assert outcome.found == found
    assert timezone.now() - outcome.at < timedelta(minutes=1)


@pytest.mark.django_db
def test_a_day_is_one_of_utc(settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    with time_machine.travel("2026-03-01T23:30:00Z", tick=False):
        query_log.log_query("ferry", 1)
    assert str(QueryDailyHits.objects.get().date) == "2026-03-01"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words", ["Ferry  strike", " ferry strike\n", "FERRY\tSTRIKE", "ferry\u00a0\x00 strike\u202e"]
)
def test_the_same_words_are_one_search_however_they_are_typed(words):
    query_log.log_query("ferry strike", 1)
    query_log.log_query(words, 1)
    assert count_hits("ferry strike") == 2
    assert Query.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "  \n\t", "\x00", "\ufeff\u202e", "\u2028"])
def test_nothing_is_not_noted(words):
    query_log.log_query(words, 0)
    assert not Query.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("words", HOSTILE_QUERIES)
def test_whatever_is_typed_is_noted_or_left(words, caplog):
    query_log.log_query(words, 1)
    query_log.log_query(words, 1)
    assert count_hits(query_log.normalise(words)) == (2 if query_log.normalise(words) else 0)
    assert not caplog.records


@pytest.mark.django_db
@pytest.mark.parametrize(("found", "kept"), [(-1, 0), (10**12, 2_147_483_647)])
def test_a_number_that_no_column_holds_is_cut(found, kept):
    assert log_searches("ferry", found=found).search_query.found == kept


@given(st.text(max_size=600))
@hypothesis_settings(deadline=None, max_examples=300)
def test_words_as_they_are_kept_fit_and_stay_as_they_are(words):
    kept = query_log.normalise(words)
    assert len(kept) <= 255
    assert kept == query_log.normalise(kept) or len(kept) > 250
    assert "\x00" not in kept


@pytest.mark.django_db
def test_noting_costs_as_many_statements_the_first_time_and_later():
    for _ in range(3):
        with CaptureQueriesContext(connection) as captured:
            query_log.log_query("ferry", 1)
        # Three, a savepoint and its end; PostgreSQL has a statement for its timeout.
        assert len(captured) == (6 if connection.vendor == "postgresql" else 5)


@pytest.mark.django_db
def test_a_database_that_fails_costs_no_reader_the_page(caplog):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE search_searchquery RENAME TO search_away")
    query_log.log_query("ferry", 1)
    assert "A search could not be written down" in caplog.text
    assert not Query.objects.exists()


def test_nobody_waits_for_a_database_that_is_busy(newsroom, caplog):
    query_log.log_query("tram", 1)
    if connection.vendor == "sqlite":
        connection.connection.execute("PRAGMA busy_timeout = 3600000")  # milliseconds
    with busy(newsroom.environment["DATABASE_URL"]):
        query_log.log_query("tram", 1)  # would wait for an hour, and in PostgreSQL for ever
    assert "A search could not be written down" in caplog.text
    query_log.log_query("tram", 1)
    assert count_hits("tram") == 2
    if connection.vendor == "sqlite":
        usual = connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]
        assert usual == 3600000


class busy:  # noqa: N801 - used as a function
    """A database in which another process holds the write lock."""

    def __init__(self, url):
        if connection.vendor == "sqlite":
            self.other = sqlite3.connect(url.removeprefix("sqlite:///"))
            self.other.execute("BEGIN IMMEDIATE")
        else:
            self.other = psycopg.connect(url)
            self.other.execute("UPDATE wagtailsearchpromotions_querydailyhits SET hits = hits")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.other.rollback()
        self.other.close()


def test_readers_who_search_at_the_same_moment_are_all_counted(newsroom):
    Query.objects.all().delete()
    newsroom.run(note_often, [[]] * 4)
    given_up = newsroom.log.read_text().count("A search could not be written down")
    assert count_hits("ferry") + given_up == 400
    assert SearchQuery.objects.get().found == 3


@pytest.mark.django_db
def test_what_nobody_searched_for_lately_is_forgotten():
    log_searches("old", ago=91 * DAY)
    log_searches("often", ago=91 * DAY)
    often = log_searches("often", ago=89 * DAY)
    query_log.delete_old_queries()
    assert list(Query.objects.all()) == [often]
    assert count_hits("often") == 1
    assert SearchQuery.objects.get().query == often


@pytest.mark.django_db
def test_what_is_promoted_stays_and_how_often_it_was_asked_for_does_not(section):
    log_searches("ferry", ago=200 * DAY)
    promote("ferry", ArticleFactory(parent=section))
    query_log.delete_old_queries()
    query = Query.objects.get(query_string="ferry")
    assert query.editors_picks.count() == 1
    assert not query.daily_hits.exists()
    assert not SearchQuery.objects.exists()


@pytest.mark.django_db
def test_forgetting_twice_harms_nothing(caplog):
    caplog.set_level(logging.INFO)
    log_searches("old", ago=100 * DAY)
    query_log.delete_old_queries()
    query_log.delete_old_queries()
    assert not caplog.records


def test_the_worker_forgets_and_wagtail_agrees_for_how_long(settings):
    assert query_log.delete_old_queries in periodic_tasks.PERIODIC_TASKS
    assert settings.SEARCH_QUERY_RETENTION_DAYS == settings.WAGTAILSEARCH_HITS_MAX_AGE == 90
    assert "SEARCH_QUERY_RETENTION_DAYS" not in os.environ
