"""What editors do again and again in the browser."""

import re
from contextlib import suppress

from playwright.sync_api import TimeoutError as PlaywrightTimeoutError
from playwright.sync_api import expect

from news.models import ArticlePage

# The paragraphs of the story `draft`.
TEXTS = ["The first paragraph.", "The second paragraph.", "The third paragraph."]
# Wagtail's editor begins to look for edits two seconds after it was opened.
TELL_WHEN_EDITS_ARE_WATCHED = """
addEventListener("w-unsaved:watch-edits", () => {
  document.documentElement.dataset.editsAreWatched = "yes";
});"""


def wait_until_edits_are_watched(page):
    """Wait until the form that is open notices what is typed."""
    expect(page.locator("html")).to_have_attribute("data-edits-are-watched", "yes")


# Pastes a text, and HTML, where the cursor is.
PASTE = """([text, html]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  if (html) data.setData("text/html", html);
  const options = {clipboardData: data, bubbles: true, cancelable: true};
  document.activeElement.dispatchEvent(new ClipboardEvent("paste", options));
}"""


def blocks(page):
    """Return the blocks of the body that is open in the editor."""
    return page.locator(
        "[data-article-body] [data-streamfield-stream-container] > [data-streamfield-child]:visible"
    )


def press_on(block, name):
    """Press one of Wagtail's buttons of a block."""
    block.locator(f'[data-streamfield-action="{name}"]').first.click()


def put_cursor_after(page, block, words):
    """Put the cursor behind the first words of a block, with the keys."""
    block.locator("[contenteditable=true], textarea, input[type=text]").first.click()
    page.keyboard.press("Control+Home")
    for _ in words:
        page.keyboard.press("ArrowRight")


def type_at_end(page, words):
    """Type at the end of the first block."""
    blocks(page).nth(0).locator("[contenteditable=true]").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def choose(block, name):
    """Choose something in the menu of a block."""
    block.get_by_role("button", name="Block actions").click()
    block.page.get_by_role("menuitem", name=name).click()


def select(page, *places):
    """Select blocks, and return the bar of what can be done to them."""
    choose(blocks(page).nth(places[0]), "Select")
    for place in places[1:]:
        blocks(page).nth(place).get_by_role("checkbox", name="Select").click()
    return page.get_by_role("region", name="Selected blocks")


def undo(page, how):
    """Undo with the button that appears, or with the keys."""
    if how == "button":
        page.get_by_role("button", name="Undo", exact=True).click()
    else:
        page.locator("body").press("Control+z")


def wait_until_stored(page, story, field, has):
    """Wait until autosave has stored a value for which `has` is true."""
    for _ in range(200):
        # A page of its own: autosave may have overwritten the revision that `story` knows.
        saved = ArticlePage.objects.get(pk=story.pk)
        if has(stored := getattr(saved.get_latest_revision_as_object(), field)):
            return stored
        page.wait_for_timeout(500)  # each look may hold up the server's writing
    raise AssertionError(stored)


def wait_until_saved(page, story, has):
    """Wait until autosave has stored a body for which `has` is true; return the body."""
    return str(wait_until_stored(page, story, "body", lambda body: has(str(body))))


def publish(page, button="Publish"):
    """Publish the story that is open in the editor, whatever it still lacks."""
    anyway = page.get_by_role("button", name=re.compile("(Publish|Schedule) anyway"))
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
    """Press one of the buttons at the foot of a form."""
    wanted = page.get_by_role("button", name=button, exact=True)
    with suppress(PlaywrightTimeoutError):  # Wagtail's dialog may come first
        if not wanted.is_visible():
            page.get_by_role("button", name="More actions").click(timeout=10_000)
        wanted.click(timeout=10_000)
