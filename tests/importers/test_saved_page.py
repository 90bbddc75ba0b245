"""Reading a saved page: text in, a story out."""

from datetime import datetime
from html import unescape

import pytest

from importers.notes import NoteKind, UnreadableStory
from importers.saved_pages.parts import (
    SavedBlock,
    SavedEmbed,
    SavedParagraph,
    SavedPhoto,
    SavedRelated,
    SavedTweet,
)
from importers.saved_pages.story import read_story
from tests.importers.pages import LANTERN_PARADE, saved_page


@pytest.fixture
def parade():
    return read_story(LANTERN_PARADE.read_text())


def at(text):
    """A time of the file, which has no zone yet."""
    return datetime.fromisoformat(text)


def paragraphs(story):
    return [part.html for part in story.parts if isinstance(part, SavedParagraph)]


def noted(story, kind):
    return [(note.line, note.text) for note in story.notes if note.kind is kind]


def failure(text, **options):
    with pytest.raises(UnreadableStory) as caught:
        read_story(text, **options)
    return caught.value.line, caught.value.message


def test_the_byline_tells_author_date_and_section(parade):
    assert parade.byline.authors == ("Oda Finch",)
    assert parade.byline.date.at == at("2019-11-30 00:00")
    assert parade.byline.section == "Harbour"


def test_the_headline_is_the_first_line_under_the_credit(parade):
    assert parade.headline == "Lantern Parade Returns - With a Whale This Time?"
    assert parade.line == 4


def test_the_first_credit_is_the_lead_photos_and_the_second_a_photo_that_waits(parade):
    assert parade.lead_credit == "Pelle Strand / Quay Weekly"
    assert parade.parts[0] == SavedPhoto(6, "Drone Club of Port Ellery")
    assert [line for line, _ in noted(parade, NoteKind.PICTURE)] == [2, 6]


def test_the_parts_keep_their_order(parade):
    assert [type(part) for part in parade.parts] == [
        SavedPhoto,
        SavedParagraph,
        SavedParagraph,
        SavedTweet,
        SavedParagraph,
        SavedRelated,
        SavedParagraph,
        SavedTweet,
    ]


def test_a_paragraph_may_go_over_lines(parade):
    assert paragraphs(parade)[1] == (
        "<p>The parade had been called off three years running: once for wind, once for a "
        "missing drummer, and once because everybody thought somebody else had the matches.</p>"
    )


def test_living_links_stay_and_dead_ones_become_words(parade):
    assert paragraphs(parade)[2] == (
        '<p>The committee, whose <a href="https://lanterns.example/committee">minutes are '
        "public</a>, voted for the whale by nine to two.</p>"
    )
    assert [line for line, _ in noted(parade, NoteKind.LINK)] == [18]


def test_quoted_statements_stay_paragraphs(parade):
    assert paragraphs(parade)[3].startswith('<p>"We measured the whale')


def test_tweets_keep_their_words_author_and_date_and_lose_their_script(parade):
    first, second = (part.tweet for part in parade.parts if isinstance(part, SavedTweet))
    assert first.text == "The whale is real. The whale is paper. Please stop ringing us."
    assert (first.author, first.handle) == ("Port Ellery Council", "ellerycouncil")
    assert first.posted_on.isoformat() == "2019-11-29"
    assert second.url == "https://x.com/ellerybridge/status/1200500600700800900"
    assert "script" not in "".join(paragraphs(parade))


def test_related_coverage_without_an_address_keeps_its_headline_and_is_reported(parade):
    assert parade.parts[5] == SavedRelated(20, "Drummer Found Asleep in Organ Loft", "")
    assert noted(parade, NoteKind.RELATED) == [(20, "“Drummer Found Asleep in Organ Loft”")]


def test_related_coverage_with_an_address_keeps_it():
    story = read_story(
        saved_page('Words.\n\nRelated coverage: <a href="https://a.example/b">B</a>')
    )
    assert story.parts[-1] == SavedRelated(7, "B", "https://a.example/b")
    assert not noted(story, NoteKind.RELATED)


def test_words_after_a_related_link_stay_text():
    story = read_story(saved_page('Related coverage: <a href="">Whale</a>. It was large.'))
    assert story.parts[0].headline == "Whale"
    assert paragraphs(story) == ["<p>. It was large.</p>"]


