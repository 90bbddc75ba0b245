"""Tweets are stored as text, without their provider."""

import json
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.utils import timezone
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from news.blocks import ArticleBodyBlock
from news.blocks.tweet import TweetBlock
from news.models import ArticlePage
from news.tweets import Tweet, canonical_address, fetch_tweet, parse_embed_code
from tests.factories import ArticleFactory

ADDRESS = "https://x.com/harbourwatch/status/17879"
CODE = (
    '<blockquote class="twitter-tweet" data-lang="en"><p lang="en" dir="ltr">First ferry is '
    'quieter than gulls <a href="https://t.co/abc">https://t.co/abc</a></p>&mdash; Harbour Watch '
    '(@harbourwatch) <a href="https://twitter.com/harbourwatch/status/17879?ref_src=x">'
    "February 8, 2018</a></blockquote>\n"
    '<script async src="https://platform.twitter.com/widgets.js" charset="utf-8"></script>'
)
# As an old saved page has it: every link is dead.
DEAD_CODE = (
    '<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Fog over the bar until noon.'
    '<a href=""></a> <a href=""></a></p>&mdash; Port Pilots (@portpilots) <a href="">February 7, '
    "2018</a></blockquote>"
)


# --- Embed codes ----------------------------------------------------------------------


def test_a_whole_embed_code_tells_all_of_the_tweet():
    assert parse_embed_code(CODE) == Tweet(
        url=ADDRESS,
        text="First ferry is quieter than gulls https://t.co/abc",
        author="Harbour Watch",
        handle="harbourwatch",
        posted_on=date(2018, 2, 8),
    )


def test_a_code_whose_links_are_dead_still_tells_the_words():
    assert parse_embed_code(DEAD_CODE) == Tweet(
        text="Fog over the bar until noon.",
        author="Port Pilots",
        handle="portpilots",
        posted_on=date(2018, 2, 7),
    )


@pytest.mark.parametrize(
    ("attribution", "author", "handle", "posted_on"),
    [
        ("&mdash; Ferries (@ferries) May 1, 2026", "Ferries", "ferries", date(2026, 5, 1)),
        ("— Ferries (Port) (@ferries) May 1, 2026", "Ferries (Port)", "ferries", date(2026, 5, 1)),
        ("-- Ferries (@ferries)", "Ferries", "ferries", None),
        ("— (@ferries) May 1, 2026", "", "ferries", date(2026, 5, 1)),
        ("— Ferries (@ferries) Febtember 99, 2026", "Ferries", "ferries", None),
        ("— Ferries (@ferries) February 31, 2026", "Ferries", "ferries", None),
        ("— 🚢 (@ferries) May 1, 2026", "🚢", "ferries", date(2026, 5, 1)),
        ("", "", "", None),
    ],
)
def test_what_stands_under_the_words_is_read_as_far_as_it_goes(
    attribution, author, handle, posted_on
):
    tweet = parse_embed_code(f"<blockquote><p>Words.</p>{attribution}</blockquote>")
    assert tweet.text == "Words."
    assert (tweet.author, tweet.handle, tweet.posted_on) == (author, handle, posted_on)


def test_lines_are_kept_and_spaces_tidied():
    code = "<blockquote><p>One   two \n\n  three</p></blockquote>"
    assert parse_embed_code(code).text == "One two\n\nthree"


def test_a_break_in_the_code_is_a_break_in_the_words():
    code = "<blockquote><p>Ferry or bridge?<br>Tell us.<br><br>Soon.</p></blockquote>"
    assert parse_embed_code(code).text == "Ferry or bridge?\nTell us.\n\nSoon."


@pytest.mark.parametrize(
    "code",
    [
        "",
        "no markup",
        "<p>Words</p>",
        "<blockquote></blockquote>",
        "<blockquote><p> <a href=''></a> </p></blockquote>",
        "<blockquote>— Name (@name)</blockquote>",
        "<script>alert(1)</script>",
        "<![",
        "<!-- <blockquote><p>x</p></blockquote> -->",
    ],
)
def test_a_code_without_words_is_no_tweet(code):
    assert parse_embed_code(code) is None


def test_hostile_markup_in_a_code_gives_words_only():
    code = (
        "<blockquote onclick=x()><p>Hi<script>alert(1)</script><img src=x onerror=alert(2)>"
        "&lt;b&gt;\x00</p>&mdash; <i>A</i> (@a) "
        '<a href="javascript:alert(3)//x.com/a/status/1">May 1, 2026</a></blockquote>'
    )
    assert parse_embed_code(code) == Tweet(
        text="Hi<b>", author="A", handle="a", posted_on=date(2026, 5, 1)
    )


