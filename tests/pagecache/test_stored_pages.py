"""Pages of the second level: found after a restart, and only while nothing on them has changed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from byline.pagecache import changes
from byline.pagecache.cache_keys import Key
from byline.pagecache.change_log import EVERYTHING, ChangeLog
from byline.pagecache.disk_store import DiskStore
from byline.pagecache.models import Change
from byline.pagecache.stored_pages import StoredPages, name_of, unpack
from news.models import ArticlePage
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory
from tests.pagecache.visiting import Visitor

WALL = "/news/wall/"
COMMENTS, RECENT = "/fragments/comments/{}/", "/fragments/recent/"
COUNT = "/fragments/comment-count/{}/"


@pytest.fixture
def start(db, tmp_path):
    """Start a process with the second level in a folder: `start()`."""
    visitors = []

    def start_():
        visitor = Visitor()
        visitor.cache.stored_pages = StoredPages(DiskStore(tmp_path / "pages", 10**6))
        visitors.append(visitor)
        return visitor

    # As if it had been there for long: what changes is older than what is rendered afterwards.
    Change.objects.create(tags="long ago")
    yield start_
    for visitor in visitors:
        visitor.leave()
    changes.change_log.reset([])


@pytest.fixture
def wall(section):
    return ArticleFactory(parent=section, slug="wall", title="The wall")


def test_after_a_restart_a_page_comes_with_its_fragments_from_the_disk(start, wall):
    first = start().get(WALL, accept_encoding="br")
    second = start()
    again = second.get(WALL, accept_encoding="br")
    assert (again.body, again.headers) == (first.body, first.headers)
    assert (second.rendered, second.fragments) == ([], [])


def test_what_has_changed_meanwhile_is_rendered(start, wall, committed):
    start().get(WALL)
    with committed():
        wall.title = "The wall again"
        wall.save_revision().publish()
    second = start()
    assert "The wall again" in second.get(WALL).body.decode()
    assert second.rendered == [WALL]


def test_a_page_is_joined_with_the_fragment_that_has_changed_meanwhile(start, wall, committed):
    start().get(WALL)
    with committed():
        add_comment(wall, "I saw it.")
    second = start()
    assert "I saw it." in second.get(WALL).body.decode()
    fragments = [COUNT.format(wall.pk), COMMENTS.format(wall.pk)]
    assert (second.rendered, second.fragments) == ([], fragments)


def test_what_this_process_has_just_changed_is_not_taken_from_the_disk(start, wall, committed):
    visitor = start()
    visitor.get(WALL)
    with committed():
        ArticlePage.objects.get(pk=wall.pk).unpublish()
    # Not polled: the table's ids are not known yet.
    assert visitor.get(WALL).status == 410
    assert visitor.get("/").page.find(string="The wall") is None


def test_a_second_process_does_not_take_what_the_first_has_not_seen(start, wall):
    first, second = start(), start()
    Change.objects.create(tags=wall.cache_tag)
    second.cache.listener.poll()
    ArticlePage.objects.filter(pk=wall.pk).update(title="Not seen")
    first.get(WALL)  # it has not polled, and knows only earlier changes
    ArticlePage.objects.filter(pk=wall.pk).update(title="The wall")
    assert "Not seen" not in second.get(WALL).body.decode()


@pytest.mark.parametrize("data", [b"", b"{}\n", b"[]\n", b"null", b"\x00\xff", b'{"headers": 1}\n'])
def test_what_is_no_page_is_none(data):
    assert unpack(Key("http", "localhost", "/", ""), data) is None


def test_a_page_that_is_over_is_rendered(start, wall, time_machine):
    start().get(WALL)
    time_machine.move_to(timezone.now() + timedelta(seconds=3601))
    second = start()
    second.get(WALL)
    assert second.rendered == [WALL]


def test_keys_have_names_of_their_own():
    keys = [
        Key("http", "localhost", "/", ""),
        Key("https", "localhost", "/", ""),
        Key("http", "other", "/", ""),
        Key("http", "localhost", "/a/", ""),
        Key("http", "localhost", "/", "page=2"),
    ]
    assert len({name_of(key) for key in keys}) == len(keys)


# --- Changes --------------------------------------------------------------------------


@pytest.fixture
def log():
    log = ChangeLog()
    log.reset([(5, "a b"), (7, "b")])
    return log


@pytest.mark.parametrize(
    ("tags", "number", "expected"),
    [
        ({"c"}, 0, True),
        ({"a"}, 4, False),
        ({"a"}, 5, True),
        ({"a", "b"}, 6, False),
        ({"a", "b"}, 7, True),
        ({"c"}, 8, False),  # of another table
    ],
)
def test_a_page_is_valid_unless_a_tag_changed_after_it(log, tags, number, expected):
    assert log.is_unchanged(tags, number, begun_at=1) == expected


def test_a_change_without_an_id_counts_until_it_has_one(log):
    log.add({"a"})
    assert not log.is_unchanged({"a"}, 7, begun_at=1)
    log.add({"a"}, 8)
    assert not log.is_unchanged({"a"}, 7, begun_at=1)
    assert log.is_unchanged({"a"}, 8, begun_at=1)
    log.add({EVERYTHING}, 9)
    assert not log.is_unchanged({"c"}, 8, begun_at=1)


def test_after_a_backup_was_restored_nothing_older_is_valid(log):
    log.reset([(7, "b")], valid_from=100)
    assert not log.is_unchanged({"c"}, 7, begun_at=99)
    assert log.is_unchanged({"c"}, 7, begun_at=100)


def test_changes_that_are_older_than_any_page_take_no_room(log, time_machine):
    time_machine.move_to(timezone.now() + timedelta(seconds=4201))
    log.add({"d"}, 8)
    assert {*log.changes} == {"d"}