def test_paragraphs_of_html_are_paragraphs_and_lists_headings_and_tables_their_blocks():
    story = read_story(
        saved_page(
            "<p>One</p><p>two <sigh></p>\n<h2>Head</h2>\n\n<ul>\n<li>a</li>\n\n<li>b</li></ul>\n"
            "<table><tr><td>1</td><td>2</td></tr></table>\n\n<dl><dt>c</dt><dd>d</dd></dl>"
        )
    )
    assert [(part.line, type(part)) for part in story.parts] == [
        (5, SavedParagraph),
        (5, SavedBlock),
        (8, SavedParagraph),
        (12, SavedBlock),
        (14, SavedParagraph),
    ]
    assert paragraphs(story) == [
        "<p>One</p><p>two &lt;sigh&gt;</p>",
        "<ul><li>a</li><li>b</li></ul>",
        "<p>c</p><p>d</p>",
    ]
    assert story.parts[1].value == "Head"
    assert story.parts[3].value["table"]["data"] == [["1", "2"]]
    assert not story.notes


@pytest.mark.parametrize(
    ("code", "name", "url"),
    [
        ('<iframe src="//www.youtube.com/embed/dQw4w9WgXcQ"></iframe>', "embed",
         "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
        ('<object data="https://a.example/v"><embed src="https://a.example/v"></object>', "embed",
         "https://a.example/v"),
        ('<video><source src="https://a.example/a.mp4"></video>', "embed",
         "https://a.example/a.mp4"),
        ('<iframe src="https://x.com/a/status/1"></iframe>', "tweet", "https://x.com/a/status/1"),
    ],
)  # fmt: skip
def test_a_player_is_an_embed_and_reported(code, name, url):
    story = read_story(saved_page(f"See {code} this.\n\n{code}\n\nMore."))
    [first, second] = [part for part in story.parts if isinstance(part, SavedEmbed)]
    assert (first, second) == (SavedEmbed(5, name, url), SavedEmbed(7, name, url))
    assert noted(story, NoteKind.EMBED) == [(5, url), (7, url)]
    assert paragraphs(story) == ["<p>See</p>", "<p>this.</p>", "<p>More.</p>"]


@pytest.mark.parametrize("place", ["headline", "body"])
def test_a_picture_is_a_photo_that_waits_with_its_address_and_is_reported(place):
    code = '<img alt="Pier" src="https://a.example/p.jpg?a=1&amp;b=2">'
    text = saved_page(f"{code}\n\nA.") if place == "body" else saved_page(headline=f"{code}\nWhale")
    story = read_story(text)
    caption = "Pier https://a.example/p.jpg?a=1&b=2"
    line = 5 if place == "body" else 3
    assert story.parts[0] == SavedPhoto(line, caption=caption)
    assert noted(story, NoteKind.PICTURE) == [(line, f"a photo in the text: “{caption}”")]


def test_a_figure_is_a_photo_with_its_caption():
    code = '<figure><img src="pier_files/1.jpg">\n<figcaption>The pier</figcaption></figure>'
    story = read_story(saved_page(f"{code}\nWords."))
    assert story.parts[0] == SavedPhoto(5, caption="The pier pier_files/1.jpg")


@pytest.mark.parametrize("code", ['<iframe src=""></iframe>', "<img src='javascript:alert(1)'>"])
def test_a_picture_or_player_without_an_address_is_reported(code):
    story = read_story(saved_page(f"Words.\n\n{code}"))
    name = code[1:].split()[0]
    assert noted(story, NoteKind.LEFT_OUT) == [(7, f"markup: <{name}>")]
    assert len(story.parts) == 1


def test_markup_that_plain_words_lose_is_reported():
    story = read_story(
        saved_page(
            "||| <i>Ann</i> |||\n\nWords.",
            headline="Shares of <U> and <DD><br>fall",
            byline="By: <b>Oda</b> | 11-30-2019",
        )
    )
    assert story.headline == "Shares of and fall"
    assert noted(story, NoteKind.LEFT_OUT) == [
        (1, "markup in the byline: <b>"),
        (3, "markup in the headline: <u>, <dd>"),
        (5, "markup in the photo credit: <i>"),
    ]


@pytest.mark.parametrize("line", ["Recent news", "Popular stories", "Comment *"])
def test_a_subheading_does_not_end_a_story(line):
    story = read_story(saved_page(f"One.\n\n{line}\n\nTwo."))
    assert paragraphs(story) == ["<p>One.</p>", f"<p>{line}</p>", "<p>Two.</p>"]


@pytest.mark.parametrize(
    "line",
    ["Recent news", "Popular stories", "Share this article", "5 Comment/s", "Comment *",
     "What do you think about this article?"],
)  # fmt: skip
def test_a_comment_may_say_what_the_page_says(line):
    comments = [f"Ada No. {n} 2019-02-20 : 10:00\n\nOh:\n{line}\n\nYes." for n in (7, 8)]
    end = "Share this article\n2 Comment/s\n{}\nWhat do you think about this article?\nComment *\n"
    story = read_story(saved_page(end=end.format("\n".join(comments)) + "\nRecent News\nFog"))
    assert [comment.text for comment in story.comments] == [f"Oh:\n{line}\n\nYes."] * 2
    [(_line, note)] = noted(story, NoteKind.LEFT_OUT)
    assert note == "a line after the end of the story, from “Fog”"
    assert not noted(story, NoteKind.CHECK)


def test_comments_are_recognised_with_number_name_time_and_text(parade):
    first, second = parade.comments
    assert (first.number, first.name) == (40311, "Anonymous")
    assert first.posted_at == at("2019-11-30 21:07")
    assert first.text == "Justice for the whale.\n\nIt was a good whale."
    assert (second.number, second.name) == (40312, "Wanda Q.")
    assert second.text == "See >>40311\nI have apologised to the whale."
    assert (first.line, second.line) == (32, 38)


def test_nothing_of_the_pages_furniture_is_in_the_story(parade):
    assert not noted(parade, NoteKind.LEFT_OUT)
    words = " ".join(paragraphs(parade))
    for furniture in ("Share", "Thoughts", "Comment", "Recent News", "Popular", "Justice"):
        assert furniture not in words


def test_what_stands_after_the_story_and_is_no_comment_is_reported():
    story = read_story(saved_page(end="Recent News\nGulls Elect Mayor\nPopular Stories\nFog"))
    assert noted(story, NoteKind.LEFT_OUT) == [
        (8, "2 lines after the end of the story, from “Gulls Elect Mayor”")
    ]


def test_a_comment_whose_time_does_not_exist_is_kept():
    story = read_story(saved_page(end="Ada No. 7 2019-02-30 : 10:00\n\nHello"))
    assert story.comments[0].posted_at is None
    assert story.comments[0].text == "Hello"


def test_a_page_that_promises_more_comments_than_it_has_is_reported():
    story = read_story(saved_page(end="3 Comment/s\nAda No. 7 2019-02-20 : 10:00\nHello"))
    assert noted(story, NoteKind.CHECK) == [(7, "the page says 3 comments, 1 were recognised")]


def test_an_unfinished_quotation_in_a_comment_costs_nothing():
    story = read_story(saved_page(end="Ada No. 7 2019-02-20 : 10:00\n<blockquote>Hello"))
    assert story.comments[0].text == "<blockquote>Hello"


@pytest.mark.parametrize(
    ("written", "order", "expected"),
    [
        ("02-08-2018", "mdy", "2018-02-08 00:00"),
        ("02-08-2018", "dmy", "2018-08-02 00:00"),
        ("2018-02-08", "ymd", "2018-02-08 00:00"),
        ("2018-02-08", "mdy", "2018-02-08 00:00"),
        ("2/8/2018", "mdy", "2018-02-08 00:00"),
        ("08.02.2018 15:23", "dmy", "2018-02-08 15:23"),
        ("02-08-2018 : 15:23", "mdy", "2018-02-08 15:23"),
        ("02-08-2018 2:30 PM", "mdy", "2018-02-08 14:30"),
        ("02-08-2018 12:05 a.m.", "mdy", "2018-02-08 00:05"),
        ("02–08–2018", "mdy", "2018-02-08 00:00"),
        ("08 – 02 – 2018", "dmy", "2018-02-08 00:00"),
        ("02-08-18", "mdy", "2018-02-08 00:00"),
        ("08.02.68", "dmy", "2068-02-08 00:00"),
        ("69/2/8", "ymd", "1969-02-08 00:00"),
        ("March 4, 2018", "dmy", "2018-03-04 00:00"),
        ("Sunday, Mar. 4th, 2018 at 2:30 pm", "mdy", "2018-03-04 14:30"),
        ("4 Sept 2018 15:23", "mdy", "2018-09-04 15:23"),
    ],
)
def test_dates_are_read_in_the_order_that_is_asked_for(written, order, expected):
    story = read_story(saved_page(byline=f"By: Oda Finch | {written} | Harbour"), order)
    assert story.byline.date.at == at(expected)


@pytest.mark.parametrize(
    ("written", "order", "how"),
    [
        ("02-30-2018", "mdy", "month first"),
        ("30-02-2018", "mdy", "month first"),
        ("02-30-2018", "dmy", "day first"),
        ("02-08-2018", "ymd", "year first"),
        ("02-08-0000", "mdy", "month first"),
        ("02-08-1604", "mdy", "month first"),
        ("12-31-9999", "mdy", "month first"),
        ("02-08-2018 25:00", "mdy", "month first"),
        ("02-08-2018 13:00 PM", "mdy", "month first"),
        ("02-08-201", "mdy", "month first"),
        ("February 30, 2018", "mdy", "month first"),
    ],
)
def test_a_date_that_does_not_exist_says_how_it_was_read(written, order, how):
    line, message = failure(saved_page(byline=f"By: Oda Finch | {written} | News"), order=order)
    assert line == 1
    assert message == f"“{written}” does not exist, read {how}; use --date-order"


def test_a_year_of_two_digits_is_reported():
    story = read_story(saved_page(byline="By: Oda Finch | 02-08-69 | News"))
    assert noted(story, NoteKind.CHECK) == [(1, "the year 1969 is written with two digits")]


@pytest.mark.parametrize(
    ("names", "authors"),
    [
        ("Oda Finch and Pelle Strand", ("Oda Finch", "Pelle Strand")),
        ("Oda Finch, Pelle Strand &amp; Ida Roe", ("Oda Finch", "Pelle Strand", "Ida Roe")),
        ("Oda Finch, Jr.", ("Oda Finch, Jr.",)),
        ("Oda Finch and ODA FINCH", ("Oda Finch",)),
        ("Andy Sanders", ("Andy Sanders",)),
        (" ", ()),
    ],
)
def test_bylines_may_name_several_authors_or_none(names, authors):
    story = read_story(saved_page(byline=f"By: {names} | 02-08-2018 | News"))
    assert story.byline.authors == authors
    assert bool(noted(story, NoteKind.CHECK)) == (len(authors) != 1)


def test_a_byline_without_a_section_is_fine():
    assert read_story(saved_page(byline="By: Oda Finch | 02-08-2018")).byline.section == ""


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, "the file is empty"),
        ("\n \n\t\n", 1, "the file is empty"),
        ("\nWhale Under Bridge\n\nWords.", 2, "no byline: a saved page begins with"),
        ("By: Oda Finch\n\nWhale\n\nWords.", 1, "the byline does not have the form"),
        ("By: A | B | C | D\n\nWhale\n\nWords.", 1, "the byline does not have the form"),
        ("By: A | soon | News\n\nWhale\n\nWords.", 1, "“soon” is not a date"),
        ("By: A | 02-08-2018 | News", 1, "no headline"),
        ("By: A | 02-08-2018 | News\nPhoto credit: B\n\n", 1, "no headline"),
        ("By: A | 02-08-2018 | News\n\nShare this article\n", 1, "no headline"),
        (saved_page(""), 3, "no text under the headline"),
        (saved_page("||| Somebody |||"), 3, "no text under the headline"),
        (saved_page("Words.\n\n<blockquote><p>Never ends"), 7, "a <blockquote> that does not end"),
        (saved_page(headline="x" * 256), 3, "the headline is longer than 255 characters"),
        (saved_page(f"||| {'x' * 256} |||"), 5, "the photo credit is longer than 255 characters"),
        (saved_page("x" * 50_001), 5, "a paragraph of more than 50,000 characters"),
        (saved_page(byline=f"By: {'x' * 121} | 02-08-2018"), 1, "an author's name is longer"),
        (saved_page(byline=f"By: A | 02-08-2018 | {'x' * 256}"), 1, "the section's name is longer"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, line, message):
    at, reason = failure(text)
    assert (at, reason[: len(message)]) == (line, message)


