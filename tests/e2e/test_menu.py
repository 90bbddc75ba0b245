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
    for _ in range(3):  # the skip link, the newspaper's name, the menu
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


def test_a_window_shows_the_row_of_sections_or_the_menu(page):
    page.goto("/")
    shown_there = page.get_by_role("banner").get_by_role("navigation")
    for width, shown in [(320, "Menu"), (767, "Menu"), (768, "Sections")]:
        page.set_viewport_size({"width": width, "height": 800})
        expect(shown_there).to_have_count(1)
        expect(shown_there).to_have_attribute("aria-label", shown)
