"""Plugins get to know what moderators decide, and take back."""

import pytest

from byline.plugins import hookimpl
from byline.plugins.comments import Decision, decided_comments
from byline.plugins.protocols import Comment
from comments.models import ReaderComment, State
from comments.moderation import set_state
from comments.posting import edit
from comments.privacy import erase, person_data
from tests.comments.conversing import add_comment, submission
from tests.comments.moderating import QUEUE, bulk, undo_address
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


class Events:
    """A plugin that notes what happens to comments."""

    def __init__(self):
        self.noted = []

    @hookimpl
    def comment_held(self, comment, moderator):
        self.note("held", comment, moderator)

    @hookimpl
    def comment_approved(self, comment, moderator):
        self.note("approved", comment, moderator)

    @hookimpl
    def comment_removed(self, comment, moderator):
        self.note("removed", comment, moderator)

    def note(self, event, comment, moderator):
        self.noted.append((event, comment.text, moderator and moderator.get_username()))


@pytest.fixture
def events(register):
    return register(Events()).noted


def test_what_checks_let_through_and_what_they_hold(story, events, committed):
    with committed():
        comment = add_comment(story, "Fine", visitor="a" * 32)
    with committed():
        add_comment(story, "betting odds")
    with committed():
        edit(comment, submission(story, "My betting odds", visitor="a" * 32, edited=comment))
    assert events == [
        ("approved", "Fine", None),
        ("held", "betting odds", None),
        ("held", "My betting odds", None),
    ]


def test_what_moderators_decide_and_take_back(desk, waiting, events, committed):
    one, another, _last = waiting
    set_state([one], State.APPROVED, None)
    with committed():
        undo = undo_address(bulk(desk, "reject", [one, another], next=QUEUE), desk)
    assert sorted(events) == [
        ("removed", "Another thing.", "moderator"),
        ("removed", "One thing.", "moderator"),
    ]
    with committed():
        desk.post(undo)
    assert sorted(events[2:]) == [
        ("approved", "One thing.", "moderator"),
        ("held", "Another thing.", "moderator"),
    ]


@pytest.mark.parametrize("state", State)
def test_plugins_know_what_is_erased_whatever_it_was(story, moderator, events, committed, state):
    comment = add_comment(story, "Never said")
    set_state([comment], state, moderator)
    with committed():
        erase(person_data([comment.pk]))
    assert events == [("removed", "Never said", None)]


def test_plugins_read_what_was_decided(story, waiting, moderator):
    one, another, last = waiting
    add_comment(story, "It appeared by itself")
    erased = add_comment(story, "Never said")
    newsroom = add_comment(story, "From the newsroom", user=UserFactory())
    set_state([one, erased, newsroom], State.REMOVED, moderator)
    set_state([one, last], State.APPROVED, moderator)
    set_state([another], State.REJECTED, moderator)
    set_state([last], State.PENDING, moderator)
    erase(person_data([erased.pk]))
    assert [*decided_comments()] == [Decision(one, True), Decision(another, False)]
    assert [*decided_comments(one.pk)] == [Decision(another, False)]


def test_reading_what_was_decided_costs_the_same_for_many(
    story, moderator, django_assert_num_queries
):
    for number in (2, 8):
        set_state(
            [add_comment(story, f"No. {n} of {number}") for n in range(number)],
            State.REJECTED,
            moderator,
        )
        with django_assert_num_queries(3):
            found = [decision.comment.story for decision in decided_comments()]
    assert found == [story] * 10


def test_comments_have_what_the_contract_says():
    names = {*Comment.__annotations__, "story"}
    assert {name for name in names if not hasattr(ReaderComment, name)} == set()
