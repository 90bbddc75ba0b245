"""The filter learns a comment once, and forgets it when moderators change their minds."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from byline.plugins.testing import configured
from byline_spam_filter.forgetting import forget, forget_unused
from byline_spam_filter.learning import learn, lock, unlearn
from byline_spam_filter.models import ALL_COMMENTS, LearnedComment, Outcome, Token

pytestmark = pytest.mark.django_db
# With a savepoint, as for all that follows.
LEARNING_QUERIES = 11
WRITES = {"INSERT", "UPDATE", "DELETE"}
APPROVED, REJECTED = Outcome.APPROVED, Outcome.REJECTED


def test_a_comment_counts_once(counts):
    assert learn(1, REJECTED, "casino casino night")
    assert not learn(1, REJECTED, "casino casino night")
    assert (counts(), counts("casino"), counts("night")) == ((0, 1), (0, 1), (0, 1))


def test_another_decision_counts_in_the_other_class_instead(counts):
    learn(1, REJECTED, "casino night")
    learn(2, REJECTED, "casino")
    assert learn(1, APPROVED, "casino night")
    assert (counts(), counts("casino"), counts("night")) == ((1, 1), (1, 1), (1, 0))


def test_what_was_changed_since_is_unlearned_as_it_was(counts):
    learn(1, REJECTED, "casino night")
    learn(1, APPROVED, "ferry night")
    assert (counts("casino"), counts("night"), counts("ferry")) == ((0, 0), (1, 0), (1, 0))
    unlearn(1, "something else")
    assert (counts(), counts("night"), counts("something")) == ((0, 0), (0, 0), (0, 0))


def test_unlearning_twice_or_what_is_unknown_changes_nothing(counts):
    learn(1, REJECTED, "casino")
    learn(2, REJECTED, "casino")
    for number in (1, 1, 3):
        unlearn(number, "casino")
    assert (counts(), counts("casino")) == ((0, 1), (0, 1))
    assert learn(1, APPROVED, "casino")
    assert (counts(), counts("casino")) == ((1, 1), (1, 1))


def test_its_tokens_are_forgotten_after_a_month_and_taken_from_the_text_then(counts):
    learn(1, REJECTED, "casino night")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        forget()
        assert LearnedComment.objects.get().tokens == []
        learn(1, APPROVED, "casino night")
    assert (counts(), counts("casino")) == ((1, 0), (1, 0))


@pytest.mark.parametrize("days", [0, 31])
def test_words_that_only_forgotten_comments_have_go_with_the_last_one(counts, days):
    for number in (1, 2):
        learn(number, REJECTED, "casino telephone", "Ines")
    learn(3, REJECTED, "casino")
    with time_machine.travel(timezone.now() + timedelta(days=days)):
        forget()
        for number in (1, 2):
            unlearn(number, "casino telephone", "Ines")
        forget_unused()
    assert {*LearnedComment.objects.values_list("number", "outcome")} == {
        (1, ""),
        (2, ""),
        (3, REJECTED),
    }
    assert {*Token.objects.values_list("text", flat=True)} == {ALL_COMMENTS, "casino"}
    assert (counts(), counts("casino")) == ((0, 1), (0, 1))


def statements(action, *arguments):
    """Return the statements of an action that read the row of all comments, or write."""
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        action(*arguments)
    found = [query["sql"] for query in captured]
    return [
        sql.split()[0]
        for sql in found
        if (sql.startswith("SELECT") and "\"text\" = ''" in sql) or sql[:6] in WRITES
    ]


def test_who_makes_the_row_of_all_comments_locks_it_or_waits_for_who_was_quicker():
    assert statements(lock) == ["SELECT", "INSERT", "SELECT"]


@pytest.mark.parametrize(
    "action",
    [
        (learn, 9, REJECTED, "casino"),
        (unlearn, 1, "casino"),
        (forget,),
    ],
)
def test_whatever_writes_waits_for_others(action):
    learn(1, REJECTED, "casino")
    first, *others = statements(*action)
    assert first == "SELECT"
    assert {*others} & WRITES


def test_the_rarest_and_oldest_tokens_go_first(counts):
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        learn(1, REJECTED, "old often")
    learn(2, REJECTED, "often")
    learn(3, APPROVED, "new")
    learn(4, APPROVED, "gone")
    unlearn(4, "gone")
    with configured("spam_filter", max_tokens=2):
        forget()
    assert {*Token.objects.values_list("text", flat=True)} == {ALL_COMMENTS, "often", "new"}
    unlearn(1, "old often")
    assert (counts(), counts("often"), counts("old")) == ((1, 1), (0, 1), (0, 0))


def test_forgetting_within_the_limit_deletes_nothing(trained):
    before = Token.objects.count()
    forget()
    assert Token.objects.count() == before


@pytest.mark.parametrize("words", [1, 2000])
def test_learning_costs_the_same_for_any_text(trained, django_assert_num_queries, words):
    with django_assert_num_queries(LEARNING_QUERIES):
        learn(1, REJECTED, " ".join(f"word{n}" for n in range(words)))
