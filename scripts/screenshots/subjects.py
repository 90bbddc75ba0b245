"""Sections, sponsored stories, and the newsroom settings."""

from playwright.sync_api import Browser, Page, expect

from screenshots.camera import open_form, open_page, page_id, shoot, sign_in


def take(browser: Browser, address: str) -> None:
    """Take what stands around the stories."""
    page = open_page(browser, address)
    sign_in(page)
    open_form(page, f"/admin/pages/{page_id(page, '/culture/')}/edit/")
    shoot(page, "section-form", height=600)
    page.goto(f"/admin/pages/{page_id(page, '/')}/?ordering=ord")
    expect(page.get_by_role("main").get_by_text("Sort", exact=True)).to_be_visible()
    shoot(page, "section-order", height=460)
    page.goto("/admin/settings/news/newsroom/")
    expect(page.get_by_role("textbox", name="Name")).to_be_visible()
    shoot(page, "newsroom-settings")
    take_sponsored_story(page)
    page.close()


def take_sponsored_story(page: Page) -> None:
    """Make a story sponsored, and open its page."""
    path = "/business/bakery-cooperative/"
    open_form(page, f"/admin/pages/{page_id(page, path)}/edit/")
    page.get_by_role("combobox", name="Label").select_option("Sponsored")
    page.get_by_role("textbox", name="Paid for by").fill("Tallow Street Traders")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("has been published")).to_be_visible()
    page.context.clear_cookies()
    page.goto(path)
    shoot(page, "sponsored-story", height=560)
