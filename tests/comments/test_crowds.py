"""Many readers at the same moment, from several processes."""

import subprocess
import sys
from collections import Counter

from comments.models import ReaderComment, Reference
from comments.paths import numbers_in
from tests.comments.conversing import say
from tests.factories import ArticleFactory
from tests.processes import ROOT

CROWDS = 4
SIZE = 50


def answer_in_crowds(newsroom, parent):
    """Let four processes of fifty readers each answer a comment, all clicking twice.

    Returns what the processes print.
    """
    command = [sys.executable, "-W", "error", "-m", "tests.comments.crowd", str(parent.pk)]
    crowds = [
        subprocess.Popen(  # noqa: S603
            [*command, str(n), str(SIZE)],
            cwd=ROOT,
            env=newsroom.environment,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(CROWDS)
    ]
    return [crowd.communicate(timeout=300)[1] for crowd in crowds]


def test_two_hundred_replies_at_once_are_all_there_and_counted(newsroom):
    story = ArticleFactory()
    root = say(story)
    parent = say(story, reply_to=root)
    assert answer_in_crowds(newsroom, parent) == [""] * CROWDS
    replies = ReaderComment.objects.filter(reply_to=parent)
    visitors = Counter(replies.values_list("visitor", flat=True))
    assert len(visitors) == CROWDS * SIZE
    assert set(visitors.values()) == {1}
    above = [root.pk, parent.pk]
    assert all(numbers_in(reply.path) == [*above, reply.pk] for reply in replies)
    counts = ReaderComment.objects.filter(pk__in=above).order_by("pk")
    assert list(counts.values_list("reply_count", flat=True)) == [201, 200]
    assert Reference.objects.filter(target=parent).count() == CROWDS * SIZE
