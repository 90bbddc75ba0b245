"""Undo the decisions of one request."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import ModelLogEntry

from comments.banning import BAN_LOG_ACTION, lift_bans
from comments.models import Ban, ReaderComment, Report, State
from comments.moderation import (
    DECISION_LOG_ACTIONS,
    DECISIONS_BATCH_SIZE,
    ERASE_LOG_ACTION,
    UNDO_LOG_ACTION,
    apply_state,
    lock_comments,
    notify_plugins,
    sorted_for_locking,
    write_log,
)


@dataclass(frozen=True)
class DecisionBatch:
    """The decisions of one request, whose entries in the audit log share a `uuid`.

    `moderated` are the comments that the user moderates; a ban holds in every section, so
    lifting one needs a permission of its own.
    """

    uuid: UUID
    moderated: QuerySet[ReaderComment]
    may_lift_bans: bool

    def entries(self) -> QuerySet[ModelLogEntry]:
        """Return the log entries about comments."""
        actions = [*DECISION_LOG_ACTIONS, BAN_LOG_ACTION]
        return ModelLogEntry.objects.filter(uuid=self.uuid, action__in=actions)

    def decisions(self, numbers: Iterable[int] | None = None) -> dict[int, ModelLogEntry]:
        """Return the decisions that no other followed, by the comment's number.

        Of all comments, or of those with the numbers.
        """
        found = self.entries().exclude(
            action__in=[UNDO_LOG_ACTION, BAN_LOG_ACTION, ERASE_LOG_ACTION]
        )
        if numbers is not None:
            found = found.filter(object_id__in=map(str, numbers))
        entries = {int(entry.object_id): entry for entry in found}
        last: dict[int, int] = {}
        for some in batched(entries, DECISIONS_BATCH_SIZE):
            last |= last_decisions(some)
        return {number: entry for number, entry in entries.items() if last[number] == entry.pk}

    def standing(self) -> dict[ReaderComment, ModelLogEntry]:
        """Return the comments that are still in the state decided, each with its entry."""
        decisions = self.decisions()
        found: list[ReaderComment] = []
        for some in batched(decisions, DECISIONS_BATCH_SIZE):
            found += self.moderated.filter(pk__in=some)
        return {c: decisions[c.pk] for c in found if c.state == decisions[c.pk].data["to"]}

    def bans(self) -> QuerySet[Ban]:
        """Return the bans that were made and still hold."""
        if not self.may_lift_bans:
            return Ban.objects.none()
        logged = self.entries().filter(action=BAN_LOG_ACTION).values_list("data", flat=True)
        numbers = [data["ban"] for data in logged]
        return Ban.objects.filter(pk__in=numbers, comment__in=self.moderated.values("pk"))

    @transaction.atomic
    def undo(self, user: Any) -> tuple[int, int]:
        """Restore comments and lift bans. Returns how many of each."""
        restored = 0
        for some in batched(sorted_for_locking(self.standing()), DECISIONS_BATCH_SIZE):
            lock_comments(some)
            # Another decision may have been made before the lock.
            restored += restore(self, {comment.pk for comment in some}, user)
        return restored, len(lift_bans(self.bans(), user))


def last_decisions(numbers: Iterable[int]) -> dict[int, int]:
    """Return the log entry of the last decision about each comment.

    Filtered by number alone, which has a selective index.
    """
    entries = ModelLogEntry.objects.filter(object_id__in=map(str, numbers)).order_by("pk")
    rows = entries.values_list("object_id", "action", "pk")
    return {int(number): pk for number, action, pk in rows if action in DECISION_LOG_ACTIONS}


def restore(batch: DecisionBatch, numbers: set[int], user: Any) -> int:
    """Restore the states and open reports of locked comments. Returns how many."""
    decisions = batch.decisions(numbers)
    by_former = defaultdict(list)
    for comment in batch.moderated.filter(pk__in=decisions):
        if comment.state == decisions[comment.pk].data["to"]:
            by_former[decisions[comment.pk].data["from"]].append(comment)
    restored = 0
    for former, kept in by_former.items():
        for comment in apply_state(kept, State(former)):
            transaction.on_commit(partial(notify_plugins, comment, user), robust=True)
        comments = [comment for comment in kept if comment.state == former]
        restored += len(comments)
        data = [decisions[comment.pk].data for comment in comments]
        reports = [number for about in data for number in about["reports"]]
        Report.objects.filter(pk__in=reports).update(settled_at=None)
        undone = [{"from": about["to"], "to": former, "undone": str(batch.uuid)} for about in data]
        write_log(UNDO_LOG_ACTION, dict(zip(comments, undone, strict=True)), user)
    return restored
