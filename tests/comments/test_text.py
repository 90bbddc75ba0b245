"""What readers type, and what is shown of it."""

import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from comments.citations import Citation
from comments.rendering import text_html
from comments.text import find_phrase, references_in, replace_references

MARKUP = st.sampled_from(
    ["<", ">", ">>1", ">>2", "&", '"', "'", "http://a.example/", "<b>", "</p>", "\n", " ", "&lt;",
     "javascript:", "www.a.example", "<script>", "onerror=", "x@a.example", "[", ")", "%",
     "’", "…", "“", "//"]
)  # fmt: skip
KNOWN = {1: Citation(1, 'Ines <b> "&', '" onclick="x" <i>')}
TYPED = st.lists(MARKUP | st.text(max_size=5), max_size=12).map("".join)


@given(TYPED)
def test_markup_of_every_kind_is_shown_as_text(text):
    page = BeautifulSoup(text_html(text, KNOWN), "html.parser")
    assert {tag.name for tag in page.find_all(True)} <= {"p", "a", "br", "bdi"}
    for link in page.find_all("a"):
        assert set(link.attrs) <= {"href", "rel", "class", "title"}
        assert link["href"].startswith(("http://", "https://", "mailto:", "/comments/1/"))
        assert not link.find_parent("a")


@given(TYPED)
def test_nothing_that_was_typed_is_lost(text):
    page = BeautifulSoup(text_html(text, KNOWN), "html.parser")
    for name in page("bdi"):
        assert name.extract().text == '(Ines <b> "&)'
    shown = "".join(page.get_text().split())
    # Long addresses are whole: what is typed is what is read.
    assert shown == "".join(text.split())


def test_links_are_no_recommendation():
    (link,) = BeautifulSoup(text_html("See https://a.example/b.", {}), "html.parser")("a")
    assert set(link["rel"]) == {"nofollow", "ugc", "noopener"}


ADDRESS = "https://a.example/b"
WHERE_ADDRESSES_END = [
    ("https://a.example/Hobson's_choice", "https://a.example/Hobson's_choice"),
    ("https://a.example/Hobson’s_choice.", "https://a.example/Hobson%E2%80%99s_choice"),
    ("(https://a.example/It's_(a)_choice)", "https://a.example/It's_(a)_choice"),
    ("https://a.example/McDonald's", "https://a.example/McDonald's"),
    *((f"see {ADDRESS}{end}", ADDRESS) for end in ("…", "?", "?!", "—which", "...", "。", "؟")),
    *((f"{o}{ADDRESS}{c}", ADDRESS) for o, c in ("“”", "„“", "«»", "‹›", "‘’", "''", "（）", "””")),
    ("www.a.example's owner", "https://www.a.example"),
    ("example.com’s", "https://example.com"),
    ("https://a.example/?q=a&b=c'", "https://a.example/?q=a&b=c"),
    ("(x@a.example)", "mailto:x@a.example"),
]


@pytest.mark.parametrize(("text", "address"), WHERE_ADDRESSES_END)
def test_a_link_is_the_address_and_nothing_around_it(text, address):
    html = text_html(text, {})
    (link,) = BeautifulSoup(html, "html.parser")("a")
    assert link["href"] == address
    assert BeautifulSoup(html, "html.parser").text == text


def test_a_word_without_end_is_shown_at_once():
    text = f"{'a' * 100_000} www.a.example"
    started = time.process_time()
    assert text_html(text, {}).count("<a ") == 1
    assert time.process_time() - started < 5  # seconds; minutes, where it is read once a letter


def test_empty_lines_make_paragraphs_and_others_lines():
    assert text_html("a\nb\n\n \nc", {}) == "<p>a<br>b</p><p>c</p>"


def test_references_are_numbers_of_comments_only():
    assert references_in(">>12 >>12 >>x >> 3 >>99999999999 a>>4 >>٣") == [12, 4]
    assert len(references_in(" ".join(f">>{n}" for n in range(100)))) == 10


def test_references_are_given_other_numbers():
    assert replace_references(">>5 >>55 >>6", {5: 812, 6: 5}) == ">>812 >>55 >>5"


def test_phrases_are_found_as_whole_words_however_they_are_written():
    assert find_phrase(["", "...", "Naïve plan"], "A NAIVE  (plan)!") == "Naïve plan"
    assert find_phrase(["plan"], "planet", "a plane") == ""
    assert find_phrase(["b c"], "a b", "c d") == ""