def test_an_unfinished_quotation_does_not_swallow_the_text_up_to_the_next():
    tweet = '<blockquote class="twitter-tweet"><p>Hello</p>&mdash; A (@a)'
    line, message = failure(saved_page(f"{tweet}\n\nLost words.\n\n{tweet}</blockquote>"))
    assert (line, message) == (5, "a <blockquote> that does not end")


def test_a_headline_of_255_characters_is_fine():
    assert len(read_story(saved_page(headline="x" * 255)).headline) == 255


def test_another_quotation_than_a_tweet_is_a_quote():
    story = read_story(saved_page("<blockquote>Measure\nthe bridge first.</blockquote>"))
    assert story.parts == (SavedBlock(5, "quote", {"text": "Measure the bridge first."}),)


def test_quotations_within_each_other_are_kept():
    story = read_story(
        saved_page("<blockquote>One\n<blockquote>two</blockquote></blockquote>\nthree")
    )
    assert [type(part) for part in story.parts] == [SavedParagraph, SavedBlock, SavedParagraph]
    assert paragraphs(story) == ["<p>One</p>", "<p>three</p>"]


def test_a_tweet_of_several_paragraphs_is_kept_whole():
    code = '<blockquote class="twitter-tweet"><p>One</p><p>two</p>&mdash; A (@a)</blockquote>'
    story = read_story(saved_page(code))
    assert paragraphs(story) == ["<p>One</p><p>two</p><p>— A (@a)</p>"]
    assert noted(story, NoteKind.CHECK) == [(5, "a tweet kept as paragraphs: “One two — A (@a)”")]


