"""Blocks that come from typing."""

import pytest
from playwright.sync_api import expect

from tests.e2e.editing import (
    PASTE,
    blocks,
    put_cursor_after,
    type_at_end,
    undo,
    wait_until_saved,
)
from tests.factories import ArticleFactory

TYPES = "(all) => all.map((one) => one.querySelector('input[name$=-type]').value)"
FOCUSED = (
    "document.activeElement.closest('[data-streamfield-child]')?.querySelector('h2').innerText"
)


@pytest.fixture
def page(open_form, draft):
    """The form of a story with three paragraphs."""
    return open_form(draft)


@pytest.fixture
def story(section):
    """A story that readers can see."""
    story = ArticleFactory(parent=section, title="Ferry crosses on batteries alone")
    story.save_revision().publish()
    return story


def offered(page):
    """Return the first of the stories that are offered."""
    return page.locator(".suggestions [role=option]:visible").first


def types(page):
    """Return the types of the blocks of the body."""
    return blocks(page).evaluate_all(TYPES)


def test_a_quote_a_heading_and_paragraphs_come_from_typing(page, draft):
    type_at_end(page, "")
    keys = page.keyboard
    keys.press("Enter")
    keys.type("> We built the wall.")
    keys.press("Tab")
    keys.type("Ines Aldaba")
    keys.press("Enter")  # on below the quote
    keys.press("Enter")
    keys.type("A second line.")
    keys.press("Enter")
    keys.type("## What it costs")
    keys.press("Enter")
    keys.type("Ninety million.")
    expect(blocks(page)).to_have_count(7)
    body = wait_until_saved(page, draft, lambda body: "Ninety million" in body)
    assert "We built the wall." in body
    assert "Ines Aldaba" in body


def test_what_follows_the_line_stays_below_and_it_can_be_undone(page):
    put_cursor_after(page, blocks(page).nth(1), "")
    page.keyboard.type("> ")
    expect(blocks(page).nth(1).locator("textarea").first).to_have_value("The second paragraph.")
    assert types(page) == ["paragraph", "quote", "paragraph"]
    undo(page, "button")
    assert types(page) == ["paragraph", "paragraph", "paragraph"]


@pytest.mark.parametrize("trigger", ["@", "[["])
def test_some_words_of_a_headline_are_a_related_story(page, draft, story, trigger):
    type_at_end(page, "")
    page.keyboard.press("Enter")
    page.keyboard.type(f"{trigger}batteries")
    expect(offered(page)).to_contain_text(story.title)
    page.keyboard.press("Enter")
    expect(blocks(page).nth(1)).to_contain_text(story.title)
    page.keyboard.type("And on.")
    assert types(page)[:3] == ["paragraph", "related", "paragraph"]
    body = wait_until_saved(page, draft, lambda body: "And on." in body)
    assert story.title in body


def test_an_address_alone_on_a_line_is_an_embed(page):
    type_at_end(page, "")
    page.keyboard.press("Enter")
    page.evaluate(PASTE, ["https://youtu.be/dQw4w9WgXcQ", ""])
    expect(blocks(page)).to_have_count(5)  # and a paragraph to go on in
    page.keyboard.type("https://youtu.be/dQw4w9WgXcQ")
    page.keyboard.press("Enter")
    expect(blocks(page)).to_have_count(6)
    assert types(page)[:4] == ["paragraph", "embed", "embed", "paragraph"]


@pytest.mark.parametrize("words", ["https://example.com/a", "batteries"])
def test_the_key_of_a_link_takes_an_address_or_offers_stories(page, draft, story, words):
    put_cursor_after(page, blocks(page).nth(0), "")
    for _ in "The first":
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+k")
    field = page.get_by_role("textbox", name="Link: an address, or words of a headline")
    field.fill(words)
    if words == "batteries":
        expect(offered(page)).to_contain_text(story.title)
    field.press("Enter")
    body = wait_until_saved(page, draft, lambda body: "</a>" in body)
    link = "https://example.com/a" if words.startswith("https") else story.url
    assert f'{link}">The first</a>' in body


def test_the_key_of_publish_publishes(page, draft):
    page.keyboard.press("Control+Shift+p")
    anyway = page.get_by_role("button", name="Publish anyway")
    expect(anyway).to_be_visible()


def test_an_empty_paragraph_keeps_no_story_from_being_published(page):
    type_at_end(page, "")
    page.keyboard.press("Enter")
    page.keyboard.type("## Heading")
    page.keyboard.press("Enter")
    page.keyboard.press("Control+Shift+p")
    expect(page.get_by_role("button", name="Publish anyway")).to_be_visible()
