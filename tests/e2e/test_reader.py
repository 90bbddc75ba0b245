"""Readers read a story, on any device and with nothing but the newsroom's own server."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.looks import OVERHANG
from tests.e2e.newspaper import newspaper

pytestmark = pytest.mark.newsroom(built_by=newspaper)
WIDTHS = [375, 768, 1280]
# What browsers with a share sheet have; what is shared is kept for the test to see.
SHARE_SHEET = "navigator.share = (data) => { window.shared = data; return Promise.resolve(); };"
SERVICES = [
    *("Share by e-mail", "Share on WhatsApp", "Share on Bluesky", "Share on Mastodon"),
    *("Share on Facebook", "Share on X", "Share on LinkedIn", "Share on Reddit"),
]


def brightness(locator, colour):
    """Return how bright a computed colour of an element is: 0 is black, 255 white."""
    value = locator.evaluate(f"element => getComputedStyle(element).{colour}")
    red, green, blue = (float(part) for part in re.findall(r"[\d.]+", value)[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def body_of(page):
    """Return the story itself, without the cards of others below it."""
    return page.get_by_role("article").filter(has=page.get_by_role("heading", level=1))


def expect_the_whole_story(page):
    """See each part of the story, as a reader does."""
    story = body_of(page)
    expect(story.get_by_role("heading", level=1)).to_have_text("Ferry crosses on batteries alone")
    expect(story.get_by_text("nobody heard it")).to_be_visible()
    expect(story.get_by_text("Mara Lind", exact=True)).to_be_visible()
    expect(story.get_by_text("Mara Lind / Courier")).to_be_visible()
    expect(story.get_by_text("twelve minutes early")).to_be_visible()
    expect(story.get_by_text("We only heard the gulls")).to_be_visible()
    expect(story.get_by_text("Ines Aldaba")).to_be_visible()
    expect(story.get_by_text("Two metres ten at pier four, and calm.")).to_be_visible()
    expect(story.get_by_text("@ellerytides")).to_be_visible()
    expect(story.get_by_text("3 March 2024")).to_be_visible()
    related = story.get_by_text("Related coverage").locator("..").get_by_role("link")
    expect(related).to_have_text("Shipyard builds a ferry without an engine")
    expect(story.get_by_text("The crew at the pier")).to_be_visible()
    expect(story.get_by_text("Jo Reed")).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_story_reads_whole_with_its_photos_without_scrolling_sideways(page, story, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(story.full_url)
    expect_the_whole_story(page)
    assert page.evaluate(OVERHANG) == 0
    photos = body_of(page).get_by_role("img", name="Boats in the harbour")
    expect(photos).to_have_count(2)
    for photo in photos.all():
        photo.scroll_into_view_if_needed()
        assert photo.evaluate("img => img.decode().then(() => img.naturalWidth)") > 0


def test_reading_asks_nobody_but_our_own_server_and_causes_no_error(page, story, base_url):
    addresses, problems = [], []
    page.on("request", lambda request: addresses.append(request.url))
    page.on("console", lambda message: problems.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("requestfailed", lambda request: problems.append(f"{request.url}: {request.failure}"))
    page.goto(story.full_url)
    page.get_by_role("contentinfo").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert len(addresses) > 3
    assert [url for url in addresses if not url.startswith((f"{base_url}/", "data:"))] == []
    assert problems == []


def test_a_story_needs_no_javascript(new_context, story):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(story.full_url)
    expect_the_whole_story(page)
    sharing = page.get_by_role("region", name="Share this article")
    for service in SERVICES:
        expect(sharing.get_by_role("link", name=service, exact=True)).to_be_visible()
    expect(sharing.get_by_role("button")).to_have_count(0)


def test_a_story_is_dark_for_readers_who_like_it_dark_and_light_otherwise(page, story):
    page.emulate_media(color_scheme="dark")
    page.goto(story.full_url)
    assert brightness(page.locator("body"), "backgroundColor") < 50
    for text in [page.get_by_role("heading", level=1), page.get_by_text("twelve minutes early")]:
        assert brightness(text, "color") > 200
    page.emulate_media(color_scheme="light")
    assert brightness(page.locator("body"), "backgroundColor") > 200
    assert brightness(page.get_by_role("heading", level=1), "color") < 50


def test_a_printed_story_is_the_story_and_nothing_else(page, story):
    page.goto(story.full_url)
    page.emulate_media(media="print")
    expect_the_whole_story(page)
    expect(page.get_by_role("navigation")).to_have_count(0)
    expect(page.get_by_text("Share this article")).to_be_hidden()
    expect(page.get_by_text("Recent news")).to_be_hidden()


def test_the_keyboard_reaches_the_skip_link_first_and_it_leads_to_the_story(page, story):
    page.goto(story.full_url)
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_the_share_button_opens_the_share_sheet_of_the_browser(page, story):
    page.add_init_script(SHARE_SHEET)
    page.goto(story.full_url)
    page.get_by_role("button", name="Share").click()
    assert page.evaluate("window.shared") == {"title": story.title, "url": story.full_url}


def test_there_is_no_share_button_without_a_share_sheet(page, story):
    page.add_init_script("delete Navigator.prototype.share;")
    page.goto(story.full_url)
    sharing = page.get_by_role("region", name="Share this article")
    expect(sharing.get_by_role("button", name="Copy link")).to_be_visible()
    expect(sharing.get_by_role("button", name="Share")).to_have_count(0)


def test_copy_link_puts_the_address_on_the_clipboard(page, story, base_url):
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=base_url)
    page.goto(story.full_url)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("region", name="Share").get_by_role("status")).to_have_text(
        "Link copied"
    )
    assert page.evaluate("navigator.clipboard.readText()") == story.full_url
