"""What readers type is understood, whatever it is."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.query_parser import QUERY_MAX_LENGTH, QUERY_WORDS_LIMIT, parse_query

TODAY = date(2026, 11, 23)


def wanted(typed):
    return [clause.words for clause in parse_query(typed, TODAY).wanted]


def phrases(typed):
    return [clause.phrases for clause in parse_query(typed, TODAY).wanted]


def test_words_are_all_wanted():
    assert wanted("storm  wall, council?") == ["storm", "wall", "council"]


def test_frequent_words_are_left_out_unless_there_is_nothing_else():
    assert wanted("who is the mayor of Ellery") == ["mayor", "Ellery"]
    assert wanted("The Who") == ["The", "Who"]


def test_quoted_words_stand_beside_each_other():
    assert phrases('"the storm walls" now') == [[("the", "storm", "wall")], [("now",)]]
    assert phrases("“storm wall”") == phrases("„storm wall“") == phrases('"storm wall"')


@pytest.mark.parametrize("typed", ['storm "wall', 'storm wall"', '"storm wall', '""" storm wall'])
def test_a_single_quotation_mark_is_none(typed):
    assert wanted(typed) == ["storm", "wall"]


def test_minus_before_a_word_keeps_stories_out():
    query = parse_query('wall -storm -"sea level" co-op - x', TODAY)
    assert [clause.words for clause in query.wanted] == ["wall", "co-op", "x"]
    assert [clause.words for clause in query.unwanted] == ["sea level", "storm"]


def test_a_hyphen_may_be_left_out():
    assert phrases("co-operation") == [[("co", "oper"), ("cooper",)]]


def test_signs_without_spaces_are_a_phrase():
    assert phrases("東京") == [[("東", "京")]]


def test_operators_of_databases_are_words():
    assert wanted("storm AND wall NEAR(sea) col:x ca*t") == [
        "storm",
        "wall",
        "NEAR",
        "sea",
        "col",
        "x",
        "ca",
        "t",
    ]


def test_dates_are_read_unless_they_are_wanted_as_words():
    query = parse_query("ferry yesterday", TODAY)
    assert [clause.words for clause in query.wanted] == ["ferry"]
    assert query.span
    assert (query.span.first, query.span.last) == (date(2026, 11, 22), date(2026, 11, 22))
    assert not parse_query("ferry yesterday", TODAY, read_dates=False).span
    assert not parse_query('"yesterday"', TODAY).span


def test_no_date_reaches_across_a_quotation():
    assert not parse_query('since "x" March', TODAY).span


def test_with_a_date_frequent_words_are_not_looked_for():
    query = parse_query("what was it yesterday", TODAY)
    assert query.span
    assert not query.wanted


@pytest.mark.parametrize("typed", ["", " ", "-", '""', "-ferry", "?!", "\x00", "😀"])
def test_nothing_to_look_for_is_an_empty_query(typed):
    assert not parse_query(typed, TODAY)


def test_of_what_is_too_long_the_beginning_is_looked_for():
    many = " ".join(f"word{n}" for n in range(30))
    query = parse_query(many, TODAY)
    assert len(query.wanted) == QUERY_WORDS_LIMIT
    assert query.is_cut
    assert parse_query("x" * (QUERY_MAX_LENGTH + 1), TODAY).is_cut
    assert not parse_query("ferry", TODAY).is_cut


@given(st.text(max_size=500) | st.text(alphabet='"-“” ab*()', max_size=400))
def test_any_text_is_a_valid_query(typed):
    query = parse_query(typed, TODAY)
    assert len(query.wanted) <= QUERY_WORDS_LIMIT
    assert all(clause.phrases for clause in (*query.wanted, *query.unwanted))
