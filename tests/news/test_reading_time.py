"""How long a story takes to read."""

import json

import pytest

from news.reading_time import reading_minutes
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def paragraph(words):
    return ("paragraph", f"<p>{'word ' * words}</p>")


@pytest.mark.parametrize(("words", "minutes"), [(0, 1), (1, 1), (238, 1), (239, 2), (2380, 10)])
def test_a_story_takes_a_minute_for_238_words_and_one_at_least(section, words, minutes):
    body = [paragraph(words)] if words else []
    assert ArticleFactory(parent=section, body=body).reading_minutes == minutes


def test_words_of_every_kind_of_block_count(section):
    story = ArticleFactory(parent=section, body=[paragraph(238), ("quote", {"text": "More."})])
    assert story.reading_minutes == 2


def test_blocks_that_are_not_shown_and_those_that_fail_count_nothing(section, read):
    words = "word " * 500
    items = [
        {"type": "gone", "value": {"text": words}},
        {"type": "sample_failing", "value": words},
        {"type": "paragraph", "value": "<p>Known.</p>"},
    ]
    story = ArticleFactory(parent=section, body=json.dumps(items))
    assert "1 min read" in read(story.url).select_one(".story__dates").text


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("汉" * 510, 2), ("漢字とかな。" * 119, 2), ("ไทย" * 634, 2), ("汉字、汉字。" * 60, 1)],
    ids=["Chinese", "Japanese", "Thai", "with punctuation"],
)
def test_languages_without_spaces_are_counted_by_characters(text, minutes):
    assert reading_minutes([text]) == minutes
