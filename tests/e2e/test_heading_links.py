"""An editor links to a heading: of another story, and of the one that is being written."""

import pytest
from playwright.sync_api import expect

from tests.e2e.axe import expect_no_violation
from tests.e2e.editing import blocks, wait_until_saved
from tests.factories import ArticleFactory

DIALOG = {"include": [[".modal-body"]]}


@pytest.fixture
def target(section):
    body = [("heading", "Money"), ("paragraph", "<p>It costs.</p>"), ("heading", "Tides")]
    return ArticleFactory(parent=section, title="The ferry", slug="ferry", body=body, signals=True)


@pytest.fixture
def written(section):
    body = [("paragraph", "<p>cost</p>"), ("heading", "What now?")]
    story = ArticleFactory(parent=section, live=False, slug="written", body=body)
    story.save_revision()
    return story


def open_link_chooser(page):
    """Select the words of the paragraph, and open the chooser of links."""
    text = blocks(page).first.get_by_role("textbox")
    text.click()
    text.press("Control+a")
    page.locator("[name=LINK]:visible").first.click()
    dialog = page.locator(".modal-body")
    expect(dialog.locator(".link-types")).to_be_visible()
    return dialog


def test_to_a_heading_of_another_story(target, written, open_form):
    page = open_form(written)
    dialog = open_link_chooser(page)
    dialog.get_by_role("textbox", name="Search").fill("ferry")
    dialog.get_by_role("link", name="The ferry", exact=True).click()
    expect(dialog.get_by_role("button", name="The beginning")).to_be_focused()
    expect_no_violation(page, DIALOG)
    dialog.get_by_role("button", name="Tides").press("Enter")
    expect(dialog).to_be_hidden()
    wait_until_saved(page, written, lambda body: "/ferry/#tides" in body)


def test_to_a_heading_of_the_story_itself(written, open_form):
    page = open_form(written)
    dialog = open_link_chooser(page)
    dialog.get_by_role("link", name="Anchor link").click()
    expect(dialog.get_by_role("heading", name="Headings of this story")).to_be_visible()
    expect_no_violation(page, DIALOG)
    dialog.get_by_role("button", name="What now?").click()
    expect(dialog).to_be_hidden()
    wait_until_saved(page, written, lambda body: 'href="#what-now"' in body)
