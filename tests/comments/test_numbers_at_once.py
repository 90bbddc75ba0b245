"""An import brings numbers just ahead of those that readers get, who go on commenting."""

import subprocess
import sys

import pytest
from django.db import transaction

from comments.models import ReaderComment, State
from comments.numbers import insert_with_numbers
from news.models import ArticlePage
from tests.factories import ArticleFactory
from tests.processes import ROOT

READERS = 3
COMMENTS = 40
POST = f"""
import django
django.setup()
from comments.models import ReaderComment
from news.models import ArticlePage
from tests.comments.conversing import submission
from comments.posting import post
import os
story = ArticlePage.objects.get()
first = ReaderComment.objects.get(original_number=1000)
for n in range({COMMENTS}):
    parent = ReaderComment.objects.get(pk=first.pk) if n % 2 else None
    text = f"{{os.getpid()}} {{n}} >>{{first.pk}}"
    visitor = f"{{os.getpid() * 1000 + n:032x}}"[::-1]
    print(post(submission(story, text, reply_to=parent, visitor=visitor)).pk, text, sep=":")
"""


@pytest.fixture
def readers(newsroom):
    """Processes that comment, each many times."""
    return lambda: [
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", POST],
            env=newsroom.environment,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(READERS)
    ]


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


@pytest.mark.usefixtures("newsroom")
def test_none_is_lost_and_none_overwritten(readers):
    story = ArticleFactory()
    first = ReaderComment(story=story, comment="The first", state=State.APPROVED)
    insert_with_numbers([(first, 1000)])
    running = readers()
    brought = {}
    while any(process.poll() is None for process in running):
        highest = ReaderComment.objects.order_by("-pk").values_list("pk", flat=True)[0]
        for comment in bring(ArticlePage.objects.get(), highest + 3):
            brought[comment.pk] = comment.comment
    lines = [line for process in running for line in process.communicate()[0].splitlines()]
    assert [process.returncode for process in running] == [0] * READERS
    written = {int(line.partition(":")[0]): line.partition(":")[2] for line in lines}
    assert len(written) == READERS * COMMENTS
    assert len(brought) > 20
    stored = dict(ReaderComment.objects.values_list("pk", "comment"))
    assert stored == {1000: "The first"} | written | brought
    first.refresh_from_db()
    assert first.reply_count == first.replies.count() == len(brought) / 2 + len(written) / 2
