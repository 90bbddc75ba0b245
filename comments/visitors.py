"""Visitors, known by a keyed hash of their IP address for a limited time."""

from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from byline.client_ip import client_network
from comments.models import Follower, ReaderComment, Report

VISITORS_BATCH_SIZE = 1000  # rows a transaction


def visitor_key(request: HttpRequest) -> str:
    """Return the key of all requests from a network, which does not identify a person.

    It is the same for as long as `SECRET_KEY` is: what it is stored with is cleared in time.
    """
    key = salted_hmac("comments.visitor", client_network(request), algorithm="sha256")
    return key.hexdigest()[:32]


def lock_visitor(visitor: str) -> None:
    """Lock a visitor until the transaction ends, so that rate limits hold under concurrency.

    On SQLite a transaction that writes is alone anyway.
    """
    if connection.vendor == "postgresql":
        key = int(visitor[:15] or "0", 16)  # 60 bits of the 64 that the lock takes
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def clear_old_visitors() -> int:
    """Clear the visitor of old comments, reports and followers. Returns how many rows."""
    old = timezone.now() - timedelta(days=settings.COMMENTS_VISITOR_RETENTION_DAYS)
    known = [
        ReaderComment.objects.filter(posted_at__lt=old),
        Report.objects.filter(reported_at__lt=old),
        Follower.objects.filter(asked_at__lt=old),
    ]
    return sum(clear_visitors(rows.exclude(visitor="")) for rows in known)


def clear_visitors(rows: QuerySet, at_once: int = VISITORS_BATCH_SIZE) -> int:
    """Clear the visitor of rows, `at_once` in a transaction. Returns how many.

    Rows that are locked by others are skipped until the next run: waiting could deadlock.
    """
    cleared = 0
    while True:
        with transaction.atomic():
            idle = rows.select_for_update(skip_locked=True, of=("self",))
            some = list(idle.order_by("pk").values_list("pk", flat=True)[:at_once])
            if not some:
                return cleared
            cleared += rows.model._default_manager.filter(pk__in=some).update(visitor="")
