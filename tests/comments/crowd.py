"""Processes of readers and moderators who all act at once: see `test_crowds`.

Called with what they do, the number of the comment they do it to, the number of the crowd
and its size.
"""

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import django


def answer(parent_number, crowd, n):
    """Answer the comment as one of many readers, each clicking twice."""
    from comments.models import ReaderComment
    from tests.comments.conversing import say

    reader = f"{parent_number:08x}{crowd:08x}{n // 2:016x}"
    parent = ReaderComment.objects.get(pk=parent_number)
    text = f"Reader {reader} agrees with >>{parent_number}"
    say(parent.story, text, parent, visitor=reader, form_key=reader)


def decide(root_number, crowd, n):
    """Decide on some comments of the conversation as one of many moderators."""
    from comments.models import ReaderComment, State
    from comments.moderation import set_state

    dice = random.Random(crowd * 1000 + n)  # noqa: S311 - the same decisions every time
    numbers = list(ReaderComment.objects.filter(root=root_number).values_list("pk", flat=True))
    some = ReaderComment.objects.filter(pk__in=dice.sample(numbers, min(5, len(numbers))))
    set_state(some, dice.choice(list(State)), None)


def act(action, n):
    """Act in a thread of its own, with a connection of its own."""
    from django.db import connection

    try:
        action(n)
    finally:
        connection.close()


def main(what, number, crowd, size):
    """Let everybody act, eight of them at any moment."""
    django.setup()
    action = {"answer": answer, "decide": decide}[what]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(partial(act, partial(action, int(number), int(crowd))), range(int(size))))


if __name__ == "__main__":
    main(*sys.argv[1:])
