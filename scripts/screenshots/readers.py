"""Reader pages."""

from playwright.sync_api import Browser, Page

from screenshots.camera import open_page, shoot

STORY = "/news/electric-ferry/"


def take(browser: Browser, address: str) -> None:
    """Take the front page, a section, and a story on every screen."""
    page = open_page(browser, address)
    for name, path in {"front": "/", "section": "/culture/", "story": STORY}.items():
        page.goto(path)
        shoot(page, name, height=800)
    page.close()
    take_story(open_page(browser, address, color_scheme="dark"), "story-dark")
    phone = {"width": 390, "height": 844}
    take_story(
        open_page(browser, address, viewport=phone, device_scale_factor=1.5, is_mobile=True),
        "story-phone",
    )


def take_story(page: Page, name: str) -> None:
    """Take the story in a window of another kind."""
    page.goto(STORY)
    shoot(page, name)
    page.close()
