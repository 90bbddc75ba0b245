"""How likely a comment is spam."""

import pytest

from byline.plugins.comments import Action, SubmittedComment
from byline.plugins.testing import configured
from byline_spam_filter.checks import check_spam
from byline_spam_filter.learning import learn
from byline_spam_filter.models import Outcome
from byline_spam_filter.scoring import chi_square_tail, combine, probability, score


def submitted(text, **fields):
    return SubmittedComment(story=None, text=text, visitor="a" * 32, **fields)


@pytest.mark.parametrize(
    ("value", "pairs", "expected"),
    # From tables of the chi-square distribution: degrees of freedom are twice the pairs.
    [(0, 1, 1), (5.991, 1, 0.05), (9.488, 2, 0.05), (18.307, 5, 0.05), (37.566, 10, 0.01)],
)
def test_the_tail_of_chi_square(value, pairs, expected):
    assert chi_square_tail(value, pairs) == pytest.approx(expected, abs=0.0005)


def test_the_probability_of_a_token():
    assert probability(0, 0, 10, 10) == 0.5
    assert probability(0, 1, 10, 10) == pytest.approx(0.845, abs=0.001)
    assert 0.97 < probability(0, 10, 10, 10) < 1
    # As often in one of a hundred approved as in one of ten rejected comments.
    assert probability(10, 1, 100, 10) == 0.5


def test_tokens_combine():
    assert combine({}).percent == 50
    assert combine({"a": 0.99, "b": 0.99, "c": 0.98}).percent == 99
    assert combine({"a": 0.01, "b": 0.01, "c": 0.02}).percent == 0
    assert combine({"a": 0.99, "b": 0.01}).percent == 50, "contradictory"
    assert combine({"a": 0.55}).percent == 50, "tells nothing"
    many = {f"token {n}": 0.999999 for n in range(150)}
    assert combine(many | {f"other {n}": 0.000001 for n in range(150)}).percent == 50


def test_what_is_like_spam_is_held_with_the_reason(trained, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer = check_spam(submitted("Free casino pills everywhere"))
    assert answer.action == Action.HOLD
    assert answer.reason == "Spam filter: 99 % (casino, free, pills)"
    answer = check_spam(submitted("Free casino pills tonight: https://x.pills.example"))
    assert answer.reason == "Spam filter: 99 % (casino, pills.example, free …)"


def test_what_is_not_like_spam_is_left_to_others(trained, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert check_spam(submitted("The ferry was right for the council.")) is None
    assert check_spam(submitted("Words that nobody has used before")) is None
    assert check_spam(submitted("")) is None


def test_a_comment_is_refused_only_where_the_newsroom_wants_that(trained):
    text = "Free casino pills everywhere"
    with configured("spam_filter", reject_from=99):
        answer = check_spam(submitted(text))
    assert (answer.action, answer.field) == (Action.REJECT, "text")
    assert "advertising" in answer.reason
    assert check_spam(submitted(text)).action == Action.HOLD


def test_one_query_whatever_the_length(trained, django_assert_num_queries):
    for text in ("casino", " ".join(f"casino{n} casino" for n in range(5000))):
        with django_assert_num_queries(1):
            check_spam(submitted(text, name=text))


@pytest.mark.django_db
def test_it_says_nothing_before_it_has_learned_enough_of_both():
    for n in range(6):
        learn(n, Outcome.REJECTED, "casino")
    for n in range(4):
        learn(10 + n, Outcome.APPROVED, "ferry")
    assert score("casino") is None
    learn(20, Outcome.APPROVED, "ferry")
    assert score("casino").percent > 90
