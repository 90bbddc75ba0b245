"""Whatever a text has in it, the feed is valid and says the same in every format."""

from datetime import UTC, datetime
from io import BytesIO, TextIOWrapper

import pytest
from django.utils.feedgenerator import Enclosure
from hypothesis import given, settings
from hypothesis import strategies as st

from byline.text import without_unfit_characters
from news.feeds.formats import FEED_FORMATS, FeedAuthor, FeedPhoto
from news.feeds.story_html import absolute_html
from tests.feeds.validation import read

URN = "urn:uuid:0b1c5b0e-4a5a-4f2e-9b87-3a3a34f3c8aa"
AT = datetime(2026, 11, 30, 8, 30, tzinfo=UTC)
SCRIPTS = [
    *("Överstyrelsen för båtar", "Το λιμάνι ξυπνά", "Гавань просыпается", "הנמל מתעורר"),
    *(
        "الميناء يستيقظ",
        "बंदरगाह जागता है",
        "ท่าเรือตื่นขึ้น",
        "港が目を覚ます",
        "항구가 깨어나다",
        "码头醒来",
    ),
    *("🚢👩🏽‍✈️ 🇫🇮", "𝒽𝒶𝓇𝒷𝑜𝓊𝓇 𓀀", "e\u0301\u0323 a\u0301"),
]
AWKWARD = [
    *("a]]>b", "<![CDATA[x]]>", "<b>bold</b> & sons", "&amp; &lt;p&gt;", "\"quoted\" 'too'"),
    *("a\x00b\x01\x08\x0b\x0c\x1f\x7f\x9fc", "\ud800x\udfff", "\ufffe\uffff", "\u202eevil"),
    *("<!-- --> -->", "<?xml version='1.0'?>", "<!DOCTYPE x>", "&#0;&#x1;", "a\r\nb\tc"),
    *("x" * 10_000, "港" * 10_000, "<" * 10_000, "&" * 10_000),
]
TEXT = st.text(st.characters(codec=None), min_size=1, max_size=60)


def written(file_format, text, html=""):
    """Write a feed that has a text in every place, and read it again."""
    feed = FEED_FORMATS[file_format](
        title=f"T {text}",
        link="https://paper.example/",
        description=f"D {text}",
        language="en",
        author_name=f"N {text}",
        feed_url=f"https://paper.example/feeds/{file_format}/",
        feed_guid=URN,
        hub="https://hub.example/",
    )
    feed.add_item(
        title=f"T {text}",
        link="https://paper.example/news/a/",
        description="",
        unique_id=URN,
        unique_id_is_permalink=False,
        pubdate=AT,
        updateddate=AT,
        categories=[f"C {text}"],
        html=html,
        summary=f"S {text}",
        authors=[FeedAuthor(f"A {text}")],
        enclosures=[Enclosure("https://p.example/a.jpg", "9", "image/jpeg")],
        photo=FeedPhoto("https://p.example/a.jpg", "image/jpeg", 3, 2, 9, f"P {text}", text),
    )
    file = BytesIO()
    wrapper = TextIOWrapper(file, "utf-8", newline="", write_through=True)
    feed.write(wrapper, "utf-8")
    return read(file.getvalue(), file_format)


def shown(text):
    """Return a text as XML parsers give it."""
    return without_unfit_characters(text).replace("\r\n", "\n").replace("\r", "\n")


def check(file_format, text):
    feed = written(file_format, text)
    (item,) = feed.items
    title, names, tags, credit = item.title, item.authors, item.categories, item.credit
    found = [feed.title, title, *names, *tags, credit]
    kept = shown(text)
    expected = [f"T {kept}", f"T {kept}", f"A {kept}", f"C {kept}", f"P {kept}"]
    assert [shown(one) for one in found] == expected
    assert feed.hub == "https://hub.example/"


@pytest.mark.parametrize("file_format", FEED_FORMATS)
def test_every_script_and_awkward_text_is_told_as_it_is(file_format):
    for text in [*SCRIPTS, *AWKWARD]:
        check(file_format, text)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(FEED_FORMATS)), TEXT)
def test_any_text_is_told_as_it_is(file_format, text):
    check(file_format, text)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(list(FEED_FORMATS)), TEXT)
def test_a_full_text_with_anything_in_it_is_valid(file_format, text):
    html = absolute_html(f'<p>{text}</p><a href="{text}">x</a>', "https://paper.example/news/a/")
    written(file_format, "Title", html)
