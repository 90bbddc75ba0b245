"""What moderators have decided, for plugins."""

from collections.abc import Iterator, Sequence

from wagtail.models import ModelLogEntry

from byline.plugins.comments import Decision
from comments.models import ReaderComment, State
from comments.moderation import DECISION_LOG_ACTIONS, DECISIONS_BATCH_SIZE, ERASE_LOG_ACTION


def decisions(after: int) -> Iterator[Decision]:
    """Yield the last decision about each comment of a reader, by number."""
    decided = ReaderComment.objects.exclude(state=State.PENDING).exclude(comment="")
    readers = decided.filter(user=None).select_related("story").order_by("pk")
    while some := list(readers.filter(pk__gt=after)[:DECISIONS_BATCH_SIZE]):
        after = some[-1].pk
        logged = logged_states(some)
        for comment in some:
            if logged.get(comment.pk) == comment.state:
                yield Decision(comment, comment.is_approved)


def logged_states(comments: Sequence[ReaderComment]) -> dict[int, str]:
    """Return by number the state that moderators last gave to comments, from the log."""
    numbers = [str(comment.pk) for comment in comments]
    # Filtered by number alone, which has a selective index.
    entries = ModelLogEntry.objects.filter(object_id__in=numbers).order_by("pk")
    return {
        int(number): data["to"]
        for number, action, data in entries.values_list("object_id", "action", "data")
        if action in DECISION_LOG_ACTIONS and action != ERASE_LOG_ACTION
    }
