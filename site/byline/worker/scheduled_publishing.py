"""Scheduled publishing and expiry of pages and snippets."""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Min, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import DraftStateMixin, Page, Revision

# For how long results of tasks are stored.
RESULT_RETENTION = timedelta(days=14)

type Condition = Callable[[], bool]

logger = logging.getLogger(__name__)


def publish_and_expire_due(*, may_go_on: Condition = lambda: True) -> set[int]:
    """Unpublish what has expired and publish what is due, as long as `may_go_on()`.

    Returns the ids of revisions that could not be published.

    Like Wagtail's `publish_scheduled`, but safe for concurrent workers and for pages that fail:
    see `for_each`.
    """
    now = timezone.now()
    for model in [Page, *snippets_with_drafts()]:
        expired = model._default_manager.filter(live=True, expire_at__lt=now)
        for_each(expired.order_by("expire_at"), unpublish, may_go_on)
    return publish_due(may_go_on=may_go_on)


def publish_due(*, but: Collection[int] = (), may_go_on: Condition = lambda: True) -> set[int]:
    """Publish what is due: one query of an index where there is nothing.

    Returns the ids of revisions that could not be published.
    """
    scheduled = Revision.objects.filter(approved_go_live_at__lt=timezone.now())
    due = scheduled.exclude(pk__in=but).order_by("approved_go_live_at")
    return for_each(due, publish, may_go_on)


def seconds_to_next_expiry() -> float | None:
    """Return the seconds until the next expiry, at least one; None without any."""
    now = timezone.now()
    dates = [
        model._default_manager.filter(live=True, expire_at__gte=now).aggregate(at=Min("expire_at"))
        for model in [Page, *snippets_with_drafts()]
    ]
    soonest = min((found["at"] for found in dates if found["at"]), default=None)
    return max(1.0, (soonest - now).total_seconds()) if soonest else None


def snippets_with_drafts() -> list[type[Any]]:
    """Return the models besides pages that can be scheduled."""
    return [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, Page)
    ]


def unpublish(item: Any) -> None:
    """Unpublish an expired page or snippet."""
    item.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def publish(revision: Revision) -> None:
    """Publish a scheduled revision."""
    revision.publish(log_action="wagtail.publish.scheduled")


def for_each(due: QuerySet, act: Callable[[Any], None], may_go_on: Condition) -> set[int]:
    """Call a function with each object of a queryset, in a transaction with a row lock.

    Each is fetched again with the lock: another worker may have been first. An exception is
    logged and does not stop the others. Returns the primary keys of the objects that failed.
    """
    failed = set()
    for pk in list(due.values_list("pk", flat=True)):
        if not may_go_on():
            break
        try:
            with transaction.atomic():
                item = due.select_for_update(skip_locked=True).filter(pk=pk).first()
                if item is not None:
                    act(item)
        except Exception:  # a page may fail in any way, and is only one of many
            logger.exception("%s of %s %s failed", act.__name__, due.model.__name__, pk)
            failed.add(pk)
    return failed


def delete_old_results() -> None:
    """Delete old results of tasks."""
    old = timezone.now() - RESULT_RETENTION
    DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
