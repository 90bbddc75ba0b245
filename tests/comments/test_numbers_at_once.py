"""An import brings numbers just ahead of those that readers get, who go on commenting."""

import os

from django.db import transaction

from comments.comment_numbers import insert_with_numbers
from comments.models import ReaderComment, State
from comments.posting import post
from news.models import ArticlePage
from tests.comments.conversing import submission
from tests.factories import ArticleFactory

READERS = 3
COMMENTS = 40


def post_many(file):
    """Comment many times, half of them in answer to the first; write down what was posted."""
    story = ArticlePage.objects.get()
    first = ReaderComment.objects.get(original_number=1000)
    with file.open("w") as posted:
        for n in range(COMMENTS):
            parent = ReaderComment.objects.get(pk=first.pk) if n % 2 else None
            text = f"{file.name} {n} >>{first.pk}"
            visitor = f"{os.getpid() * 1000 + n:032x}"[::-1]
            comment = post(submission(story, text, reply_to=parent, visitor=visitor))
            print(comment.pk, text, sep=":", file=posted)


@transaction.atomic
def bring(story, number):
    """Import two comments, the second of which answers the first of all."""
    first = ReaderComment.objects.get(original_number=1000)
    ReaderComment.objects.lock_threads([first.pk])
    fields = {"story": story, "state": State.APPROVED}
    answer = {"reply_to": first, "root": first, "comment": f"answer {number} >>1000"}
    pairs = [
        (ReaderComment(comment=f"from {number}", **fields), number),
        (ReaderComment(**answer, **fields), number + 1),
    ]
    insert_with_numbers(pairs)
    return [comment for comment, _ in pairs]


def test_none_is_lost_and_none_overwritten(newsroom, tmp_path):
    story = ArticleFactory()
    first = ReaderComment(story=story, comment="The first", state=State.APPROVED)
    insert_with_numbers([(first, 1000)])
    files = [tmp_path / f"reader {number}" for number in range(READERS)]
    running = [newsroom.fork(post_many, file) for file in files]
    brought = {}
    while any(process.is_alive() for process in running):
        highest = ReaderComment.objects.order_by("-pk").values_list("pk", flat=True)[0]
        for comment in bring(ArticlePage.objects.get(), highest + 3):
            brought[comment.pk] = comment.comment
    assert [process.exitcode for process in running] == [0] * READERS
    lines = [line for file in files for line in file.read_text().splitlines()]
    written = {int(line.partition(":")[0]): line.partition(":")[2] for line in lines}
    assert len(written) == READERS * COMMENTS
    assert len(brought) > 20
    stored = dict(ReaderComment.objects.values_list("pk", "comment"))
    assert stored == {1000: "The first"} | written | brought
    first.refresh_from_db()
    assert first.reply_count == first.replies.count() == len(brought) / 2 + len(written) / 2
