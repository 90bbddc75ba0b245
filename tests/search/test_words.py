"""Texts become the same terms however their words are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search import match_offsets
from search.match_offsets import find_words
from search.words import GAP_TERM, TERM_MAX_LENGTH, index_terms, terms_of, words_of


def term(word):
    (only,) = terms_of(word)
    return only


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ferry", "ferries"),
        ("elected", "elections"),
        ("women", "woman"),
        ("fishermen", "Fisherman"),
        ("children", "child"),
        ("café", "CAFE"),
        ("Łódź", "lodz"),
        ("Søren", "soren"),
        ("O'Brien", "OBrien"),
        ("O’Brien", "o'brien"),
        ("O’Brien’s", "O'Brien"),
        ("mayor's", "mayors"),
        ("ｆｅｒｒｙ", "ferry"),
        ("Straße", "STRASSE"),
        ("МОСКВА", "москва"),
        ("ΕΛΛΆΔΑ", "Ελλάδα"),
        ("al\u00adso", "also"),
        ("ze\u200bro\ufeff", "zero"),
        ("مدرســة", "مدرسه"),
        ("کتابی", "كتابى"),
        ("שָׁלוֹם", "שלום"),
    ],
)
def test_words_that_mean_the_same_have_one_term(one, other):
    assert term(one) == term(other)


@pytest.mark.parametrize(("one", "other"), [("Oman", "omen"), ("port", "part"), ("16", "61")])
def test_other_words_have_another(one, other):
    assert term(one) != term(other)


def test_what_hyphens_join_is_found_as_its_parts_and_as_one_word():
    assert index_terms("a co-operation") == ["a", "co", "oper", GAP_TERM, "cooper"]
    assert index_terms("F-16") == ["f", "16", GAP_TERM, "f16"]


def test_acronyms_numbers_and_umlauts_have_another_spelling():
    assert index_terms("U.S.A, 1,000") == [
        "u",
        "s",
        "a",
        "1",
        "000",
        GAP_TERM,
        "usa",
        GAP_TERM,
        "1000",
    ]
    assert index_terms("Öre") == ["ore", GAP_TERM, "oer"]
    assert index_terms("$1.8bn 9/11 n.a.m") == [
        "1",
        "8bn",
        "9",
        "11",
        "n",
        "a",
        "m",
        GAP_TERM,
        "nam",
    ]


def test_the_end_of_a_name_is_found_by_itself():
    assert index_terms("L’Oréal, d'Orsay") == [
        "loreal",
        "dorsay",
        GAP_TERM,
        "oreal",
        GAP_TERM,
        "orsay",
    ]
    assert index_terms("don't") == ["dont"]


def test_signs_without_spaces_are_terms_in_their_order():
    assert index_terms("東京の新聞") == list("東京の新聞")
    assert index_terms("ข่าว") == list("ข่าว")


def test_vowels_that_are_marks_stay_in_their_words():
    assert index_terms("हिन्दी समाचार") == ["हिन्दी", "समाचार"]


def test_the_stems_are_those_of_the_newspapers_language(settings):
    assert terms_of("Zeitungen") == ("zeitungen",)
    terms_of.cache_clear()
    settings.LANGUAGE_CODE = "de"
    assert terms_of("Zeitungen") == terms_of("Zeitung") == ("zeitung",)
    terms_of.cache_clear()
    settings.LANGUAGE_CODE = "tlh"
    assert terms_of("running") == ("running",)
    terms_of.cache_clear()


def test_words_are_where_they_stand():
    text = "“Élan”, she said – O’Brien’s."
    words = [text[word.start : word.end] for word in words_of(text)]
    assert words == ["Élan", "she", "said", "O’Brien’s"]


@pytest.mark.parametrize(
    "letters", ["ก", "कखग", "a", "a'", "a-", "क", "-'", "é", "a.", "1,", "$1", "\u200b"]
)
def test_no_script_takes_forever(letters):
    # Where one letter can be read in two ways, forty of them take longer than anybody lives.
    assert index_terms(letters * 5_000) is not None
    assert list(words_of(letters * 5_000)) is not None


@given(st.text())
def test_terms_are_short_and_are_never_operators(text):
    for found in index_terms(text):
        assert 0 < len(found) <= TERM_MAX_LENGTH
        assert not set(found) & set("'\"\\ :*()-^&|!<>\x00")


@given(st.text())
def test_what_is_found_is_what_is_marked(text):
    looked_for = {found for word in words_of(text) for found in word.terms}
    assert set(index_terms(text)) - {GAP_TERM} == looked_for


PIECES = [
    "ab",
    "Ab",
    "b",
    " ",
    "\n",
    "\x85",
    "-",
    "'",
    "’",
    "_",
    ".",
    "é",
    "\u0301",
    "O'",
    "日",
    "ก",
    "1,",
    "$",
    "\u00ad",
]


@given(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.sets(st.sampled_from(["ab", "b", "abab", "bab", "e", "日", "ก"])),
)
def test_the_words_of_some_terms_are_found_wherever_they_stand(text, terms):
    having = [word for word in words_of(text) if terms & set(word.terms)]
    assert sorted(find_words(text, frozenset(terms))) == sorted(having)


def test_what_is_remembered_of_texts_is_not_more_and_more():
    for number in range(100):
        text, term = f"ferry{number} a{number} b{number}", f"ferry{number}"
        (word,) = find_words(text, frozenset({term}), cache_limit=20)
        assert (word.start, word.end) == (0, len(term))
        assert len(match_offsets.token_cache(20).known) <= 10


@pytest.mark.parametrize("piece", ["{}", "–{}–", "新しい港が開く{}", "--" * 9 + "{}"])
def test_what_is_remembered_is_as_little_in_any_language(piece):
    for number in range(200):
        list(find_words(piece.format(number), frozenset({"ferri"}), cache_limit=100))
        memory = match_offsets.token_cache(100)
        links = sum(map(len, memory.by_term.values()))
        assert len(memory.known) + links <= 100


def test_what_is_very_long_is_read_and_not_remembered():
    text = "港" * 50 + " ferry"
    assert [word.start for word in find_words(text, frozenset({"ferri", "港"}))]
    assert not any(
        len(piece) > match_offsets.CACHED_TOKEN_MAX_LENGTH
        for piece in match_offsets.token_cache().known
    )
