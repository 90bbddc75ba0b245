"""Storing comments: numbers, paths, counts."""

import pytest

from comments.models import ReaderComment, State
from comments.moderation import set_state
from comments.posting import RefusedError
from comments.threads import threads_on
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section)


def test_a_reply_is_counted_by_every_comment_above_it(story):
    first = add_comment(story)
    second = add_comment(story, reply_to=first)
    third = add_comment(story, reply_to=second)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.reply_count, second.reply_count, third.reply_count) == (2, 1, 0)
    assert [first.depth, second.depth, third.depth] == [0, 1, 2]


def test_a_conversation_is_listed_with_each_comment_before_its_replies(story):
    first = add_comment(story)
    second = add_comment(story, reply_to=first)
    third = add_comment(story, reply_to=first)
    fourth = add_comment(story, reply_to=second)
    replies = threads_on(story).entries[0].replies
    assert [entry.comment.pk for entry in replies] == [second.pk, fourth.pk, third.pk]


def test_a_hidden_reply_stays_hidden_when_its_parent_is_saved_and_approved_again(story):
    parent = add_comment(story)
    reply = add_comment(story, reply_to=parent)
    set_state([reply], State.REJECTED, None)
    set_state([parent], State.REMOVED, None)
    set_state([parent], State.APPROVED, None)
    parent.refresh_from_db()
    parent.save()
    reply.refresh_from_db()
    assert (reply.state, reply.is_public, parent.reply_count) == (State.REJECTED, False, 0)


def test_a_form_that_is_sent_twice_is_one_comment(story):
    first = add_comment(story, form_key="abc")
    assert add_comment(story, form_key="abc") == first
    with pytest.raises(RefusedError, match="another text"):
        add_comment(story, "Something else", form_key="abc")
    with pytest.raises(RefusedError, match="another text"):
        add_comment(ArticleFactory(parent=story.section), form_key="abc")
    assert ReaderComment.objects.count() == 1


def test_deleting_a_story_deletes_its_comments(story):
    add_comment(story, reply_to=add_comment(story))
    story.delete()
    assert not ReaderComment.objects.exists()
