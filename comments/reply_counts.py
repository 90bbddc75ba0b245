"""How many comments readers see below each comment."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import batched

from django.db.models import F

from comments.models import ReaderComment
from comments.querysets import QUERY_VALUES_LIMIT


def update_reply_counts(changes: Iterable[tuple[ReaderComment, int]]) -> None:
    """Add 1 for a comment that appears, -1 for one that disappears, to all comments above it.

    The threads must be locked (`lock_threads`).
    """
    totals: Counter[int] = Counter()
    for comment, change in changes:
        for number in comment.ancestor_numbers:
            totals[number] += change
    by_total = defaultdict(list)
    for number, total in totals.items():
        by_total[total].append(number)
    by_total.pop(0, None)
    for total, numbers in by_total.items():
        for some in batched(numbers, QUERY_VALUES_LIMIT):
            found = ReaderComment.objects.filter(pk__in=some)
            found.update(reply_count=F("reply_count") + total)
