"""Rates with the intervals of Wilson, and what they say."""

import pytest

from byline_headline_test.results import Result, comparison, wilson_interval


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [
        # Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_the_interval_is_that_of_wilson(successes, trials, low, high):
    assert wilson_interval(successes, trials) == pytest.approx((low, high), abs=0.0001)


def result(letter, shown, read):
    return Result(letter, "x", shown, read)


def test_more_reads_than_shows_are_no_more_than_all():
    forged = result("A", 10, 50)
    assert forged.rate == 1
    assert forged.interval[1] == pytest.approx(1)


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ((0, 0), (0, 0), "Too few"),
        ((99, 90), (5000, 1), "Too few"),
        ((1000, 50), (1000, 60), "may be chance"),
        ((1000, 50), (1000, 150), "more often from B than from A"),
        ((1000, 150), (1000, 50), "more often from A than from B"),
    ],
)
def test_nothing_is_said_that_the_numbers_do_not_say(a, b, said):
    assert said in comparison(result("A", *a), result("B", *b))
