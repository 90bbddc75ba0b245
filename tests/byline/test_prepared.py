"""Prepared queries find the same as queries that are compiled each time."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from byline.prepared import prepared
from news.models import ArticlePage
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@prepared
def stories_of(ids: list[int]):
    return ArticlePage.objects.published().filter(pk__in=ids).newest_first().for_cards()


@prepared
def others_than(ids: list[int]):
    return ArticlePage.objects.exclude(pk__in=ids).order_by("pk")


@prepared
def titles_in(section, title):
    stories = ArticlePage.objects.published().filter(section=section, title=title)
    return stories.values_list("pk", "title")


@prepared
def ids_in(section):
    return ArticlePage.objects.filter(section=section).order_by("pk").values_list("pk")


def state(story):
    return {name: value for name, value in vars(story).items() if not name.startswith("_")}


def test_it_finds_the_same_as_the_query_itself(section):
    stories = ArticleFactory.create_batch(3, parent=section)
    ids = [story.pk for story in stories]
    plain = ArticlePage.objects.published().filter(pk__in=ids).newest_first().for_cards()
    assert [state(s) for s in stories_of(ids)] == [state(s) for s in plain]


def test_without_it_django_finds_the_same(section, settings):
    ids = [ArticleFactory(parent=section).pk for _ in range(3)]
    found = [state(story) for story in stories_of(ids)], ids_in(section.pk), ids_in.ids(section.pk)
    settings.PREPARED_QUERIES = False
    again = [state(story) for story in stories_of(ids)], ids_in(section.pk), ids_in.ids(section.pk)
    assert again == found
    assert found[2] == ids


@pytest.mark.parametrize("number", [0, 1, 3])
def test_any_number_of_values_is_given_to_an_in(section, number):
    ids = [ArticleFactory(parent=section).pk for _ in range(4)][:number]
    assert {story.pk for story in stories_of(ids)} == set(ids)


@pytest.mark.parametrize("number", [0, 1, 3])
def test_any_number_of_values_is_left_out(section, number):
    ids = [ArticleFactory(parent=section).pk for _ in range(4)]
    assert [story.pk for story in others_than(ids[:number])] == ids[number:]


def test_postgresql_plans_it_once_however_many_values_there_are(section):
    if connection.vendor == "sqlite":
        assert stories_of.as_sql([1])[0] != stories_of.as_sql([1, 2])[0]
        return
    for number in range(12):
        stories_of([*range(number)])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), sum(generic_plans) > 0 FROM pg_prepared_statements "
            'WHERE statement LIKE \'%%SELECT "wagtailcore_page"."id"%%ANY($%%ORDER BY%%\''
        )
        assert cursor.fetchone() == (1, True)


def test_other_statements_of_a_connection_are_not_prepared(section):
    ArticleFactory(parent=section, title="Long" * 50)
    stories_of([section.pk])
    kept = getattr(connection.connection, "_prepared", None)
    assert not kept or not [sql for sql, _types in kept._counts if b"LongLong" in sql]


def test_each_call_has_its_own_values(section):
    one, two = (ArticleFactory(parent=section, title=t) for t in ("One", "100% \x25s 'Two'"))
    assert titles_in(section.pk, one.title) == [(one.pk, one.title)]
    assert titles_in(section.pk, two.title) == [(two.pk, two.title)]


ODD = "100% \x25s 'Odd'"


@prepared
def odd_stories(section):
    stories = ArticlePage.objects.filter(section=section, live=True, depth__gt=1)
    return (
        stories.filter(Q(title=ODD) | Q(slug="plain")).order_by("pk").values_list("pk", flat=True)
    )


def test_numbers_and_words_that_never_differ_are_written_into_the_sql(section):
    odd, plain = ArticleFactory(parent=section, title=ODD), ArticleFactory(parent=section)
    ArticlePage.objects.filter(pk=plain.pk).update(slug="plain")
    ArticleFactory(parent=section)
    assert odd_stories(section.pk) == [odd.pk, plain.pk]
    # What was given, and the only text that is more than a word.
    assert [str(param) for param in odd_stories.statement.params][1:] == [ODD]
    assert "'plain'" in odd_stories.statement.sql


def test_it_is_run_at_the_moment_of_the_call(section, time_machine):
    story = ArticleFactory(parent=section, expire_at=timezone.now() + timedelta(hours=1))
    assert stories_of([story.pk]) == [story]
    time_machine.move_to(timezone.now() + timedelta(hours=2))
    assert stories_of([story.pk]) == []


def test_what_is_hidden_since_the_sql_was_written_is_not_found(section):
    story = ArticleFactory(parent=section)
    assert stories_of([story.pk]) == [story]
    story.unpublish()
    assert stories_of([story.pk]) == []