@pytest.mark.parametrize("words", ["if a <b then", "</3 hearts", "a <sigh>", "&lt;3 & <"])
def test_a_tweet_with_angle_brackets_keeps_words_author_and_date(words):
    code = (
        f'<blockquote class="twitter-tweet"><p>{words}</p>&mdash; A (@a) May 1, 2018</blockquote>'
    )
    [part] = read_story(saved_page(code)).parts
    assert part.tweet.text == unescape(words)
    assert (part.tweet.author, part.tweet.handle) == ("A", "a")
    assert part.tweet.posted_on.isoformat() == "2018-05-01"


def test_the_last_paragraph_needs_no_empty_line_after_it():
    story = read_story(saved_page("One.\nTwo.\nShare this article"))
    assert paragraphs(story) == ["<p>One. Two.</p>"]


def test_a_tweet_whose_author_is_not_recognised_is_kept_and_reported():
    code = '<blockquote class="twitter-tweet"><p>Bonjour</p>&mdash; A (@a) 8 février</blockquote>'
    story = read_story(saved_page(code))
    assert story.parts[0].tweet.text == "Bonjour"
    assert noted(story, NoteKind.CHECK)[0][0] == 5


def test_the_same_story_is_known_again_however_it_was_saved():
    story = read_story(saved_page())
    again = read_story(saved_page("Other words.", headline=" WHALE  under Bridge"), "mdy")
    assert again.key == story.key
    assert again.checksum != story.checksum


def test_another_order_of_dates_does_not_make_another_story():
    text = saved_page(byline="By: Oda Finch | 02-08-2018 | News")
    assert read_story(text, "mdy").key == read_story(text, "dmy").key


@pytest.mark.parametrize(
    "other",
    [
        saved_page(headline="Bridge Over Whale"),
        saved_page(byline="By: Oda Finch | 12-01-2019 | Harbour"),
        saved_page(byline="By: Pelle Strand | 11-30-2019 | Harbour"),
    ],
)
def test_another_headline_date_or_author_makes_another_story(other):
    assert read_story(other).key != read_story(saved_page()).key


def test_line_ends_and_space_do_not_change_the_checksum():
    text = saved_page()
    assert read_story(text + "\n\n").checksum == read_story(text.replace("\n", " \n")).checksum
