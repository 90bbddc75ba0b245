"""Moderators' decisions, each in the audit log so that it can be undone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import batched
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import ModelLogEntry

from byline.plugins.guard import notify
from comments import posting
from comments.cache_invalidation import comments_changed
from comments.models import ReaderComment, Report, State
from comments.picks import update_thread_picks
from comments.reply_counts import update_reply_counts

UNDO_LOG_ACTION, ERASE_LOG_ACTION = "comments.undo", "comments.erase"
PICK_LOG_ACTION, UNPICK_LOG_ACTION = "comments.pick", "comments.unpick"
# The actions in the log that give a comment a state.
DECISION_LOG_ACTIONS = [
    *(f"comments.{state}" for state in State),
    UNDO_LOG_ACTION,
    ERASE_LOG_ACTION,
]
# Databases limit how many values a query has.
DECISIONS_BATCH_SIZE = 500


@transaction.atomic
def set_state(
    comments: Iterable[ReaderComment], state: State, user: Any, action: str = ""
) -> list[ReaderComment]:
    """Set the state of comments and return those for which something changed.

    Their reports are settled: an approved comment that was reported and is approved again
    counts as changed. Each gets an entry in the log with the state before. The number of
    queries is the same for one and for hundreds.
    """
    decided: list[ReaderComment] = []
    for some in batched(sorted_for_locking(comments), DECISIONS_BATCH_SIZE):
        found = lock_comments(some)
        before = {comment.pk: comment.state for comment in found}
        settled = settle_reports(found)
        for comment in apply_state(found, state):
            if comment.is_approved:
                transaction.on_commit(partial(posting.notify_followers, comment), robust=True)
            transaction.on_commit(partial(notify_plugins, comment, user), robust=True)
        data = {
            comment: {"from": was, "to": comment.state, "reports": settled[comment.pk]}
            for comment in found
            if (was := before[comment.pk]) != comment.state or settled[comment.pk]
        }
        write_log(action or f"comments.{state}", data, user)
        decided += data
    return decided


def notify_plugins(comment: ReaderComment, moderator: Any) -> None:
    """Call the plugins that act on what was decided about a comment."""
    if comment.is_approved:
        notify("comment_approved", comment=comment, moderator=moderator)
    elif comment.state == State.PENDING:
        notify("comment_held", comment=comment, moderator=moderator)
    else:
        notify("comment_removed", comment=comment, moderator=moderator)


def sorted_for_locking(comments: Iterable[ReaderComment]) -> list[ReaderComment]:
    """Sort comments in the one order of locking, so that there is no deadlock."""
    return sorted(comments, key=lambda comment: (comment.thread_root, comment.pk))


def lock_comments(comments: Iterable[ReaderComment]) -> list[ReaderComment]:
    """Lock the threads of the comments and return these as they are then."""
    comments = list(comments)
    ReaderComment.objects.lock_threads(comment.thread_root for comment in comments)
    return list(ReaderComment.objects.filter(pk__in=[comment.pk for comment in comments]))


def apply_state(comments: Sequence[ReaderComment], state: State) -> list[ReaderComment]:
    """Set the state of locked comments, update reply counts, and return those that changed.

    An erased comment has nothing left to show: it is never approved.
    """
    changed = [comment for comment in comments if comment.state != state]
    if state == State.APPROVED:
        changed = [comment for comment in changed if comment.comment]
    appears = state == State.APPROVED
    update_reply_counts((comment, appears - comment.is_approved) for comment in changed)
    ReaderComment.objects.filter(pk__in=[comment.pk for comment in changed]).update(
        state=state, is_public=state == State.APPROVED, is_removed=state == State.REMOVED
    )
    for comment in changed:
        comment.state = state
    update_thread_picks(comment for comment in changed if comment.is_pick)
    comments_changed(changed)
    return changed


@transaction.atomic
def set_pick(comment: ReaderComment, user: Any, *, is_pick: bool) -> bool:
    """Make a comment an editor's pick, or no longer one. Returns whether that changed something.

    Only what readers see becomes one.
    """
    for found in lock_comments([comment]):
        if found.is_pick == is_pick or (is_pick and not found.is_approved):
            continue
        ReaderComment.objects.filter(pk=found.pk).update(is_pick=is_pick)
        update_thread_picks([found])
        comments_changed([found])
        write_log(PICK_LOG_ACTION if is_pick else UNPICK_LOG_ACTION, {found: {}}, user)
        return True
    return False


def settle_reports(comments: Sequence[ReaderComment]) -> dict[int, list[int]]:
    """Settle open reports and return their numbers by comment."""
    settled = defaultdict(list)
    for report in Report.objects.filter(comment__in=comments, settled_at=None):
        settled[report.comment_id].append(report.pk)
    Report.objects.filter(pk__in=[pk for pks in settled.values() for pk in pks]).update(
        settled_at=timezone.now()
    )
    return settled


def write_log(action: str, data: Mapping[ReaderComment, dict[str, Any]], user: Any = None) -> None:
    """Add an entry for each comment to the audit log, with one query."""
    context = get_active_log_context()
    content_type = ContentType.objects.get_for_model(ReaderComment)
    ModelLogEntry.objects.bulk_create(
        ModelLogEntry(
            content_type=content_type,
            object_id=str(comment.pk),
            label=str(comment),
            action=action,
            data=about,
            timestamp=timezone.now(),
            uuid=context.uuid,
            user=user or context.user,
        )
        for comment, about in data.items()
    )
