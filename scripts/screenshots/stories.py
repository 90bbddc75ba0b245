"""Writing and publishing a story."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import Browser, Locator, Page, expect

from screenshots.camera import expect_saved, open_form, open_page, page_id, shoot, sign_in
from screenshots.files import picture

HEADLINE = "Swing bridge to close for three weeks"
STANDFIRST = "New bearings will be fitted from Monday. The ferry carries foot passengers for free."
PARAGRAPH = "The swing bridge over the Ell closes to all traffic at six on Monday morning."
QUOTE = "A bridge that only swings when the weather is kind is not a bridge."


def take(browser: Browser, address: str) -> None:
    """Write a story, and take screenshots of each step."""
    page = open_page(browser, address)
    sign_in(page)
    section = page_id(page, "/news/")
    page.goto(f"/admin/pages/{section}/")
    shoot(page, "list-of-stories", height=640)
    open_form(page, f"/admin/pages/add/news/articlepage/{section}/")
    start(page)
    take_block_picker(page)
    write(page)
    take_preview(page)
    take_missing_credit(page)
    take_last_look(page)
    take_schedule(page)
    page.close()


def start(page: Page) -> None:
    """Write the headline, and wait for the autosave."""
    page.get_by_role("textbox", name="Headline").fill(HEADLINE)
    page.keyboard.press("Tab")
    expect(page).to_have_url(re.compile(r"/admin/pages/\d+/edit/"))
    page.get_by_role("textbox", name="Standfirst").fill(STANDFIRST)
    expect_saved(page)


def body_of(page: Page) -> Locator:
    """Return the part of the form where the story's blocks are."""
    return page.get_by_role("region", name="Body", exact=True)


def add_block(page: Page, name: str) -> Locator:
    """Add a block at the end of the body, and return it."""
    body_of(page).get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name=name, exact=True).click()
    return body_of(page).get_by_role("region", name=name).last


def take_block_picker(page: Page) -> None:
    """Open the picker, and look at one of the blocks."""
    body = body_of(page)
    body.evaluate("element => element.scrollIntoView()")
    body.get_by_role("button", name="Insert a block").last.click()
    row = page.get_by_role("option", name="Fact box", exact=True).locator("..")
    row.hover()
    row.get_by_role("button", name="Preview").click()
    preview = page.get_by_role("tooltip").frame_locator("iframe")
    expect(preview.get_by_text("The ferry in figures")).to_be_visible()
    shoot(page, "block-picker")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")


def write(page: Page) -> None:
    """Fill the form: a lead photo that has no credit, and some blocks."""
    lead = page.get_by_role("region", name="Lead photo")
    lead.get_by_role("button", name="Choose an image").click()
    chooser = page.get_by_role("dialog")
    chooser.get_by_role("tab", name="Upload").click()
    chooser.get_by_label("File").set_input_files(picture("berths.jpg", "winter-berths.jpg"))
    chooser.get_by_role("textbox", name="Title").fill("Berths by the swing bridge")
    chooser.get_by_role("button", name="Upload").click()
    expect(chooser).to_have_count(0)
    add_block(page, "Paragraph").get_by_role("textbox").click()
    page.keyboard.type(PARAGRAPH)
    quote = add_block(page, "Quote")
    quote.get_by_role("textbox", name="Text").fill(QUOTE)
    quote.get_by_role("textbox", name="Who said it").fill("Anton Reke")
    quote.get_by_role("textbox", name="In what role").fill("chief executive of the harbour board")
    save(page)


def save(page: Page) -> None:
    """Save the draft, and open its form again, without the message."""
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("has been updated.")).to_be_visible()
    open_form(page, page.url)


def take_preview(page: Page) -> None:
    """Look at the story beside its form."""
    toggle = page.get_by_role("button", name="Toggle preview")
    toggle.click()
    preview = page.frame_locator("iframe[title='Preview']").last
    expect(preview.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(preview.locator("article img").first).to_be_visible()
    shoot(page, "preview")
    toggle.click()


def publish(page: Page) -> None:
    """Press the publish button."""
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()


def take_missing_credit(page: Page) -> None:
    """Try to publish a photo without a credit, and give it one."""
    publish(page)
    expect(page.get_by_text("What you wrote is saved as a draft.")).to_be_visible()
    lead = page.get_by_role("region", name="Lead photo")
    expect(lead.get_by_text("A published photo needs a credit")).to_be_visible()
    lead.evaluate("element => element.scrollIntoView()")
    shoot(page, "credit-missing", page.get_by_role("main"))
    lead.get_by_role("textbox", name="Credit").fill("Mara Lind / Courier")


def take_last_look(page: Page) -> None:
    """See the warnings before publishing, and go back."""
    publish(page)
    expect(page.get_by_role("button", name="Publish anyway")).to_be_visible()
    shoot(page, "before-publishing", height=480)
    page.get_by_role("link", name="Back to the story").click()


def take_schedule(page: Page) -> None:
    """Choose when readers see the story."""
    open_form(page, page.url)
    page.get_by_label("At a time").check()
    tomorrow = datetime.now().astimezone() + timedelta(days=1)
    page.get_by_label("Published by itself at").fill(f"{tomorrow:%Y-%m-%d}T06:00")
    expect(page.locator(".release__sentences")).to_contain_text("This holds once it is scheduled")
    page.locator("#release").evaluate("(panel) => panel.scrollIntoView({ behavior: 'instant' })")
    shoot(page, "schedule")
