"""Readers find their way on a phone, without scripts and without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import OVERHANG, SMALLEST
from tests.e2e.newspaper import newspaper

pytestmark = pytest.mark.newsroom(built_by=newspaper)
PHONE = {"width": 360, "height": 740}


def test_the_menu_opens_and_leads_to_a_section_without_javascript(new_context):
    page = new_context(java_script_enabled=False, viewport=PHONE).new_page()
    page.goto("/")
    menu = page.get_by_role("navigation", name="Menu")
    culture = menu.get_by_role("link", name="Culture")
    expect(culture).to_be_hidden()
    menu.get_by_text("Menu", exact=True).click()
    for name in ["Recent stories", "Topics", "Authors", "Corrections policy"]:
        expect(menu.get_by_role("link", name=name)).to_be_visible()
    culture.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Culture")


def test_the_keyboard_opens_the_menu_and_follows_it(page):
    page.set_viewport_size(PHONE)
    page.goto("/news/")
    page.get_by_role("navigation", name="Sections").get_by_role("link").last.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    for _ in range(3):  # the field, its button, the first section
        page.keyboard.press("Tab")
    expect(page.get_by_role("navigation", name="Menu").get_by_role("link").first).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Politics")


@pytest.mark.parametrize("path", ["/", "/news/{slug}/", "/news/", "/authors/mara-lind/"])
def test_nothing_is_cut_on_the_smallest_phone(page, story, path):
    page.set_viewport_size(SMALLEST)
    page.goto(path.format(slug=story.slug))
    page.get_by_text("Menu", exact=True).click()
    assert page.evaluate(OVERHANG) == 0
    for link in page.get_by_role("navigation", name="Menu").get_by_role("link").all():
        expect(link).to_be_visible()
        box = link.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= SMALLEST["width"]


def test_a_window_shows_the_row_of_sections_and_a_narrow_one_the_menu_too(page):
    page.goto("/")
    shown_there = page.get_by_role("banner").get_by_role("navigation")
    for width, shown in [
        (320, ["Sections", "Menu"]),
        (767, ["Sections", "Menu"]),
        (768, ["Sections"]),
    ]:
        page.set_viewport_size({"width": width, "height": 800})
        expect(shown_there).to_have_count(len(shown))
        assert [nav.get_attribute("aria-label") for nav in shown_there.all()] == shown


def test_on_a_phone_the_sections_are_one_line_that_is_moved_sideways(new_context):
    page = new_context(java_script_enabled=False, viewport=SMALLEST).new_page()
    page.goto("/")
    links = page.get_by_role("navigation", name="Sections").get_by_role("link")
    boxes = [link.bounding_box() for link in links.all()]
    assert len({box["y"] for box in boxes}) == 1
    assert len(boxes) > 2
    links.last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(links.last.inner_text())
