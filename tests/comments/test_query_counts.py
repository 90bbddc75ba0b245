"""Pages with comments cost the same few queries whether there are ten or two thousand."""

from datetime import timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone
from django_comments.models import Comment
from django_comments_xtd.models import XtdComment

from byline.plugins.testing import without
from comments.models import ReaderComment, Reference, State
from comments.paths import path_step
from comments.threads import Sort
from news.models import ArticlePage
from tests.comments.conversing import add_comment
from tests.comments.readers import send
from tests.databases import analyze
from tests.factories import ArticleFactory
from tests.queries import capture_queries

pytestmark = pytest.mark.django_db

# Of a story with nothing else on it; what its comments cost; a page of comments.
STORY_QUERIES, COMMENTS_QUERIES, PAGE_QUERIES = 13, 5, 16
# Of a comment that is sent, savepoints of the tests among them; what one more does that answers.
POST_QUERIES, REPLY_QUERIES = 16, 6
FIRST_NUMBER = 1000


def converse(story, number, user=None):
    """Put so many comments under a story, as rows past the pipeline.

    Three of ten begin a conversation, the others answer the first one; each refers to the one
    before it, and the third was removed.
    """
    numbers = range(FIRST_NUMBER, FIRST_NUMBER + number)
    kind, now = ContentType.objects.get_for_model(ArticlePage), timezone.now()
    Comment.objects.bulk_create(
        Comment(
            pk=n,
            comment=f"As >>{n - 1} says",
            submit_date=now,
            user=user,
            content_type=kind,
            object_pk=str(story.pk),
            site_id=1,
        )
        for n in numbers
    )
    replies = {n for n in numbers if n % 10 > 2}
    insert(XtdComment, [(n, n, 0, 0, 1, False, 0) for n in numbers])
    insert(
        ReaderComment,
        [
            (
                *(n, story.pk, State.REMOVED if n == FIRST_NUMBER + 2 else State.APPROVED, ""),
                *(now - timedelta(seconds=n), None),
                *(
                    (FIRST_NUMBER, FIRST_NUMBER, path_step(FIRST_NUMBER) + path_step(n), 1)
                    if n in replies
                    else (None, None, path_step(n), 0)
                ),
                *(len(replies) if n == FIRST_NUMBER else 0, "", None, None),
                *(user is not None, n == FIRST_NUMBER + 11, n == FIRST_NUMBER),
            )
            for n in numbers
        ],
    )
    Reference.objects.bulk_create(
        Reference(source_id=n, number=n - 1, target_id=n - 1) for n in numbers[1:]
    )
    analyze(Comment, XtdComment, ReaderComment, Reference)


def insert(model, rows):
    """Insert rows into one table of the several that comments are in."""
    columns = [field.column for field in model._meta.local_fields if not field.generated]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    values = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({values})",  # noqa: S608
            rows,
        )


def delete_comments():
    """Delete all comments, as rows."""
    Reference.objects.all().delete()
    for model in (ReaderComment, XtdComment, Comment):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")  # noqa: S608


@pytest.fixture
def addresses(section):
    """A story without comments, and the pages on which they are read."""
    story = ArticleFactory(parent=section)
    pages = [
        story.url,
        *(f"/comments/on/{story.pk}/?sort={sort}" for sort in Sort),
        f"/comments/on/{story.pk}/?after={FIRST_NUMBER + 12}",
        f"/comments/{FIRST_NUMBER}/",
        f"/comments/{FIRST_NUMBER + 5}/",
    ]
    return story, pages


@pytest.mark.parametrize("who", ["a guest", "the newsroom"])
def test_two_thousand_comments_cost_no_query_more_than_forty(addresses, client, count, editor, who):
    story, pages = addresses
    if who == "the newsroom":
        client.force_login(editor)
    converse(story, 40, user=editor)
    few = [count(page) for page in pages]
    delete_comments()
    converse(story, 2_000, user=editor)
    many = [count(page) for page in pages]
    # No query for replies where no thread on the page has any.
    assert all(more <= some for more, some in zip(many, few, strict=True))
    if who == "a guest":
        assert few[0] <= STORY_QUERIES + COMMENTS_QUERIES
        assert max(few[1:]) <= PAGE_QUERIES


def test_a_story_without_comments_costs_fewer(addresses, count):
    story, pages = addresses
    none = count(pages[0])
    converse(story, 10)
    assert none < count(pages[0]) <= STORY_QUERIES + COMMENTS_QUERIES


def test_a_story_costs_the_same_with_one_comment_and_with_a_hundred(addresses, count):
    story, pages = addresses
    converse(story, 1)
    few = count(pages[0])
    delete_comments()
    converse(story, 100)
    # One query for all replies; those for references always run.
    assert count(pages[0]) <= few + 1 <= 18


def test_a_story_shows_a_hundred_comments_for_the_price_of_five(section, count, read):
    few, many = ArticleFactory(parent=section), ArticleFactory(parent=section)
    for story, conversations in ((few, 1), (many, 20)):
        for _ in range(conversations):
            root = add_comment(story)
            for _ in range(4):
                add_comment(story, f"As >>{root.pk} says", reply_to=root)
    assert len(read(many.url).select("[data-threads] .comment")) == 100
    read(few.url)
    assert count(many.url) <= count(few.url)


@pytest.fixture
def without_spam_filter():
    """Its score costs a query more."""
    with without("spam_filter"):
        yield


@pytest.mark.usefixtures("without_spam_filter")
def test_a_comment_costs_few_queries_to_send(section, client):
    story = ArticleFactory(parent=section)
    root = add_comment(story)
    send(client, story, "The first one writes the queries.")
    with capture_queries() as first:
        send(client, story)
    with capture_queries() as reply:
        send(client, story, f">>{root.pk} is right", reply_to=root.pk)
    assert len(first) <= POST_QUERIES
    assert len(reply) <= POST_QUERIES + REPLY_QUERIES
