"""What editors do again and again in the browser."""

import re

from playwright.sync_api import expect


def publish(page, button="Publish"):
    """Publish the story that is open in the editor, whatever it still lacks."""
    anyway = page.get_by_role("button", name="Publish anyway")
    done = page.get_by_text(re.compile("has been (published|scheduled)")).first
    # Pressed while the form saves itself, it is taken for nothing now and then, or Wagtail takes
    # what the form has just saved for somebody else's version.
    warned = page.get_by_role("button", name="Continue", exact=True)
    press(page, button)
    try:
        expect(anyway.or_(done).or_(warned)).to_be_visible(timeout=20_000)
    except AssertionError:
        press(page, button)
        expect(anyway.or_(done).or_(warned)).to_be_visible()
    if warned.is_visible():
        warned.click()
        expect(anyway.or_(done)).to_be_visible()
    if anyway.is_visible():
        anyway.click()
    expect(done).to_be_visible()


def press(page, button):
    """Press one of the buttons behind "More actions"."""
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name=button, exact=True).click()
