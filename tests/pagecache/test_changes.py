"""Changes are collected in a transaction, and published when it commits."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from byline.pagecache import changed, changes
from byline.pagecache.change_log import CHANGE_RETENTION, EVERYTHING
from byline.pagecache.changes import on_change
from byline.pagecache.models import Change
from byline.pagecache.recording import PAGE_MAX_AGE_SECONDS
from byline.worker import periodic_tasks

pytestmark = pytest.mark.django_db


def undone(*tags):
    """Change something in a savepoint that is undone."""
    with transaction.atomic():
        changed(*tags)
        transaction.set_rollback(True)


def test_the_changes_of_a_transaction_are_published_together(changes_seen, committed):
    with committed():
        changed("a")
        with transaction.atomic():
            changed("b", "c")
        changed("b")
    assert changes_seen == [{"a", "b", "c"}]
    assert [change.tags for change in Change.objects.all()] == ["a b c"]


def test_what_is_rolled_back_is_not_published(changes_seen, committed):
    with committed():
        undone("a")
        changed("b")
        undone("c")
    assert {tag for tags in changes_seen for tag in tags} == {"b", "c"}
    with committed():
        undone("a")
    assert len(changes_seen) == 1


def test_what_is_undone_by_itself_takes_nothing_else_with_it(changes_seen, committed):
    with committed():
        undone("a")
        with transaction.atomic():
            changed("b")
        changed("d")
    assert set().union(*changes_seen) == {"b", "d"}


def test_the_next_transaction_is_published_by_itself(changes_seen, committed):
    for tag in ("a", "b"):
        with committed():
            changed(tag)
    assert changes_seen == [{"a"}, {"b"}]


def test_nothing_is_published_of_no_tags_or_without_a_page_cache(changes_seen, committed, settings):
    with committed():
        changed()
    settings.PAGE_CACHE = False
    with committed():
        changed("a")
    assert changes_seen == []
    assert not Change.objects.exists()


def test_everything_is_a_change_too(changes_seen, committed):
    with committed():
        changed(EVERYTHING)
    assert changes_seen == [{"everything"}]


def test_the_ids_that_a_process_wrote_are_stored_where_it_has_a_listener(changes_seen, committed):
    with committed():
        changed("a")
    assert changes.written == {Change.objects.get().pk}
    changes.subscribers.remove(changes_seen.append)
    try:
        with committed():
            changed("b")
        assert len(changes.written) == 1
    finally:
        changes.subscribers.append(changes_seen.append)


def test_a_change_waits_while_it_cannot_be_written(changes_seen, committed, caplog):
    def fail(execute, sql, *args):
        if "pagecache_change" in sql:
            raise OperationalError("gone")
        return execute(sql, *args)

    with connection.execute_wrapper(fail), committed():
        changed("b")
    transaction.set_rollback(False)  # nothing was open when it failed, but for the test's own
    assert (changes_seen, changes.unwritten) == ([{"b"}], [{"b"}])
    changes.unwritten.append(frozenset({"a"}))
    changes.write_pending_changes()
    changes.write_pending_changes()
    assert changes.unwritten == []
    assert [change.tags for change in Change.objects.all()] == ["a b"]


@pytest.fixture
def forgotten():
    """How often something was forgotten that goes with the tag "a"."""
    times = []

    def forget():
        times.append(1)

    for _ in range(2):
        on_change("a", forget)
    yield times
    del changes.handlers_by_tag["a"]


def test_what_goes_with_a_tag_is_forgotten_with_it_and_with_everything(forgotten):
    changes.dispatch(frozenset({"b"}))
    assert len(forgotten) == 0
    changes.dispatch(frozenset({"a", "b"}))
    assert len(forgotten) == 1
    changes.dispatch(frozenset({EVERYTHING}))
    assert len(forgotten) == 2


def test_changes_are_kept_for_longer_than_pages_and_the_newest_for_ever():
    assert timedelta(seconds=PAGE_MAX_AGE_SECONDS) < CHANGE_RETENTION
    now = timezone.now()
    for minutes in (71, 69, 72, 71):
        Change.objects.create(tags=str(minutes), at=now - timedelta(minutes=minutes))
    periodic_tasks.run_all(
        [task for task in periodic_tasks.PERIODIC_TASKS if task is changes.delete_old_changes]
    )
    assert [change.tags for change in Change.objects.order_by("pk")] == ["69", "71"]


def test_lists_are_told_by_how_their_tags_begin():
    assert changes.is_list("list:stories")
    assert not changes.is_list("page:1")