def test_a_code_of_many_levels_is_read():
    code = "<blockquote>" + "<b>" * 5000 + "<p>Deep</p>"
    assert parse_embed_code(code).text == "Deep"


# --- Addresses ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        ADDRESS,
        "http://twitter.com/harbourwatch/status/17879",
        "https://www.twitter.com/harbourwatch/statuses/17879",
        "https://mobile.twitter.com/harbourwatch/status/17879?s=20",
        "https://x.com/harbourwatch/status/17879/photo/1",
        f"  {ADDRESS}#top\n",
        "x.com/harbourwatch/status/17879",
    ],
)
def test_every_address_of_a_tweet_becomes_the_same_one(address):
    assert canonical_address(address) == ADDRESS


@pytest.mark.parametrize(
    "address",
    [
        "",
        "x.com",
        "https://x.com/harbourwatch",
        "https://x.com/harbourwatch/status/",
        "https://x.com/harbourwatch/status/abc",
        "https://x.com/a_handle_that_is_too_long/status/1",
        "https://example.com/harbourwatch/status/1",
        "https://x.com.example.com/harbourwatch/status/1",
        "https://evil-x.com/harbourwatch/status/1",
        "https://example.com/?https://x.com/harbourwatch/status/1",
        "javascript:alert(1)//https://x.com/harbourwatch/status/1",
        "https://x.com/harbourwatch/status/٣",
    ],
)
def test_what_is_no_tweets_address_has_none(address):
    assert canonical_address(address) == ""


def test_an_address_without_a_handle_shows_none():
    assert canonical_address("https://x.com/i/web/status/17879") == "https://x.com/i/status/17879"
    block = ArticleBodyBlock().child_blocks["tweet"]
    value = {"source": "https://x.com/i/status/17879", "text": "Fog.", "handle": ""}
    assert block.clean(block.to_python(value))["handle"] == ""


PIECES = [
    *["<blockquote>", "</blockquote>", "<p>", "</p>", "<a href='", "'>", "<script>", "<?", "</"],
    *["<![", "<!", "<!--", "-->", "]]>", "&#", "&#x110000;", "&mdash;", "\x00"],
    *[" (@name) ", "May 1, 2026", "Feb 30, 0000", "May 1, 9999999", "https://x.com/a/status/1"],
]
MARKUP = st.lists(st.sampled_from(PIECES) | st.text(max_size=5)).map("".join)


# A text that is an address makes the parser warn that it is no markup; it is read all the same.
@pytest.mark.filterwarnings("ignore::bs4.MarkupResemblesLocatorWarning")
@hypothesis_settings(deadline=None)
@given(MARKUP | st.text())
@example("https://x.com/a/status/1")
@example("<blockquote><p>x</p><![CDATA[")
@example("<blockquote><p>x</p><![<b>")
@example("<blockquote><p>x</p>— A (@a) January 1, 0000")
@example("<blockquote><p>x</p><a href='https://[x'>")
def test_no_text_makes_reading_a_tweet_fail(text):
    tweet = parse_embed_code(text)
    assert tweet is None or tweet.text.strip()
    assert canonical_address(text) in {"", canonical_address(canonical_address(text))}


# --- Requests to the provider ---------------------------------------------------------


class Provider:
    """A local HTTP server as provider: `answer` is its response, `asked` the requested URLs."""

    def __init__(self):
        self.asked = []
        self.status = 200
        self.headers = {"Content-Type": "application/json"}
        self.says({"type": "rich", "html": CODE})
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                provider.asked.append(parse_qs(urlsplit(self.path).query)["url"][0])
                if provider.body is None:
                    return  # hang up
                self.send_response(provider.status)
                for name, value in provider.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(provider.body)

            def log_message(self, *args):
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/oembed"

    def says(self, answer):
        """Answer with these bytes, with this as JSON, or hang up on None."""
        as_is = answer is None or isinstance(answer, bytes)
        self.body = answer if as_is else json.dumps(answer).encode()


@pytest.fixture
def provider(settings):
    provider = Provider()
    thread = threading.Thread(target=provider.server.serve_forever, args=(0.01,))
    thread.start()
    urls = [r"^https://twitter\.com/.+$"]
    settings.WAGTAILEMBEDS_FINDERS = [
        {
            "class": "news.oembed",
            "providers": [{"endpoint": provider.address, "urls": urls}],
        }
    ]
    yield provider
    provider.server.shutdown()
    thread.join()
    provider.server.server_close()


