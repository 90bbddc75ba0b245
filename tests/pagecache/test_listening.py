"""Changes of other processes, and stale pages while they cannot be read."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from byline.pagecache import changes
from byline.pagecache.change_log import CHANGE_RETENTION, EVERYTHING
from byline.pagecache.listener import DISCONNECTED_AFTER_SECONDS, MAX_PAUSE_SECONDS, OVERLAP_SECONDS
from byline.pagecache.models import Change
from readership.models import PopularChoice
from readership.ranking import editor_choices
from tests.factories import ArticleFactory, SectionFactory

WALL, BOAT, RECENT = "/news/wall/", "/sport/boat/", "/recent/"


@pytest.fixture
def wall(section):
    ArticleFactory(parent=SectionFactory(slug="sport", title="Sport"), slug="boat")
    return ArticleFactory(parent=section, slug="wall", title="The wall")


def elsewhere(*tags):
    """Note a change as another process does."""
    return Change.objects.create(tags=" ".join(tags))


def kept(visitor, *addresses):
    for address in addresses:
        assert visitor.get(address).status == 200
    assert not visitor.rendered_by_django(*addresses)


def test_what_another_process_changed_is_heard_of(visitor, wall):
    kept(visitor, WALL, BOAT)
    elsewhere(wall.cache_tag)
    visitor.cache.listener.poll()
    assert not visitor.is_kept(WALL)
    elsewhere("settings")
    visitor.cache.listener.poll()
    assert visitor.rendered_by_django(WALL, BOAT) == {WALL, BOAT}


def test_a_change_with_a_lower_number_that_comes_later_is_heard_of(visitor, wall):
    kept(visitor, WALL)
    late = elsewhere("nothing").pk
    Change.objects.all().delete()
    Change.objects.create(pk=late + 5, tags="nothing")
    visitor.cache.listener.poll()
    Change.objects.create(pk=late + 2, tags=wall.cache_tag)
    visitor.cache.listener.poll()
    assert not visitor.is_kept(WALL)


def test_each_change_is_acted_on_once(visitor, wall, committed):
    changes_seen = []
    changes.subscribers.append(changes_seen.append)
    try:
        elsewhere("photo:1")
        with committed():
            wall.save()
        for _ in range(3):
            visitor.cache.listener.poll()
        later = visitor.cache.listener.polled_at + OVERLAP_SECONDS + 1
        visitor.cache.listener.clock = lambda: later
        for _ in range(2):
            visitor.cache.listener.poll()
    finally:
        changes.subscribers.remove(changes_seen.append)
    assert changes_seen.count(frozenset({"photo:1"})) == 1
    assert sum(wall.cache_tag in tags for tags in changes_seen) == 1
    assert not visitor.cache.listener.seen


def test_listening_costs_one_light_query(visitor):
    for _ in range(50):
        elsewhere("photo:1")
    visitor.cache.listener.poll()
    later = visitor.cache.listener.polled_at + OVERLAP_SECONDS + 1
    visitor.cache.listener.clock = lambda: later
    visitor.cache.listener.poll()
    with CaptureQueriesContext(connection) as queries:
        visitor.cache.listener.poll()
    assert len(queries) == 1
    assert "LIMIT 1" in queries[0]["sql"]


def test_a_process_that_slept_too_long_makes_every_page_anew(visitor, wall):
    kept(visitor, WALL)
    later = visitor.cache.listener.polled_at + MAX_PAUSE_SECONDS + 1
    visitor.cache.listener.clock = lambda: later
    visitor.cache.listener.poll()
    assert not visitor.is_kept(WALL)


def test_a_restored_database_whose_numbers_are_lower_is_noticed(visitor, wall):
    for _ in range(20):
        last = elsewhere("nothing").pk
    visitor.cache.listener.last = last
    kept(visitor, WALL)
    Change.objects.filter(pk__gt=last - 15).delete()
    visitor.cache.listener.poll()
    assert not visitor.is_kept(WALL)


def test_a_restored_database_in_which_a_number_is_given_again_is_noticed(visitor, wall):
    last = elsewhere("nothing").pk
    visitor.cache.listener.poll()
    kept(visitor, WALL)
    Change.objects.all().delete()
    Change.objects.create(pk=last, tags=EVERYTHING)
    visitor.cache.listener.poll()
    assert not visitor.is_kept(WALL)


@pytest.mark.parametrize("tag", ["list:popular", EVERYTHING])
def test_what_else_a_process_remembers_is_forgotten_with_it(visitor, wall, tag):
    assert editor_choices() == []
    PopularChoice.objects.create(story=wall, kind=PopularChoice.ChoiceKind.PINNED)
    assert caches["readership"].get("choices") == []
    elsewhere(tag)
    visitor.cache.listener.poll()
    assert [choice.story for choice in editor_choices()] == [wall.pk]


def test_changes_are_forgotten_after_a_while(db, time_machine):
    elsewhere("photo:1")
    time_machine.move_to(timezone.now() + CHANGE_RETENTION + timedelta(seconds=1))
    elsewhere("photo:2")
    changes.delete_old_changes()
    assert [change.tags for change in Change.objects.all()] == ["photo:2"]


def test_nothing_is_kept_before_the_first_answer_of_the_database(visitor, wall):
    visitor.cache.listener.has_failed = True
    visitor.get(WALL)
    assert not visitor.is_kept(WALL)


def test_while_nothing_is_heard_the_last_good_page_is_shown_and_says_so(visitor, wall):
    kept(visitor, WALL)
    listener = visitor.cache.listener
    listener.fail(OperationalError("gone"))
    answer = visitor.get(WALL, accept_encoding="br")
    assert answer.status == 200
    assert "stale" in answer.headers["cache-status"]
    assert visitor.get(WALL, if_none_match="*").status == 304
    rendered = len(visitor.rendered)
    listener.poll()
    assert "cache-status" not in visitor.get(WALL).headers
    assert len(visitor.rendered) == rendered


def test_while_the_database_hangs_nothing_is_claimed(visitor, wall):
    kept(visitor, WALL)
    listener = visitor.cache.listener
    listener.silence = DISCONNECTED_AFTER_SECONDS
    later = listener.polled_at + DISCONNECTED_AFTER_SECONDS + 1
    listener.clock = lambda: later
    assert "stale" in visitor.get(WALL).headers["cache-status"]
    listener.poll()
    assert "cache-status" not in visitor.get(WALL).headers


def test_what_was_missed_meanwhile_is_caught_up_with(visitor, wall):
    kept(visitor, WALL)
    visitor.cache.listener.fail(OperationalError("gone"))
    elsewhere(wall.cache_tag)
    visitor.cache.listener.poll()
    assert not visitor.is_kept(WALL)


def test_a_page_that_lacks_something_is_better_than_none(visitor, wall):
    kept(visitor, RECENT)
    visitor.cache.invalidate(frozenset({"list:stories"}))
    django, visitor.django = visitor.django, away
    answer = visitor.get(RECENT)
    assert (answer.status, "stale" in answer.headers["cache-status"]) == (200, True)
    assert "The wall" in answer.body.decode()
    visitor.django = django
    assert "cache-status" not in visitor.get(RECENT).headers


def test_a_page_that_is_wrong_is_not(visitor, wall):
    kept(visitor, WALL)
    visitor.cache.invalidate(frozenset({wall.cache_tag}))
    visitor.django = away
    assert visitor.get(WALL).status == 503
    assert visitor.get("/search/").status == 503


def away(environ, start_response):
    """Answer as Django does while the database is away."""
    start_response("503 Service Unavailable", [("Retry-After", "15")])
    return [b"later"]


def test_a_change_that_cannot_be_written_down_counts_here_and_is_written_later(
    visitor, wall, committed, caplog
):
    kept(visitor, WALL)

    def fail(execute, sql, *args):
        if "pagecache_change" in sql:
            raise OperationalError("gone")
        return execute(sql, *args)

    with connection.execute_wrapper(fail), committed():
        changes.changed(wall.cache_tag)
    assert not visitor.is_kept(WALL)
    assert "cannot be written yet" in caplog.text
    transaction.set_rollback(False)  # nothing was open when it failed, but for the test's own
    assert not Change.objects.exists()
    for _ in range(2):
        visitor.cache.listener.poll()
    assert [change.tags for change in Change.objects.all()] == [wall.cache_tag]
