"""A plugin is used, taken away and given back: what editors wrote with it is as it was."""

from contextlib import contextmanager

import pytest
from playwright.sync_api import expect

from byline.pagecache import changed
from byline.plugins.testing import without
from news.models import ArticlePage
from tests.e2e.editing import blocks, publish

QUESTION = "Should the ferry sail at night?"


@pytest.fixture
def without_polls():
    """A newsroom without the plugin: `with without_polls():`."""
    field = ArticlePage._meta.get_field("body")

    def forget():
        vars(field).pop("stream_block", None)
        changed("everything")

    @contextmanager
    def away():
        with without("polls"):
            forget()
            yield
        forget()

    return away


def add_poll(page):
    """Add a poll to the story that is open, with the picker."""
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name="Poll", exact=True).click()
    poll = blocks(page).last
    poll.get_by_role("textbox", name="Question").fill(QUESTION)
    answers = poll.locator("[data-contentpath=answers] input[type=text]")
    for number, answer in enumerate(["Yes", "No"]):
        answers.nth(number).fill(answer)


def stored_poll(story):
    story.refresh_from_db()
    return story.body.get_prep_value()[-1]


def test_a_poll_outlives_its_plugin(draft, open_form, reader, without_polls):
    page = open_form(draft)
    add_poll(page)
    publish(page)
    before = stored_poll(draft)
    assert before["value"]["question"] == QUESTION
    reader.goto(draft.url)
    expect(reader.get_by_role("region", name=QUESTION)).to_be_visible()

    with without_polls():
        page = open_form(draft)
        expect(page.get_by_text("Missing plugin").first).to_be_visible()
        expect(page.get_by_text(QUESTION)).to_have_count(0)
        page.locator("#id_title").fill("A ferry without its plugin")
        publish(page)
        reader.goto(draft.url)
        expect(reader.get_by_role("heading", name="A ferry without its plugin")).to_be_visible()
        expect(reader.get_by_text(QUESTION)).to_have_count(0)
        assert stored_poll(draft) == before

    page = open_form(draft)
    expect(page.get_by_role("textbox", name="Question")).to_have_value(QUESTION)
    reader.goto(draft.url)
    expect(reader.get_by_role("region", name=QUESTION)).to_be_visible()
