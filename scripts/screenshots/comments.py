"""Comments, and their moderation."""

from playwright.sync_api import Browser, expect

from screenshots.camera import open_page, shoot, sign_in

STORY = "/politics/storm-wall-vote/"


def take(browser: Browser, address: str) -> None:
    """Take a conversation, the queue, and a comment in its context."""
    page = open_page(browser, address)
    page.goto(f"{STORY}#comments")
    shoot(page, "comments", height=900)
    sign_in(page)
    page.goto("/admin/comments/")
    expect(page.get_by_role("link", name="Reported")).to_be_visible()
    shoot(page, "comment-queue", height=640)
    page.get_by_role("main").get_by_role("link", name="No.").first.click()
    expect(page.get_by_role("button", name="Approve")).to_be_visible()
    shoot(page, "comment-in-context", height=420)
    page.close()
