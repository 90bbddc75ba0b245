"""Many readers and moderators at the same moment, from several processes."""

from collections import Counter

from comments.models import ReaderComment, Reference
from comments.paths import numbers_in
from tests.comments.conversing import say
from tests.factories import ArticleFactory
from tests.processes import complaints

CROWD = "tests.comments.crowd"
READERS = 50


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
    root = say(story)
    parent = say(story, reply_to=root)
    crowds = [newsroom.start_module(CROWD, "answer", parent.pk, n, READERS * 2) for n in range(4)]
    assert complaints(crowds) == []
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
    root = say(story)
    below = [say(story, reply_to=root) for _n in range(10)]
    for comment in below:
        say(story, reply_to=comment)
    crowds = [
        *(newsroom.start_module(CROWD, "decide", root.pk, n, 40) for n in range(2)),
        newsroom.start_module(CROWD, "answer", root.pk, 2, READERS),
    ]
    assert complaints(crowds) == []
    assert ReaderComment.objects.filter(reply_to=root).count() == 10 + READERS // 2
    assert stored_counts(story) == right_counts(story)
