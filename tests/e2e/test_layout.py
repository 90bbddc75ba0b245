"""How pages are laid out on screens and on paper."""

import pytest
from playwright.sync_api import expect

from tests.e2e.newspaper import make_photo, newspaper
from tests.e2e.newsrooms import bare
from tests.factories import ArticleFactory

pytestmark = pytest.mark.newsroom(built_by=newspaper)
ARGUED = "/news/argued/"
WIDE = {"width": 1280, "height": 800}
PARTS = ".story__header, .story__lead-photo, .story__body > *, .story__footer > *"
WIDTHS = "parts => parts.map(part => part.getBoundingClientRect().width)"
FONT_SIZES = "parts => parts.map(part => parseFloat(getComputedStyle(part).fontSize))"


def test_all_parts_of_a_story_are_as_wide(page, story, gallery):
    page.set_viewport_size(WIDE)
    for path in (story.url, gallery.url):
        page.goto(path)
        widths = page.locator(PARTS).evaluate_all(WIDTHS)
        assert len(widths) > 5
        assert len({round(width) for width in widths if width}) == 1


def test_the_last_list_beside_a_story_follows_the_reader(page):
    page.set_viewport_size(WIDE)
    page.goto(ARGUED)
    popular = page.get_by_role("region", name="Popular stories")
    page.locator(".thread").last.scroll_into_view_if_needed()
    assert page.evaluate("scrollY") > WIDE["height"]
    expect(popular).to_be_in_viewport()


def test_comments_are_printed_only_if_the_page_was_opened_at_them(page):
    page.emulate_media(media="print")
    page.goto(ARGUED)
    comments = page.locator("#comments")
    expect(comments).to_be_hidden()
    for fragment in ("comments", "comment-17879"):
        page.goto("about:blank")
        page.goto(f"{ARGUED}#{fragment}")
        expect(comments).to_be_visible()
    page.goto("/comments/on/17800/")
    expect(page.locator("#comment-17879")).to_be_visible()


def test_on_paper_boxes_and_tables_are_set_smaller_than_the_text(page, story, gallery):
    page.emulate_media(media="print")
    page.goto(story.url)
    texts = page.locator(".story__body > .prose").evaluate_all(FONT_SIZES)
    page.goto(gallery.url)
    small = page.locator(".fact-box__text, .table__grid").evaluate_all(FONT_SIZES)
    assert len(small) > 1
    assert max(small) < min(texts)


def test_the_labels_and_the_fields_of_a_form_stand_in_lines(page):
    page.set_viewport_size(WIDE)
    page.goto("/comments/on/17800/write/")
    row = page.locator(".form__row")
    for part in ("label", "input:visible"):
        tops = [box.bounding_box()["y"] for box in row.locator(part).all()]
        assert len(tops) == 2
        assert tops[0] == tops[1]


@pytest.mark.parametrize("link", [".card__link", ".popular__link"])
def test_a_headline_of_several_lines_has_one_ring_around_its_card(page, link):
    page.goto("/news/argued/")
    page.locator(link).first.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    style = "(link, part) => getComputedStyle(link, part).outlineStyle"
    focused = page.locator(":focus")
    assert focused.evaluate(f"link => ({style})(link, null)") == "none"
    assert focused.evaluate(f"link => ({style})(link, '::after')") == "solid"


@pytest.mark.newsroom(built_by=bare)
@pytest.mark.parametrize(("width", "part"), [(1280, "lead"), (820, "beside"), (1100, "beside")])
def test_the_front_page_has_no_hole_under_its_first_stories(page, section, width, part):
    photo = make_photo()
    for _ in range(8):
        ArticleFactory(
            parent=section, title="Ferry crosses on batteries alone " * 2, lead_photo=photo
        )
    page.set_viewport_size({"width": width, "height": 900})
    page.goto("/")
    place = page.locator(f".front__{part}")
    text = place.locator(".card__text").last
    # The lead's picture becomes a square at most.
    assert bottom(place) - bottom(text) <= 80


def bottom(part):
    box = part.bounding_box()
    return box["y"] + box["height"]
