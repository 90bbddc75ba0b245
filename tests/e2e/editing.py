"""What editors do again and again in the browser."""

import re
from contextlib import suppress

from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect


def publish(page, button="Publish"):
    """Publish the story that is open in the editor, whatever it still lacks."""
    anyway = page.get_by_role("button", name="Publish anyway")
    done = page.get_by_text(re.compile("has been (published|scheduled)")).first
    # Pressed while the form saves itself, it is taken for nothing now and then, or Wagtail takes
    # what the form has just saved for somebody else's version.
    warned = page.get_by_role("button", name="Continue", exact=True)
    press(page, button)
    for _ in range(5):
        try:
            expect(anyway.or_(done).or_(warned)).to_be_visible(timeout=20_000)
        except AssertionError:
            press(page, button)
            continue
        if not warned.is_visible():
            break
        warned.click()
        expect(warned).to_be_hidden()
    if anyway.is_visible():
        anyway.click()
    expect(done).to_be_visible()


def press(page, button):
    """Press one of the buttons behind "More actions"."""
    with suppress(PlaywrightTimeoutError):  # Wagtail's dialog may come first
        page.get_by_role("button", name="More actions").click(timeout=10_000)
        page.get_by_role("button", name=button, exact=True).click(timeout=10_000)
