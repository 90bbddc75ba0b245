"""The numbers of comments: given by the database, or brought along by an import.

A number belongs to one comment for good. The database never gives one twice, not even after
the comment was deleted with its story; it does not know, though, whether a number below the
highest was ever given. So an import can bring back a number whose comment was deleted.
"""

from django.conf import settings
from django.db import connection, models, transaction
from django_comments.models import Comment

from comments.models import ReaderComment
from comments.posting import count_reply

TABLE = Comment._meta.db_table
ORIGINAL_NUMBERS = range(-(2**31), 2**31)
GO_ON_ABOVE = {
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


@transaction.atomic(savepoint=False)
def insert_with_number(comment: ReaderComment, number: int) -> ReaderComment:
    """Store an imported comment under the number it had, and count it above.

    Where the number is taken, or none that an import may bring, it gets the next free one.
    Either way the one it had is noted, unless the database cannot hold it or another comment
    on the story had it. The conversation must be locked before (`lock_threads`).
    """
    hold_posting()
    if is_free(number):
        comment.pk = number
        go_on_above(number)
    same = ReaderComment.objects.filter(story=comment.story, original_number=number)
    is_noted = number in ORIGINAL_NUMBERS and not same.exists()
    comment.original_number = number if is_noted else None
    # All three tables: a plain save would overwrite the comment that has the number.
    comment.save(force_insert=(models.Model,))
    if comment.is_approved:
        count_reply(comment, 1)
    return comment


def is_free(number: int) -> bool:
    """Tell whether an import can give a number. Posting must be held for it to stay so."""
    return can_be_imported(number) and not Comment.objects.filter(pk=number).exists()


def can_be_imported(number: int) -> bool:
    """Tell whether a number is one that an import may bring, if it is free."""
    return 1 <= number <= settings.COMMENTS_HIGHEST_IMPORTED_NUMBER


def hold_posting() -> None:
    """Let nobody else insert a comment until the transaction ends.

    An insert takes its lock of the table before it takes its number. On SQLite a transaction
    is alone anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {TABLE} IN SHARE ROW EXCLUSIVE MODE")


def go_on_above(number: int) -> None:
    """Let the database give numbers above this one only; never any that it has given.

    Posting must be held. The numbers of PostgreSQL do not come back when the transaction is
    rolled back: then some are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(GO_ON_ABOVE[connection.vendor], {"table": TABLE, "number": number})
