"""Many readers and moderators at the same moment, from several processes."""

import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from django.db import connection

from comments.models import ReaderComment, Reference, State
from comments.moderation import set_state
from comments.paths import numbers_in
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory

READERS = 50


def act(action, n):
    """Act in a thread of its own, with a connection of its own."""
    try:
        action(n)
    finally:
        connection.close()


def crowd(action, size):
    """Let everybody act, eight of them at any moment."""
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(partial(act, action), range(size)))


def answer(parent, crowd, n):
    """Answer the comment as one of many readers, each clicking twice."""
    reader = f"{parent.pk:08x}{crowd:08x}{n // 2:016x}"
    text = f"Reader {reader} agrees with >>{parent.pk}"
    parent = ReaderComment.objects.get(pk=parent.pk)
    add_comment(parent.story, text, parent, visitor=reader, form_key=reader)


def decide(root, crowd, n):
    """Decide on some comments of the conversation as one of many moderators."""
    dice = random.Random(crowd * 1000 + n)  # noqa: S311 - the same decisions every time
    numbers = list(ReaderComment.objects.filter(root=root).values_list("pk", flat=True))
    some = ReaderComment.objects.filter(pk__in=dice.sample(numbers, min(5, len(numbers))))
    set_state(some, dice.choice(list(State)), None)


def right_counts(story):
    """Return how many approved comments are below each comment, by their paths."""
    counts = Counter()
    for comment in ReaderComment.objects.filter(story=story, state="approved"):
        counts.update(numbers_in(comment.path)[:-1])
    return counts


def stored_counts(story):
    counts = dict(ReaderComment.objects.filter(story=story).values_list("pk", "reply_count"))
    return Counter({number: count for number, count in counts.items() if count})


def test_two_hundred_replies_at_once_are_all_there_and_counted(newsroom):
    story = ArticleFactory()
    root = add_comment(story)
    parent = add_comment(story, reply_to=root)
    newsroom.run(crowd, [[partial(answer, parent, n), READERS * 2] for n in range(4)])
    replies = ReaderComment.objects.filter(reply_to=parent)
    visitors = Counter(replies.values_list("visitor", flat=True))
    assert len(visitors) == READERS * 4
    assert set(visitors.values()) == {1}
    above = [root.pk, parent.pk]
    assert all(numbers_in(reply.path) == [*above, reply.pk] for reply in replies)
    assert stored_counts(story) == {root.pk: 201, parent.pk: 200} == right_counts(story)
    assert Reference.objects.filter(target=parent).count() == READERS * 4


def test_moderators_who_decide_while_readers_answer_keep_the_counts_right(newsroom):
    story = ArticleFactory()
    root = add_comment(story)
    below = [add_comment(story, reply_to=root) for _n in range(10)]
    for comment in below:
        add_comment(story, reply_to=comment)
    moderators = [[partial(decide, root, n), 40] for n in range(2)]
    newsroom.run(crowd, [*moderators, [partial(answer, root, 2), READERS]])
    assert ReaderComment.objects.filter(reply_to=root).count() == 10 + READERS // 2
    assert stored_counts(story) == right_counts(story)
