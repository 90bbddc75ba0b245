"""Whatever a file holds: a story or one kind of error comes out, and nothing that does harm."""

import contextlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from importers.notes import NoteKind, UnreadableStory
from importers.saved_pages.markup import clean_paragraph, plain_text
from importers.saved_pages.parts import SavedParagraph, SavedTweet
from importers.saved_pages.story import read_story
from news.tweets import Tweet
from tests.growth import grows_like_its_text
from tests.importers.pages import LANTERN_PARADE, saved_page

ANY_CHARACTER = st.characters(codec=None)
SCRAPS = st.sampled_from(
    [
        "By: Oda Finch | 11-30-2019 | News", "By: | 13-13-0000", "Photo credit: x", "||| x |||",
        '<blockquote class="twitter-tweet">', "<p>", "</p>", "&mdash; A (@a)", "</blockquote>",
        "<script>", "</script>", '<a href="', "javascript:alert(1)", '">', "</a>", "&#1;", "&#0;",
        "Related coverage: ", "Share this article", "9 Comment/s", "Recent News", "Comment *",
        "A No. 9 2018-02-08 : 15:23", "\n", "\n\n", "Headline", "<!--", "-->", "\ud800", "\u202e",
    ]
)  # fmt: skip
PAGES = st.lists(st.one_of(SCRAPS, st.text(ANY_CHARACTER, max_size=20)), max_size=40).map("".join)


@given(st.one_of(st.text(ANY_CHARACTER), PAGES, PAGES.map(saved_page)))
@example(saved_page('<blockquote class="twitter-tweet"><p>x</p>&mdash; &#1; (@a)</blockquote>'))
@example(saved_page("\ud800"))
def test_any_text_is_a_story_or_unreadable_and_nothing_else(text):
    try:
        story = read_story(text)
    except UnreadableStory:
        return
    assert story.headline.strip()
    for part in story.parts:
        if isinstance(part, SavedParagraph):
            assert "<script" not in part.html.lower()
            assert not set(part.html) & set(map(chr, range(32)))
    str(story).encode()


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("AT&T < 5 & a<b", "AT&amp;T &lt; 5 &amp; a&lt;b"),
        ("<sigh> so it goes", "&lt;sigh&gt; so it goes"),
        ("&lt;b&gt;", "&lt;b&gt;"),
        ("<b onclick='x()'>bold</b>", "<b>bold</b>"),
        ("<b>never closed", "<b>never closed</b>"),
        ("a<script>alert(1)</script>b", "a alert(1) b"),
        ("<img src=x onerror=alert(1)>after", "after"),
        ('<a href="javascript:alert(1)">press</a>', "press"),
        ('<a href="java&#115;cript:alert(1)">press</a>', "press"),
        ('<a href="//evil.example">press</a>', "press"),
        ('<a href="http://[evil">press</a>', "press"),
        ('<a href="ftp://a.example/x">press</a>', "press"),
        ('<a linktype="page" id="3">press</a>', "press"),
        ('<a href="https://a.example/?a=1&amp;b=2" onclick="x">go</a>',
         '<a href="https://a.example/?a=1&amp;b=2">go</a>'),
        ("bell\x07 and \x9f and &#7; and &#x9f;x", "bell and and and Ÿx"),
        ("שלום 🐋 \u202ebackwards", "שלום 🐋 backwards"),
        ("<!-- note -->words", "words"),
        ("one<p>two<br>th<u>re</u>e<li>four", "one two<br>three four"),
    ],
)  # fmt: skip
def test_paragraphs_keep_words_and_lose_what_does_harm(text, stored):
    assert clean_paragraph(text).html == f"<p>{stored}</p>"


def test_a_script_in_the_story_is_left_out_and_reported():
    story = read_story(saved_page("Before.\n\n<script>\nalert(1)\n</script>\n\nAfter."))
    assert [part.html for part in story.parts] == ["<p>Before.</p>", "<p>After.</p>"]
    assert (7, "a <script>") in [
        (note.line, note.text) for note in story.notes if note.kind is NoteKind.LEFT_OUT
    ]


def test_a_script_in_the_headline_is_left_out():
    story = read_story(saved_page(headline="<script>alert(1)</script>Whale"))
    assert story.headline == "Whale"


def test_a_script_that_does_not_end_is_words():
    story = read_story(saved_page("Use <script> with care."))
    assert "with care." in story.parts[0].html
    assert "<script" not in story.parts[0].html


def test_markup_that_is_dropped_is_reported():
    story = read_story(saved_page("See <form>this</form>."))
    assert (5, "markup: <form>") in [(note.line, note.text) for note in story.notes]


def test_headlines_and_names_are_plain_words():
    assert plain_text("<b>Fish</b> &amp; <i>chips</i> \x00<3\n") == "Fish & chips <3"


def test_a_headline_of_nothing_visible_is_none():
    with pytest.raises(UnreadableStory, match="no headline"):
        read_story(saved_page("", headline="\u200b\u200f<b></b>", end=""))


def test_control_characters_are_left_out_and_reported():
    story = read_story(saved_page("one\n\ntwo\x00\x1b[31m"))
    assert story.parts[1].html == "<p>two[31m</p>"
    assert story.notes[0].kind is NoteKind.ENCODING
    assert story.notes[0].line == 7


def test_a_tweet_keeps_no_control_characters():
    code = '<blockquote class="twitter-tweet"><p>a&#1;b</p>&mdash; A&#2; (@a)</blockquote>'
    tweet = read_story(saved_page(code)).parts[0].tweet
    assert (tweet.text, tweet.author) == ("ab", "A")


@pytest.mark.parametrize(
    "unit",
    [
        "<blockquote></blockquote>",
        "<script>",
        "<ul>\n",
        "<dl><dd>\n",
        '<img src="\n',
        "<a ",
        '<a href="',
        "<!--",
        "|||",
        "No. ",
        " - (@",
    ],
)
def test_the_time_it_takes_does_not_run_away(unit):
    def read(text):
        with contextlib.suppress(UnreadableStory):
            read_story(saved_page(f"Words.\n\n{text}"))

    assert grows_like_its_text(read, unit, 20_000)


def test_a_row_of_dashes_under_a_tweet_names_nobody():
    code = f'<blockquote class="twitter-tweet"><p>x</p>{"-" * 5000}</blockquote>'
    story = read_story(saved_page(code))
    assert [part.tweet for part in story.parts if isinstance(part, SavedTweet)] == [Tweet(text="x")]


def test_our_own_sample_is_read_with_any_line_missing():
    lines = LANTERN_PARADE.read_text().split("\n")
    for missing in range(len(lines)):
        try:
            read_story("\n".join(lines[:missing] + lines[missing + 1 :]))
        except UnreadableStory:
            assert missing == 0  # without its byline it is no saved page
