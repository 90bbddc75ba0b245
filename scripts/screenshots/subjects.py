"""Sections, authors, sponsored stories, and the newsroom itself."""

from playwright.sync_api import Browser, Page, expect

from screenshots.camera import open_form, open_page, page_id, shoot, sign_in


def take(browser: Browser, address: str) -> None:
    """Take what stands around the stories."""
    page = open_page(browser, address)
    sign_in(page)
    open_form(page, f"/admin/pages/{page_id(page, '/culture/')}/edit/")
    shoot(page, "section-form", height=600)
    page.goto("/admin/settings/news/newsroom/")
    expect(page.get_by_role("textbox", name="Name")).to_be_visible()
    shoot(page, "newsroom-settings")
    take_author(page)
    take_sponsored_story(page)
    page.close()


def take_author(page: Page) -> None:
    """Take an author's form."""
    page.goto("/admin/snippets/news/author/")
    page.get_by_role("link", name="Marian Osgood").first.click()
    expect(page.get_by_role("textbox", name="Name")).to_be_visible()
    shoot(page, "author-form")


def take_sponsored_story(page: Page) -> None:
    """Have somebody pay for a story, and look at it as readers do."""
    path = "/business/bakery-cooperative/"
    open_form(page, f"/admin/pages/{page_id(page, path)}/edit/")
    page.get_by_role("combobox", name="Label").select_option("Sponsored")
    page.get_by_role("textbox", name="Paid for by").fill("Tallow Street Traders")
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("has been published")).to_be_visible()
    reader = page.context.browser
    page.context.clear_cookies()
    assert reader  # noqa: S101
    page.goto(path)
    shoot(page, "sponsored-story")
