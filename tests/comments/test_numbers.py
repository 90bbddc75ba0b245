"""Numbers that an import brings along."""

import pytest
from django.db import connection
from django.utils import timezone

from comments.comment_numbers import insert_with_numbers
from comments.models import ReaderComment, State
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _from_one(db):
    """Begin with the first number: those of PostgreSQL do not come back with a rollback."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT setval('django_comments_id_seq', 1, false)")


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section)


def bring(story, number, text="From the archive.", **fields):
    """Import a comment."""
    fields.setdefault("state", State.APPROVED)
    comment = ReaderComment(story=story, comment=text, **fields)
    insert_with_numbers([(comment, number)])
    return comment


def test_an_imported_comment_has_its_number_and_posting_goes_on_above_it(story):
    brought = bring(story, 17_879)
    assert (brought.pk, brought.original_number) == (17_879, 17_879)
    assert add_comment(story).pk == 17_880


def test_a_lower_number_does_not_take_the_numbering_back(story):
    bring(story, 17_879)
    bring(story, 12)
    assert add_comment(story).pk == 17_880


def test_the_first_number_of_all_can_be_imported_into_an_empty_newsroom(story):
    assert bring(story, 1).pk == 1
    assert add_comment(story).pk == 2


def test_a_number_that_is_taken_is_never_overwritten(story):
    mine = add_comment(story, "I was here first.")
    brought = bring(story, mine.pk)
    mine.refresh_from_db()
    assert mine.comment == "I was here first."
    assert brought.pk == mine.pk + 1
    assert brought.original_number == mine.pk
    assert add_comment(story).pk == brought.pk + 1


@pytest.mark.parametrize("number", [2_000_000_001, 2**31 - 1, 2**31, 10**17, 0, -7])
def test_a_hostile_number_does_not_end_the_numbering(story, number):
    last = add_comment(story).pk
    brought = bring(story, number)
    assert brought.pk == last + 1
    fits = number if number < 2**31 else None
    assert ReaderComment.objects.get(pk=brought.pk).original_number == fits
    assert add_comment(story).pk == last + 2


def test_of_two_comments_with_one_number_on_a_story_the_second_gets_another(story):
    first, second = bring(story, 40), bring(story, 40)
    assert (first.pk, first.original_number) == (40, 40)
    assert (second.pk, second.original_number) == (41, None)


def test_the_highest_number_is_a_setting(story, settings):
    settings.COMMENTS_HIGHEST_IMPORTED_NUMBER = 50_000
    assert bring(story, 50_001).pk < 50_000
    assert bring(story, 50_000).pk == 50_000


def test_an_imported_reply_is_counted_and_stands_below_its_parent(story):
    at = timezone.now()
    parent = bring(story, 5_000, posted_at=at)
    reply = bring(story, 4_000, reply_to=parent, root=parent, posted_at=at)
    bring(story, 4_001, reply_to=parent, root=parent, state=State.PENDING)
    parent.refresh_from_db()
    assert (parent.reply_count, parent.posted_at) == (1, at)
    assert reply.path == parent.path + "0000004000"
    assert reply.submit_date == at


def test_the_number_of_a_deleted_comment_is_not_given_again(story, section):
    bring(story, 17_879)
    story.delete()
    assert add_comment(ArticleFactory(parent=section)).pk == 17_880
