"""Readers find their way on a phone, without scripts and without a mouse."""

import pytest
from playwright.sync_api import expect

from tests.factories import SectionFactory, StandardPageFactory

PHONE = {"width": 360, "height": 740}
SMALLEST = {"width": 320, "height": 640}


@pytest.fixture
def sections(story):
    """More sections than a phone is wide, one with a long name, and a page beside them."""
    names = ["Politics", "Business", "Culture", "Sport", "Wirtschaftsberichterstattung"]
    StandardPageFactory(title="Corrections policy")
    return [SectionFactory(title=name) for name in names]


def test_the_menu_opens_and_leads_to_a_section_without_javascript(new_context, sections):
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


def test_the_keyboard_opens_the_menu_and_follows_it(page, sections):
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
def test_nothing_is_cut_on_the_smallest_phone(page, story, sections, path):
    page.set_viewport_size(SMALLEST)
    page.goto(path.format(slug=story.slug))
    page.get_by_text("Menu", exact=True).click()
    overhang = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overhang) == 0
    for link in page.get_by_role("navigation", name="Menu").get_by_role("link").all():
        expect(link).to_be_visible()
        box = link.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= SMALLEST["width"]


@pytest.mark.parametrize(("width", "shown"), [(320, "Menu"), (767, "Menu"), (768, "Sections")])
def test_a_window_shows_the_row_of_sections_or_the_menu(page, sections, width, shown):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("/")
    shown_there = page.get_by_role("banner").get_by_role("navigation")
    expect(shown_there).to_have_count(1)
    expect(shown_there).to_have_attribute("aria-label", shown)
