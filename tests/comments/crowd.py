"""A process of readers who all answer one comment at once: see `test_crowds`."""

import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import repeat

import django


def answer(parent_number, reader):
    """Answer the comment as one of many readers."""
    from django.db import connection

    from comments.models import ReaderComment
    from tests.comments.conversing import say

    try:
        parent = ReaderComment.objects.get(pk=parent_number)
        text = f"Reader {reader} agrees with >>{parent_number}"
        say(parent.story, text, parent, visitor=reader, form_key=reader)
    finally:
        connection.close()


def main(parent_number, crowd, size):
    """Let so many readers of a crowd answer the comment, each clicking twice.

    Eight clicks are on their way at any moment.
    """
    django.setup()
    readers = [f"{int(crowd):016x}{n // 2:016x}" for n in range(int(size) * 2)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(answer, repeat(int(parent_number)), readers))


if __name__ == "__main__":
    main(*sys.argv[1:])
