"""Screenshots of a browser window."""

import re
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from screenshots.demo import PASSWORD, ROOT

PICTURES_FOLDER = ROOT / "docs/screenshots"
WINDOW_SIZE = {"width": 1280, "height": 900}
TIMEOUT_MS = 30_000
PICTURE_MAX_BYTES = 150_000
# Fonts and visible images are loaded, and only infinite animations run.
WAIT_UNTIL_STILL = """() => {
  const isSeen = (image) => {
    const box = image.getBoundingClientRect();
    return box.width && box.height && box.bottom > 0 && box.top < innerHeight;
  };
  return document.fonts.status === "loaded" &&
    [...document.images].every((i) => !isSeen(i) || (i.complete && i.naturalWidth)) &&
    document.getAnimations().every((animation) =>
      animation.playState !== "running" || animation.effect.getTiming().iterations > 1);
}"""
# Wagtail's editor detects edits from two seconds after its start.
SIGNAL_EDITS_ARE_WATCHED = """
addEventListener("w-unsaved:watch-edits", () => {
  document.documentElement.dataset.editsAreWatched = "yes";
});"""


def open_page(browser: Browser, address: str, **options: Any) -> Page:
    """Open a window of a newsroom."""
    page = browser.new_page(**{"base_url": address, "viewport": WINDOW_SIZE, **options})
    page.set_default_timeout(TIMEOUT_MS)
    expect.set_options(timeout=TIMEOUT_MS)
    page.add_init_script(SIGNAL_EDITS_ARE_WATCHED)
    return page


def sign_in(page: Page, name: str = "editor") -> None:
    """Sign in as one of the demo's accounts."""
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Pages")).to_be_visible()


def shoot(page: Page, name: str, of: Locator | None = None, *, height: int | None = None) -> None:
    """Save a screenshot of the window, its upper part, or one element, once it is still."""
    page.wait_for_load_state("networkidle")
    page.wait_for_function(WAIT_UNTIL_STILL)
    path = PICTURES_FOLDER / f"{name}.jpg"
    if of:
        of.screenshot(path=path, type="jpeg", quality=80)
    else:
        top = FloatRect(x=0, y=0, width=WINDOW_SIZE["width"], height=height or 0)
        page.screenshot(path=path, type="jpeg", quality=80, clip=top if height else None)
    pack(path)
    print_size(path)


def pack(path: Path) -> None:
    """Write a lossless picture with a tenth fewer bytes than the browser's."""
    with Image.open(path) as picture:
        picture.save(path, quality="keep", optimize=True, progressive=True)


def print_size(path: Path) -> None:
    """Print the size of a picture, with a warning above PICTURE_MAX_BYTES."""
    size = path.stat().st_size
    warning = " TOO LARGE" if size > PICTURE_MAX_BYTES else ""
    print(f"{path.relative_to(ROOT)} {size // 1000} kB{warning}")  # noqa: T201


def page_id(page: Page, path: str) -> str:
    """Return the id of a page, from the edit link of Wagtail's user bar."""
    page.goto(path)
    link = page.locator("wagtail-userbar").locator("a[href*='/edit/']").first
    found = re.search(r"/pages/(\d+)/edit/", link.get_attribute("href") or "")
    if not found:
        raise LookupError(f"{path} offers nothing to edit")
    return found[1]


def open_form(page: Page, address: str) -> None:
    """Open the editor, and wait until it detects edits."""
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-edits-are-watched", "yes")


def expect_saved(page: Page) -> None:
    """Wait until the editor has autosaved."""
    expect(page.get_by_text("Saved", exact=True).first).to_be_visible()