def tweet_block(**value):
    empty = {"source": "", "text": "", "author": "", "handle": "", "posted_on": ""}
    return [("tweet", {**empty, **value})]


def only_tweet():
    return ArticlePage.objects.get().body[0].value


@pytest.mark.django_db
def test_an_address_fills_the_tweet_with_what_the_provider_says(section, desk, provider, read):
    response = desk.add(section, body=tweet_block(source=f"{ADDRESS}?s=20"), follow=True)
    assert "could not be read" not in response.text
    assert provider.asked == [ADDRESS.replace("x.com", "twitter.com")]
    tweet = only_tweet()
    assert tweet["source"] == ADDRESS
    assert tweet["text"] == "First ferry is quieter than gulls https://t.co/abc"
    assert (tweet["author"], tweet["handle"]) == ("Harbour Watch", "harbourwatch")
    assert tweet["posted_on"] == date(2018, 2, 8)


@pytest.mark.django_db
def test_what_an_editor_typed_is_kept_and_nobody_is_asked(section, desk, provider):
    desk.add(section, body=tweet_block(source=ADDRESS, text="My words", author="Me"))
    assert provider.asked == []
    tweet = only_tweet()
    assert (tweet["text"], tweet["author"], tweet["source"]) == ("My words", "Me", ADDRESS)
    assert tweet["handle"] == "harbourwatch"


@pytest.mark.django_db
def test_a_pasted_code_asks_nobody(section, desk, provider):
    desk.add(section, body=tweet_block(source=CODE))
    assert provider.asked == []
    assert only_tweet()["source"] == ADDRESS
    assert only_tweet()["handle"] == "harbourwatch"


DEEP = b"[" * 100_000
BAD_ANSWERS = {
    "nothing": b"",
    "hangs up": None,
    "garbage": b"\xff\x00\xfe garbage",
    "a page": b"<!doctype html><title>Sign in to X</title>",
    "null": b"null",
    "a number": b"7",
    "a text": b'"text"',
    "a list": [],
    "a list of its keys": ["type", "html"],
    "too deep": DEEP,
    "a huge number": b"9" * 5000,
    "no html": {"type": "rich"},
    "html is null": {"type": "rich", "html": None},
    "html is a number": {"type": "rich", "html": 5},
    "html is a list": {"type": "rich", "html": [CODE]},
    "html is an object": {"type": "rich", "html": {"a": CODE}},
    "html without words": {"type": "rich", "html": "<blockquote></blockquote>"},
    "a photo without address": {"type": "photo"},
    "width is infinite": b'{"type": "rich", "html": "", "width": 1e999}',
    "kept infinitely": b'{"type": "rich", "html": "", "cache_age": 1e999}',
}


@pytest.mark.django_db
def test_a_provider_that_hangs_up_stops_no_editor(section, desk, provider):
    provider.says(None)
    response = desk.add(section, body=tweet_block(source=ADDRESS), follow=True)
    assert f"The tweet {ADDRESS} could not be read just now." in response.text
    assert ArticlePage.objects.get().live
    expect_unread(only_tweet())


def expect_unread(tweet):
    assert (tweet["source"], tweet["text"], tweet["handle"]) == (ADDRESS, "", "harbourwatch")


def filled(**value):
    """Return the block's value as it is when an editor has saved it."""
    block = TweetBlock()
    tweet = block.clean(block.normalize({**dict(tweet_block())["tweet"], **value}))
    assert bool(tweet["text"]) != any(
        "could not be read just now" in w for w in block.warnings(tweet)
    )
    return tweet


