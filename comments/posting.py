"""Store what readers write.

A comment is stored whole, with the count of every comment above it, in one transaction and
with the same number of rows however long the conversation is.
"""

from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from byline.plugins import guard
from byline.plugins.comments import Action, Answer
from byline.prepared import prepared
from comments import tasks
from comments.cache_invalidation import comments_changed
from comments.models import ReaderComment, Reference, State
from comments.picks import update_thread_picks
from comments.pipeline import STORY_GONE, TRANSACTION_CHECKS, run_checks, run_pipeline
from comments.reply_counts import update_reply_counts
from comments.selectors import followers_of
from comments.submission import Submission
from comments.text import references_in
from comments.visitors import lock_visitor

# The text before each edit is stored.
COMMENT_EDITS_LIMIT = 20
EDITING_PERIOD_OVER = "The time to change this comment is over."
EDIT_LOG_ACTION = "comments.edit"
# Of an entry's data in the log. Erasing a comment deletes it there.
FORMER_TEXT_KEY = "before"
HELD_BEFORE_EDIT = "It was held for what it said before its writer changed it."


class RefusedError(Exception):
    """Why a comment is refused, as shown to its author; `field` is the form field at fault."""

    def __init__(self, reason: str, field: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.field = field


def post(submission: Submission) -> ReaderComment:
    """Store a new comment, approved or waiting. Raises RefusedError.

    The same form sent twice, by an impatient click or a browser that tries again, is one
    comment: the second answer is the same as the first.
    """
    try:
        # Outside of the transaction: a plugin's check may take its time.
        return store(submission, accepted(run_pipeline(submission)))
    except (RefusedError, IntegrityError, ReaderComment.DoesNotExist) as error:
        # Perhaps it was sent before: two comments cannot have one key.
        if earlier := earlier_comment(submission):
            return earlier
        if isinstance(error, RefusedError):
            raise
        raise RefusedError(STORY_GONE) from error


def accepted(answer: Answer) -> Answer:
    """Return the answer. Raises RefusedError where it is a rejection."""
    if answer.action == Action.REJECT:
        raise RefusedError(answer.reason, answer.field)
    return answer


def earlier_comment(submission: Submission) -> ReaderComment | None:
    """Return the comment with this form's key. Raises RefusedError where it has another text."""
    if submission.form_key is None:
        return None
    earlier = next(iter(comments_with_form_key(submission.form_key)), None)
    if earlier and (earlier.story_id, earlier.comment) != (submission.story.pk, submission.text):
        raise RefusedError("This form was sent already, with another text. Send it once more.")
    return earlier


@prepared
def comments_with_form_key(form_key: str) -> QuerySet[ReaderComment]:
    """Find the comment that was sent with a form."""
    return ReaderComment.objects.filter(form_key=form_key).order_by()


@transaction.atomic
def store(submission: Submission, answer: Answer) -> ReaderComment:
    """Store a comment that the pipeline accepts. Raises RefusedError, IntegrityError."""
    lock_visitor(submission.visitor)
    if parent := submission.reply_to:
        ReaderComment.objects.lock_threads([parent.thread_root])
        parent.refresh_from_db(fields=["state"])
    accepted(run_checks(TRANSACTION_CHECKS, submission))
    comment = ReaderComment(
        story=submission.story,
        comment=submission.text,
        user_name=submission.name,
        user=submission.user,
        is_by_newsroom=submission.user is not None,
        state=State.PENDING if answer.action == Action.HOLD else State.APPROVED,
        held_because=answer.reason[:200],
        posted_at=submission.now,
        reply_to=parent,
        root_id=parent.thread_root if parent else None,
        visitor=submission.visitor,
        form_key=submission.form_key,
    )
    comment.save(force_insert=True)
    store_references(comment)
    if comment.is_approved:
        update_reply_counts([(comment, 1)])
        comments_changed([comment])
    # A failure to queue mail does not undo the comment.
    transaction.on_commit(partial(notify, comment), robust=True)
    return comment


def notify(comment: ReaderComment) -> None:
    """Act on a stored comment: mail to followers once it is approved, to moderators if it waits."""
    if not comment.is_approved:
        tasks.notify_moderators.enqueue(comment.pk)
        guard.notify("comment_held", comment=comment, moderator=None)
        return
    notify_followers(comment)
    guard.notify("comment_approved", comment=comment, moderator=None)


def notify_followers(comment: ReaderComment) -> None:
    """Queue mail to those who follow what a comment answers, or its story, if there are any."""
    if followers_of(comment.ancestor_numbers, comment.story_id):
        tasks.notify_followers.enqueue(comment.pk)


@prepared
def known_numbers(numbers: list[int]) -> QuerySet:
    """Find which of the numbers comments have."""
    return ReaderComment.objects.filter(pk__in=numbers).order_by().values_list("pk", flat=True)


def store_references(comment: ReaderComment) -> None:
    """Store a comment's references to others."""
    if not (numbers := references_in(comment.comment)):
        return
    there = set(known_numbers(numbers))
    Reference.objects.bulk_create(
        Reference(source=comment, number=n, target_id=n if n in there else None) for n in numbers
    )


def edit(comment: ReaderComment, submission: Submission) -> ReaderComment:
    """Change the text of a comment while it is editable. Raises RefusedError.

    The former text is kept in the log. An edit that a check objects to
    makes the comment wait again; one that waits goes on waiting.
    """
    answer = accepted(run_pipeline(submission))
    with transaction.atomic():
        ReaderComment.objects.lock_threads([comment.thread_root])
        try:
            comment.refresh_from_db()
        except ReaderComment.DoesNotExist as error:
            raise RefusedError(STORY_GONE) from error
        if not comment.is_editable:
            raise RefusedError(EDITING_PERIOD_OVER)
        if edits_of(comment) >= COMMENT_EDITS_LIMIT:
            raise RefusedError("You have changed this comment many times. Leave it now.")
        if comment.comment != submission.text:
            change(comment, submission.text, answer)
    return comment


def edits_of(comment: ReaderComment) -> int:
    """Return how often a comment was edited."""
    return ModelLogEntry.objects.for_instance(comment).filter(action=EDIT_LOG_ACTION).count()


def change(comment: ReaderComment, text: str, answer: Answer) -> None:
    """Set the text of a locked comment, and hold it if the pipeline does."""
    before, comment.comment = comment.comment, text
    comment.edited_at = timezone.now()
    if answer.action == Action.HOLD:
        if comment.is_approved:
            update_reply_counts([(comment, -1)])
            transaction.on_commit(partial(notify, comment), robust=True)
        comment.state, comment.held_because = State.PENDING, answer.reason[:200]
    elif comment.state == State.PENDING:
        # It still waits, but the reason was about the former text.
        comment.held_because = HELD_BEFORE_EDIT
    comment.save()
    if comment.is_pick:
        update_thread_picks([comment])
    comments_changed([comment])
    comment.references.all().delete()
    store_references(comment)
    comments_changed([comment])
    log(instance=comment, action=EDIT_LOG_ACTION, data={FORMER_TEXT_KEY: before})
