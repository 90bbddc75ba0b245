"""Changes are gathered in a transaction, and told of when it is committed."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from byline.pagecache import changed, changed_everything, changes, on_change
from byline.pagecache.models import Change
from byline.worker import periodic_tasks

pytestmark = pytest.mark.django_db


def undone(*tags):
    """Change something in a savepoint that is undone."""
    with transaction.atomic():
        changed(*tags)
        transaction.set_rollback(True)


def test_what_changes_in_one_transaction_is_told_of_together(heard, committed):
    with committed():
        changed("a")
        with transaction.atomic():
            changed("b", "c")
        changed("b")
    assert heard == [{"a", "b", "c"}]
    assert [change.tags for change in Change.objects.all()] == ["a b c"]


def test_what_is_undone_is_not_told_of(heard, committed):
    with committed():
        undone("a")
        changed("b")
        undone("c")
    assert {tag for tags in heard for tag in tags} == {"b", "c"}
    with committed():
        undone("a")
    assert len(heard) == 1


def test_what_is_undone_by_itself_takes_nothing_else_with_it(heard, committed):
    with committed():
        undone("a")
        with transaction.atomic():
            changed("b")
        changed("d")
    assert set().union(*heard) == {"b", "d"}


def test_the_next_transaction_is_told_of_by_itself(heard, committed):
    for tag in ("a", "b"):
        with committed():
            changed(tag)
    assert heard == [{"a"}, {"b"}]


def test_nothing_is_told_of_nothing_or_where_no_page_is_kept(heard, committed, settings):
    with committed():
        changed()
    settings.PAGE_CACHE = False
    with committed():
        changed("a")
    assert heard == []
    assert not Change.objects.exists()


def test_everything_is_a_change_too(heard, committed):
    with committed():
        changed_everything()
    assert heard == [{"everything"}]


def test_what_this_process_wrote_it_knows_and_only_where_somebody_keeps_pages(heard, committed):
    with committed():
        changed("a")
    assert changes.written == {Change.objects.get().pk}
    changes.subscribers.remove(heard.append)
    try:
        with committed():
            changed("b")
        assert len(changes.written) == 1
    finally:
        changes.subscribers.append(heard.append)


def test_a_change_waits_while_it_cannot_be_written(heard, committed, caplog):
    def fail(execute, sql, *args):
        if "pagecache_change" in sql:
            raise OperationalError("gone")
        return execute(sql, *args)

    with connection.execute_wrapper(fail), committed():
        changed("b")
    transaction.set_rollback(False)  # nothing was open when it failed, but for the test's own
    assert (heard, changes.unwritten) == ([{"b"}], [{"b"}])
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
    changes.dispatch(frozenset({changes.EVERYTHING}))
    assert len(forgotten) == 2


def test_changes_are_kept_for_an_hour():
    now = timezone.now()
    for minutes in (59, 61):
        Change.objects.create(tags=str(minutes), at=now - timedelta(minutes=minutes))
    periodic_tasks.run_all(
        [task for task in periodic_tasks.PERIODIC_TASKS if task is changes.delete_old_changes]
    )
    assert [change.tags for change in Change.objects.all()] == ["59"]


def test_lists_are_told_by_how_their_tags_begin():
    assert changes.is_list("list:stories")
    assert not changes.is_list("page:1")
