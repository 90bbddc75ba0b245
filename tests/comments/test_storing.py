"""What is stored of a comment, which mail is queued, which tags are invalidated."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.utils import timezone
from wagtail.models import ModelLogEntry

from byline.pagecache.changes import subscribers
from byline.plugins.comments import approve, hold
from comments.models import CommentSettings, Follower, ReaderComment, Reference, State
from comments.posting import HELD_BEFORE_EDIT, RefusedError, change, edit, edits_of, store
from tests.comments.conversing import add_comment, submission
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def changed_tags(django_capture_on_commit_callbacks):
    """Run an action in a transaction of its own, and return the tags it invalidates."""

    def do(action, *args):
        connection.gathered = None
        changed = []
        subscribers.append(changed.append)
        try:
            with django_capture_on_commit_callbacks(execute=True):
                action(*args)
        finally:
            subscribers.remove(changed.append)
        return set().union(*changed)

    return do


def tag(story):
    return f"comments:{story.pk}"


def test_a_comment_is_stored_as_it_was_sent(story):
    user, now = UserFactory(), timezone.now() - timedelta(minutes=1)
    parent = add_comment(story)
    answer = add_comment(story, "I agree.", parent)
    sent = submission(
        story,
        "So do I.",
        name="Ada",
        user=user,
        visitor="ab",
        form_key="k",
        reply_to=answer,
        now=now,
    )
    comment = ReaderComment.objects.get(pk=store(sent, approve()).pk)
    assert (comment.story, comment.comment, comment.user_name) == (story, "So do I.", "Ada")
    assert (comment.user, comment.visitor, comment.form_key) == (user, "ab", "k")
    assert (comment.posted_at, comment.state, comment.held_because) == (now, "approved", "")
    assert (comment.reply_to, comment.root, comment.depth) == (answer, parent, 2)
    assert add_comment(story, "New.").root is None


def test_why_it_is_held_is_stored_as_far_as_there_is_room(story):
    comment = store(submission(story), hold("x" * 201))
    assert (comment.state, comment.held_because) == (State.PENDING, "x" * 200)
    change(comment, "Else", hold("y" * 201))
    assert comment.held_because == "y" * 200


def test_a_form_is_of_one_story(story, section):
    add_comment(story, form_key="k")
    with pytest.raises(RefusedError, match="another text") as refused:
        add_comment(ArticleFactory(parent=section), form_key="k")
    assert (refused.value.field, str(refused.value.reason)[:9]) == ("", "This form")


def test_a_comment_without_a_form_is_stored_each_time(story):
    assert add_comment(story, "One").pk != add_comment(story, "Two").pk


def test_what_a_comment_refers_to_is_noted_whether_it_is_there_or_not(story):
    first = add_comment(story)
    comment = add_comment(story, f">>{first.pk} and >>999999")
    found = Reference.objects.filter(source=comment).values_list("number", "target")
    assert set(found) == {(first.pk, first.pk), (999999, None)}


def test_a_comment_that_appears_changes_its_story_and_one_that_waits_does_not(story, changed_tags):
    add_comment(story)  # the newsroom's rules are made with the first
    assert changed_tags(lambda: store(submission(story), approve())) == {tag(story)}
    assert changed_tags(lambda: store(submission(story), hold("h"))) == set()


def test_an_edit_changes_the_stories_it_refers_to_and_those_it_referred_to(
    story, section, changed_tags
):
    before, after = (add_comment(ArticleFactory(parent=section)) for _ in range(2))
    comment = add_comment(story, f">>{before.pk}")
    found = changed_tags(change, comment, f">>{after.pk}", approve())
    assert found == {tag(story), tag(before.story), tag(after.story)}
    assert comment.references.get().target == after


def recipients():
    return [address for message in mail.outbox for address in message.to]


def test_followers_are_mailed_about_a_reply_that_appears(story, changed_tags, caplog):
    parent = add_comment(story)
    changed_tags(store, submission(story, reply_to=parent), approve())
    assert "notify_followers" not in caplog.text  # no followers, no task
    follower = {"email": "ada@example.com", "confirmed_at": timezone.now()}
    Follower.objects.create(comment=parent, **follower)
    changed_tags(store, submission(story), approve())
    assert mail.outbox == []
    changed_tags(store, submission(story, reply_to=parent), approve())
    assert recipients() == ["ada@example.com"]


def test_moderators_are_mailed_about_waiting_comments(story, changed_tags):
    moderators = {"notify": "desk@example.com"}
    CommentSettings.objects.update_or_create(site=story.get_site(), defaults=moderators)
    comment = add_comment(story)
    changed_tags(change, comment, "Else", hold("h"))
    assert recipients() == ["desk@example.com"]
    changed_tags(change, comment, "And else", hold("h"))
    assert recipients() == ["desk@example.com"]


def test_an_edit_is_logged_with_what_was_there_before_and_marked(story):
    comment = add_comment(story, "One")
    assert (edits_of(comment), comment.edited_at) == (0, None)
    edit(comment, submission(story, "Two", edited=comment))
    assert ModelLogEntry.objects.for_instance(comment).get().data == {"before": "One"}
    assert edits_of(comment) == 1
    comment.refresh_from_db()
    assert timezone.now() - comment.edited_at < timedelta(minutes=1)


def test_the_same_text_once_more_is_no_edit(story):
    comment = add_comment(story, "One")
    assert edit(comment, submission(story, "One", edited=comment)) == comment
    assert (edits_of(comment), comment.edited_at) == (0, None)


def test_an_edit_that_is_held_is_mailed_about_and_no_longer_counted(story, changed_tags):
    parent = add_comment(story)
    comment = add_comment(story, reply_to=parent)
    change(comment, "Else", hold("h"))
    parent.refresh_from_db()
    assert (comment.state, comment.held_because, parent.reply_count) == ("pending", "h", 0)
    change(comment, "And else", hold("again"))
    parent.refresh_from_db()
    assert (comment.held_because, parent.reply_count) == ("again", 0)
    change(comment, "Fine", approve())
    assert (comment.state, comment.held_because) == (State.PENDING, HELD_BEFORE_EDIT)


def test_an_edit_of_what_readers_see_leaves_it_there(story):
    parent = add_comment(story)
    comment = add_comment(story, reply_to=parent)
    change(comment, "Else", approve())
    parent.refresh_from_db()
    assert (comment.state, comment.held_because, parent.reply_count) == ("approved", "", 1)
