"""The search page."""

from playwright.sync_api import Browser, expect

from screenshots.camera import open_page, shoot

WINDOW = {"width": 1080, "height": 600}


def take(browser: Browser, address: str) -> None:
    """Take search results, filtered by section."""
    page = open_page(browser, address, viewport=WINDOW)
    page.goto("/search/?q=council+vote+this+year&section=politics")
    main = page.get_by_role("main")
    expect(main.get_by_role("article").first).to_be_visible()
    # Past the masthead, which other pictures show.
    main.evaluate("main => scrollTo(0, main.offsetTop)")
    shoot(page, "search")
    page.close()
