"""What moderators do with comments, each decision in the audit log and able to be undone."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import partial

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from comments import posting
from comments.models import ReaderComment, Report, State
from comments.paths import numbers_in


@transaction.atomic
def set_state(
    comments: Iterable[ReaderComment], state: State, user: User | None, action: str = ""
) -> list[ReaderComment]:
    """Give comments a state and return those that had another one.

    Every one of them gets an entry in the log with the state before, and the reports of
    all are settled. The same number of queries for one and for a thousand, but for the log.
    """
    wanted = {comment.pk for comment in comments}
    found = ReaderComment.objects.filter(pk__in=wanted)
    ReaderComment.objects.lock_threads(comment.thread_root for comment in found)
    found = list(found.all())  # as they are now that nobody else can change them
    changed = [comment for comment in found if comment.state != state]
    count_replies(changed, state)
    ReaderComment.objects.filter(pk__in=[comment.pk for comment in changed]).update(
        state=state, is_public=state == State.APPROVED, is_removed=state == State.REMOVED
    )
    Report.objects.filter(comment__in=found, settled_at=None).update(settled_at=timezone.now())
    for comment in changed:
        before, comment.state = comment.state, state
        data = {"from": before, "to": state}
        log(instance=comment, action=action or f"comments.{state}", user=user, data=data)
        if comment.is_approved:
            transaction.on_commit(partial(posting.tell, comment))
    return changed


def count_replies(comments: Sequence[ReaderComment], state: State) -> None:
    """Count approved comments that stop being so, and others that become so, above them."""
    changes: Counter[int] = Counter()
    for comment in comments:
        change = (state == State.APPROVED) - comment.is_approved
        for number in numbers_in(comment.path)[:-1]:
            changes[number] += change
    by_change = defaultdict(list)
    for number, change in changes.items():
        by_change[change].append(number)
    for change, numbers in by_change.items():
        ReaderComment.objects.filter(pk__in=numbers).update(reply_count=F("reply_count") + change)
