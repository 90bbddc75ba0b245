"""The numbers of comments: given by the database, or brought along by an import.

A number belongs to one comment for good. The database never gives one twice, not even after
the comment was deleted with its story; it does not know, though, whether a number below the
highest was ever given. So an import can bring back a number whose comment was deleted.
"""

from collections.abc import Iterable, Sequence
from itertools import batched

from django.conf import settings
from django.db import connection, models, transaction
from django_comments.models import Comment

from comments.models import ReaderComment
from comments.querysets import QUERY_VALUES_LIMIT
from comments.reply_counts import update_reply_counts

COMMENT_TABLE = Comment._meta.db_table
ORIGINAL_NUMBER_RANGE = range(-(2**31), 2**31)
ADVANCE_SEQUENCE_SQL = {
    "postgresql": """
        SELECT setval(numbers, %(number)s)
        FROM (SELECT pg_get_serial_sequence(%(table)s, 'id')::regclass AS numbers) AS found
        WHERE COALESCE(pg_sequence_last_value(numbers), 0) < %(number)s
    """,
    # The table gets its row with the first insert of all.
    "sqlite": """
        UPDATE sqlite_sequence SET seq = %(number)s WHERE name = %(table)s AND seq < %(number)s
    """,
}


@transaction.atomic
def insert_with_numbers(comments: Sequence[tuple[ReaderComment, int]]) -> None:
    """Store imported comments under the numbers they had, and count them above.

    Each comes after the one it answers. Where a number is taken, or none that an import may
    bring, the comment gets the next free one. Either way the one it had is recorded, unless the
    database cannot hold it or another comment on the story had it. The conversations that are
    there must be locked before (`lock_threads`).
    """
    lock_comment_table()
    free = free_numbers(number for _, number in comments)
    # A comment that gets another number must not take that of the next.
    advance_sequence(max(free, default=0))
    recorded = recorded_numbers(comments)
    for comment, number in comments:
        if number in free:
            free.remove(number)
            comment.pk = number
        if number in ORIGINAL_NUMBER_RANGE and (comment.story_id, number) not in recorded:
            recorded.add((comment.story_id, number))
            comment.original_number = number
        # All three tables: a plain save would overwrite the comment that has the number.
        comment.save(force_insert=(models.Model,))
    update_reply_counts((comment, int(comment.is_approved)) for comment, _ in comments)


def free_numbers(numbers: Iterable[int]) -> set[int]:
    """Return the numbers that an import can use, while the table is locked."""
    free = set(filter(can_be_imported, numbers))
    for some in batched(sorted(free), QUERY_VALUES_LIMIT):
        free.difference_update(Comment.objects.filter(pk__in=some).values_list("pk", flat=True))
    return free


def recorded_numbers(comments: Iterable[tuple[ReaderComment, int]]) -> set[tuple[int, int]]:
    """Return the pairs of story and original number that are taken."""
    recorded: set[tuple[int, int]] = set()
    numbers = {number for _, number in comments if number in ORIGINAL_NUMBER_RANGE}
    for some in batched(sorted(numbers), QUERY_VALUES_LIMIT):
        found = ReaderComment.objects.filter(original_number__in=some)
        recorded.update(found.values_list("story_id", "original_number"))
    return recorded


def can_be_imported(number: int) -> bool:
    """Return whether an import may use a number, if it is free."""
    return 1 <= number <= settings.COMMENTS_HIGHEST_IMPORTED_NUMBER


def lock_comment_table() -> None:
    """Block other inserts of comments until the transaction ends.

    An insert takes its lock of the table before it takes its number. On SQLite a transaction
    is alone anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {COMMENT_TABLE} IN SHARE ROW EXCLUSIVE MODE")


def advance_sequence(number: int) -> None:
    """Let the database give numbers above this one only; never any that it has given.

    The table must be locked. The numbers of PostgreSQL do not come back when the transaction is
    rolled back: then some are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            ADVANCE_SEQUENCE_SQL[connection.vendor], {"table": COMMENT_TABLE, "number": number}
        )
