"""Readers leaf through pictures and start videos; nothing is asked of others before."""

import pytest
from playwright.sync_api import expect

from tests.e2e.newspaper import newspaper

pytestmark = pytest.mark.newsroom(built_by=newspaper)
PLAYER = "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1"


@pytest.fixture
def strip(page, gallery):
    """The strip of a gallery's pictures, on the screen."""
    page.goto(gallery.full_url)
    strip = page.get_by_role("group", name="3 photos, side by side")
    strip.scroll_into_view_if_needed()
    return strip


def in_view(page, number):
    """Wait until a picture of the gallery, counted from 1, is the one to see."""
    expect(page.get_by_role("status").filter(has_text="of 3")).to_have_text(f"{number} of 3")
    items = page.locator(".gallery__item")
    for position in range(3):
        ratio = items.nth(position)
        if position + 1 == number:
            expect(ratio).to_be_in_viewport(ratio=0.4)
        else:
            expect(ratio).not_to_be_in_viewport(ratio=0.4)


def test_the_keyboard_leafs_through_a_gallery(page, strip):
    for _ in range(30):
        page.keyboard.press("Tab")
        if strip.evaluate("element => element === document.activeElement"):
            break
    expect(strip).to_be_focused()
    for key, number in [
        ("ArrowRight", 2),
        ("ArrowRight", 3),
        ("ArrowRight", 3),
        ("ArrowLeft", 2),
        ("Home", 1),
        ("End", 3),
    ]:
        page.keyboard.press(key)
        in_view(page, number)


def test_so_do_the_buttons(page, strip):
    next_photo = page.get_by_role("button", name="Next photo")
    previous = page.get_by_role("button", name="Previous photo")
    expect(previous).to_be_disabled()
    next_photo.click()
    in_view(page, 2)
    next_photo.click()
    in_view(page, 3)
    expect(next_photo).to_be_disabled()
    previous.click()
    in_view(page, 2)


def test_swiping_leafs_through_it_and_the_counter_follows(new_context, gallery):
    page = new_context(has_touch=True, viewport={"width": 390, "height": 800}).new_page()
    page.goto(gallery.full_url)
    strip = page.get_by_role("group", name="3 photos, side by side")
    strip.scroll_into_view_if_needed()
    in_view(page, 1)
    swipe(page, strip.bounding_box())
    in_view(page, 2)


def swipe(page, box):
    """Draw a finger from right to left over a part of the page."""
    session = page.context.new_cdp_session(page)
    y, right = box["y"] + box["height"] / 4, box["x"] + box["width"] * 0.85
    path = [right - box["width"] * 0.07 * step for step in range(11)]
    for number, x in enumerate(path):
        kind = "touchMove" if number else "touchStart"
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y}]})
        page.evaluate("new Promise(requestAnimationFrame)")
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def test_a_gallery_scrolls_by_keyboard_without_scripts(new_context, gallery):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(gallery.full_url)
    strip = page.get_by_role("group", name="3 photos, side by side")
    strip.focus()
    items = page.locator(".gallery__item")
    expect(items.first).to_be_in_viewport(ratio=0.4)
    for position in (1, 2):
        page.keyboard.press("ArrowRight")
        # Whole: a key that is pressed while the strip still moves is lost.
        expect(items.nth(position)).to_be_in_viewport(ratio=1)


@pytest.fixture
def asked(page):
    """The addresses elsewhere that the browser asked for; they answer with a page of ours."""
    addresses = []

    def answer(route):
        addresses.append(route.request.url)
        route.fulfill(content_type="text/html", body="<title>Player</title><p>Playing</p>")

    page.route(lambda url: "localhost" not in url and "127.0.0.1" not in url, answer)
    return addresses


def test_a_click_starts_the_player_in_the_place_of_the_picture(page, gallery, asked):
    problems = []
    page.on("console", lambda message: problems.append(message.text))
    page.goto(gallery.full_url)
    assert asked == []
    page.get_by_role("link", name="Play: A day at the slipway").click()
    expect(page.frame_locator("iframe").get_by_text("Playing")).to_be_visible()
    assert asked == [PLAYER]
    frame = page.locator("iframe")
    expect(frame).to_have_attribute("title", "Play: A day at the slipway")
    expect(frame).to_be_focused()
    assert problems == []


def test_the_keyboard_starts_it_too(page, gallery, asked):
    page.goto(gallery.full_url)
    page.get_by_role("link", name="Play: A day at the slipway").press("Enter")
    expect(page.frame_locator("iframe").get_by_text("Playing")).to_be_visible()
    assert asked == [PLAYER]


def test_without_scripts_the_picture_leads_to_the_video(new_context, gallery):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(gallery.full_url)
    link = page.get_by_role("link", name="Play: A day at the slipway")
    expect(link).to_have_attribute("href", "https://www.youtube.com/watch?v=aqz-KE-bpKQ")
