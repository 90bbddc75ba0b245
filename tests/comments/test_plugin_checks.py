"""Plugins look at comments after Byline has."""

import pytest

from byline.plugins import hookimpl
from comments.models import CommentSettings, State
from comments.posting import RefusedError, edit
from tests.comments.conversing import add_comment, submission
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section)


def block(story, words):
    settings = CommentSettings.for_site(story.get_site())
    settings.blocked_words = words
    settings.save()


class Recording:
    """A plugin whose check records every comment."""

    def __init__(self):
        self.received = []

    @hookimpl
    def comment_checks(self):
        return [self.received.append]


class Raising:
    @hookimpl
    def comment_checks(self):
        raise RuntimeError("this plugin is broken")


def test_a_plugin_holds_a_comment_and_moderators_see_why(story):
    comment = add_comment(story, "What are the betting odds on the vote?")
    assert (comment.state, comment.held_because) == (State.PENDING, "It talks of betting odds.")
    assert add_comment(story, "What are the odds?").is_approved


def test_a_plugin_refuses_a_comment_at_the_field_it_objects_to(story):
    with pytest.raises(RefusedError, match="No casinos here") as refused:
        add_comment(story, name="Grand Casino")
    assert refused.value.field == "name"
    assert not story.comments.exists()


@pytest.mark.parametrize(
    ("text", "name", "logged"),
    [
        ("Let me break the plugin", "breaks", "this plugin is broken"),
        ("Let me talk nonsense", "answers_nonsense", "answers_nonsense returned 'perhaps'"),
    ],
)
def test_a_check_that_does_not_work_holds_the_comment_and_is_logged(
    story, caplog, text, name, logged
):
    comment = add_comment(story, text)
    assert (comment.state, comment.held_because) == (State.PENDING, f"The check {name} failed.")
    assert "Plugin sample failed in the hook comment_checks" in caplog.text
    assert logged in caplog.text


def test_a_plugin_that_raises_before_it_has_checks_holds_nothing_back(story, caplog, register):
    register(Raising())
    listening = register(Recording())
    assert add_comment(story).is_approved
    assert len(listening.received) == 1
    assert "failed in the hook comment_checks" in caplog.text


def test_plugins_are_asked_after_our_own_checks(story, register):
    listening = register(Recording())
    with pytest.raises(RefusedError, match="Write a comment"):
        add_comment(story, " ")
    add_comment(story, "From the newsroom", user=UserFactory())
    assert listening.received == [], "refused, or let through, before their turn"
    block(story, "snake oil")
    comment = add_comment(story, "The betting odds on snake oil")
    assert comment.held_because == (
        "It has “snake oil”, which is on the list of blocked words. It talks of betting odds."
    )
    assert [received.text for received in listening.received] == ["The betting odds on snake oil"]


def test_a_plugin_can_refuse_what_our_own_checks_hold(story):
    block(story, "snake oil")
    with pytest.raises(RefusedError, match="No casinos here"):
        add_comment(story, "Snake oil!", name="Casino Royale")


def test_a_plugin_is_told_what_the_contract_says(story, register):
    listening = register(Recording())
    parent = add_comment(story)
    add_comment(story, "Well said.", parent, name="Ada", visitor="a" * 32)
    received = listening.received[-1]
    assert (received.story, received.text, received.name) == (story, "Well said.", "Ada")
    assert (received.reply_to, received.visitor) == (parent, "a" * 32)


def test_plugins_look_at_edited_comments_too(story):
    comment = add_comment(story, visitor="a" * 32)
    edited = submission(story, "About betting odds", visitor="a" * 32, edited=comment)
    assert edit(comment, edited).state == State.PENDING
