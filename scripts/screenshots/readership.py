"""Reader statistics."""

from playwright.sync_api import Browser, expect

from screenshots.camera import open_page, shoot, sign_in


def take(browser: Browser, address: str) -> None:
    """Take the panel of stories read now, and the readers of the most read story."""
    page = open_page(browser, address)
    sign_in(page)
    panel = page.locator(".readers-now")
    expect(panel.get_by_role("link", name="All stories by readers")).to_be_visible()
    shoot(page, "being-read-now", page.locator("section").filter(has=panel))
    page.goto("/admin/reports/readers/")
    page.get_by_role("main").get_by_role("row").nth(1).get_by_role("link").click()
    expect(page.get_by_role("img", name="Readers by hour")).to_be_visible()
    shoot(page, "readers-of-a-story", height=620)
    page.close()
