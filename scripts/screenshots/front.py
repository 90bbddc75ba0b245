"""Editing the front page."""

from playwright.sync_api import Browser, expect

from screenshots.camera import open_form, open_page, page_id, shoot, sign_in


def take(browser: Browser, address: str) -> None:
    """Take the form of the front page with a story placed, and a banner that runs."""
    page = open_page(browser, address)
    sign_in(page)
    open_form(page, f"/admin/pages/{page_id(page, '/')}/edit/")
    shoot(page, "front-form", height=620)
    page.goto("/admin/settings/home/breakingnews/")
    page.get_by_role("textbox", name="Text").fill("The storm wall is closed for the night")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("updated")).to_be_visible()
    page.goto("/admin/")
    expect(page.get_by_role("button", name="End now")).to_be_visible()
    shoot(page, "breaking-news", height=460)
    page.get_by_role("button", name="End now").click()
    expect(page.get_by_text("No banner runs.")).to_be_visible()
    page.close()
