"""An editor looks for what was written, drafts included, and links to it."""

import pytest
from playwright.sync_api import expect

from search.newsroom.index import rebuild
from tests.e2e.axe import OURS, expect_no_violation
from tests.e2e.editing import wait_until_saved
from tests.e2e.newspaper import newspaper

pytestmark = pytest.mark.newsroom(built_by=newspaper)


@pytest.fixture
def archive(draft):
    """A newspaper that is indexed, with a draft."""
    draft.title = draft.draft_title = "The harbour mole"
    draft.standfirst = "Who pays for the stones?"
    draft.save_revision()
    rebuild(lambda done, total: None)
    return draft


def test_an_editor_finds_a_draft_by_what_was_just_typed(open_form, archive):
    desk = open_form(archive)
    body = desk.locator("[data-article-body]")
    body.get_by_role("textbox").first.click()
    desk.keyboard.type("Limestone from Portland. ")
    wait_until_saved(desk, archive, lambda body: "Limestone from Portland." in body)
    desk.goto("/admin/")
    desk.get_by_role("button", name="Search").first.click()
    desk.locator("#menu-search-q").fill("limestone")
    desk.keyboard.press("Enter")
    row = desk.get_by_role("row", name="The harbour mole")
    expect(row).to_contain_text("Limestone from Portland")
    expect(row.locator("mark")).to_have_text("Limestone")
    expect(row).to_contain_text("News")


def test_filters_narrow_it_down_on_a_phone(desk, archive):
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.goto("/admin/pages/search/?q=the")
    expect(desk.get_by_role("row", name="The harbour mole")).to_be_visible()
    desk.get_by_role("button", name="Show filters").click()
    desk.get_by_role("button", name="Status", exact=True).click()
    desk.get_by_role("checkbox", name="Draft, never published").check()
    expect(desk.get_by_text("There is 1 match")).to_be_visible()
    desk.get_by_role("checkbox", name="Scheduled").check()
    desk.get_by_role("checkbox", name="Draft, never published").uncheck()
    expect(desk.get_by_text("Search without filters")).to_be_visible()


def test_a_chooser_finds_a_story_by_words_of_its_body(open_form, archive):
    desk = open_form(archive)
    desk.get_by_role("button", name="Add story").click()
    desk.get_by_role("button", name="Choose a page").first.click()
    chooser = desk.get_by_role("dialog")
    chooser.get_by_role("textbox", name="Search term").fill("twelve minutes early")
    row = chooser.get_by_role("row", name="Ferry crosses on batteries alone")
    expect(row).to_contain_text("twelve minutes early")
    row.hover()
    expect_no_violation(desk, {"include": [[".newsroom-choices"]]})
    desk.set_viewport_size({"width": 390, "height": 800})
    expect_no_violation(desk, {"include": [["[role=dialog] .newsroom-choices"]]})


@pytest.mark.parametrize(
    "address", ["?q=ferry", "?q=harbour&status=draft", "?q=qzxv", "?changed_from=never"]
)
def test_nothing_is_wider_than_the_window_and_axe_finds_no_violation(desk, archive, address):
    for width in (390, 1280):
        desk.set_viewport_size({"width": width, "height": 900})
        desk.goto(f"/admin/pages/search/{address}", wait_until="networkidle")
        assert desk.evaluate("document.documentElement.scrollWidth") <= width
    expect_no_violation(desk, OURS)
