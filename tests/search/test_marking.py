"""What was looked for is marked where it stands, and nothing else is markup."""

from hypothesis import given
from hypothesis import strategies as st

from search.marking import SNIPPET_LENGTH, mark, snippet


def test_every_form_of_a_word_is_marked():
    assert mark("Ferries: the Ferry’s last day", {"ferri"}) == (
        "<mark>Ferries</mark>: the <mark>Ferry’s</mark> last day"
    )


def test_words_in_another_spelling_are_marked():
    assert mark("A well-known pilot", {"wellknown"}) == "A <mark>well-known</mark> pilot"
    assert mark("A well-known pilot", {"wellknown", "known"}).count("<mark>") == 1
    assert mark("Musée d’Orsay", {"orsay"}) == "Musée <mark>d’Orsay</mark>"


def test_a_number_is_marked_whole():
    assert mark("Costs $1.8bn of 8bn", {"1", "8bn"}) == (
        "Costs <mark>$1.8bn</mark> of <mark>8bn</mark>"
    )
    assert mark("Over 1,000%, 9/11", {"1000", "9"}) == (
        "Over <mark>1,000%</mark>, <mark>9/11</mark>"
    )


def test_markup_in_a_text_stays_text():
    assert mark("<b>ferry</b> & co", {"ferri"}) == (
        "&lt;b&gt;<mark>ferry</mark>&lt;/b&gt; &amp; co"
    )


def test_a_snippet_is_where_most_of_the_words_are():
    text = "A ferry. " + "Nothing here. " * 50 + "The ferry to the harbour. " + "The end. " * 50
    found = snippet(text, {"ferri", "harbour"})
    assert "<mark>ferry</mark> to the <mark>harbour</mark>" in found
    assert found.startswith("… ")
    assert found.endswith(" …")


def test_a_short_text_is_shown_whole():
    assert snippet("A ferry.", {"ferri"}) == "A <mark>ferry</mark>."


def test_without_the_words_there_is_no_snippet():
    assert snippet("A boat.", {"ferri"}) == ""


@given(st.text(alphabet="ab <>&'", max_size=2000), st.sampled_from(["a", "b", "ab"]))
def test_a_snippet_is_short_and_safe(text, term):
    found = snippet(text, {term})
    plain = found.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in plain
    assert len(plain) <= SNIPPET_LENGTH * len("&#x27;") + 4