@pytest.mark.django_db
@pytest.mark.parametrize("answer", BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_a_provider_that_answers_badly_leaves_the_address(provider, answer):
    provider.says(answer)
    expect_unread(filled(source=ADDRESS))


@pytest.mark.django_db
@pytest.mark.parametrize("status", [302, 401, 403, 404, 429, 500, 503])
def test_a_provider_that_refuses_leaves_the_address(provider, status):
    provider.status = status
    provider.headers["Location"] = "/oembed?url=again"
    expect_unread(filled(source=ADDRESS))


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Content-Length", "Content-Encoding"])
def test_a_provider_whose_answer_breaks_off_leaves_the_address(provider, name):
    provider.headers[name] = {"Content-Length": "99999", "Content-Encoding": "gzip"}[name]
    expect_unread(filled(source=ADDRESS))


@pytest.mark.django_db
def test_a_provider_that_is_not_there_stops_nobody(section, desk, provider, settings):
    [finder] = settings.WAGTAILEMBEDS_FINDERS
    [entry] = finder["providers"]
    nobody = {**entry, "endpoint": "http://127.0.0.1:1/oembed"}
    settings.WAGTAILEMBEDS_FINDERS = [{**finder, "providers": [nobody]}]
    response = desk.add(section, body=tweet_block(source=ADDRESS), follow=True)
    assert "could not be read just now" in response.text
    assert only_tweet()["source"] == ADDRESS


@pytest.mark.django_db
def test_a_tweet_that_could_not_be_read_is_a_link_for_readers(section, read):
    story = ArticleFactory(parent=section, body=[("tweet", {"source": ADDRESS})])
    figure = read(story.url).select_one(".tweet")
    assert figure.a["href"] == ADDRESS
    assert figure.a.text == "A post on X"
    assert figure.blockquote is None


@pytest.mark.django_db
def test_a_provider_that_failed_is_left_alone_for_a_minute(section, desk, provider):
    provider.status = 500
    desk.add(section, body=tweet_block(source=ADDRESS))
    provider.status = 200
    story = ArticlePage.objects.get()
    desk.edit(story, body=tweet_block(source=ADDRESS))
    assert only_tweet()["author"] == ""
    assert len(provider.asked) == 1
    with time_machine.travel(timezone.now() + timedelta(seconds=601)):
        desk.edit(story, body=tweet_block(source=ADDRESS))
    assert len(provider.asked) == 2
    assert only_tweet()["author"] == "Harbour Watch"


@pytest.mark.django_db
@pytest.mark.parametrize("html", ["", "<p>Log in to see this post.</p>"])
def test_an_answer_without_words_is_asked_for_again_after_a_minute(provider, html):
    provider.says({"type": "rich", "html": html})
    assert fetch_tweet(ADDRESS) is None
    provider.says({"type": "rich", "html": CODE})
    with time_machine.travel(timezone.now() + timedelta(seconds=601)):
        assert fetch_tweet(ADDRESS).author == "Harbour Watch"


@pytest.mark.django_db
def test_the_failure_of_one_tweet_leaves_the_next_alone(provider):
    provider.says(None)
    assert fetch_tweet(ADDRESS) is None
    provider.says({"type": "rich", "html": CODE})
    assert fetch_tweet("https://x.com/other/status/1").url == "https://x.com/other/status/1"


@pytest.mark.django_db
def test_what_a_provider_says_at_length_passes_the_form_when_it_is_saved_again(
    section, desk, provider
):
    name, words = "N" * 300, "word " * 2000
    html = f"<blockquote><p>{words}</p>&mdash; {name} (@ferries)</blockquote>"
    provider.says({"type": "rich", "html": html})
    desk.add(section, body=tweet_block(source=ADDRESS))
    tweet = only_tweet()
    again = {**tweet, "posted_on": ""}
    assert desk.edit(ArticlePage.objects.get(), body=tweet_block(**again)).status_code == 302


@pytest.mark.django_db
def test_hostile_words_of_a_provider_are_words_on_the_page(section, desk, provider, read):
    html = (
        "<blockquote><p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"
        "&mdash; &lt;img src=x onerror=alert(2)&gt; (@ferries)</blockquote>"
    )
    provider.says({"type": "rich", "html": html})
    desk.add(section, body=tweet_block(source=ADDRESS))
    desk.client.logout()
    figure = read(ArticlePage.objects.get().url).select_one(".tweet")
    assert figure.select("script, img") == []
    assert figure.blockquote.text.strip() == "<script>alert(1)</script>"


@pytest.mark.django_db
def test_a_tweet_already_known_is_not_asked_for_again(provider):
    assert fetch_tweet(ADDRESS) == fetch_tweet(ADDRESS)
    assert len(provider.asked) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "odd",
    [{"width": 2**70}, {"html": f"{CODE}\ud800"}, {"type": None}, {"cache_age": 10**30}],
)
def test_what_is_odd_beside_the_words_does_not_matter(provider, odd):
    provider.says({"type": "rich", "html": CODE, **odd})
    assert fetch_tweet(ADDRESS).author == "Harbour Watch"


@pytest.mark.django_db
def test_asking_a_provider_writes_nothing_to_the_database(provider, django_assert_num_queries):
    with django_assert_num_queries(0):
        fetch_tweet(ADDRESS)


@pytest.mark.django_db
def test_an_empty_tweet_block_in_a_draft_warns_of_nothing(section, desk):
    response = desk.add(section, action="draft", body=tweet_block(), follow=True)
    assert "could not be read" not in response.text
