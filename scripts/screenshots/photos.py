"""The work of a photo editor."""

import re

from playwright.sync_api import Browser, Page, expect

from screenshots.camera import open_page, shoot, sign_in
from screenshots.files import AGENCY, picture


def take(browser: Browser, address: str) -> None:
    """Upload, find, describe and crop photos."""
    page = open_page(browser, address)
    sign_in(page)
    take_upload(page)
    take_filters(page)
    take_details(page)
    take_focal_point(page)
    page.close()


def take_upload(page: Page) -> None:
    """Upload one photo with complete metadata, and two without."""
    page.goto("/admin/images/multiple/add/")
    files = page.locator("input[type=file]")
    files.set_input_files(picture("dsc_0042.jpg", "lighthouse-reopens.jpg", AGENCY))
    credit = page.get_by_role("textbox", name=re.compile("^Credit"))
    expect(credit).to_have_value("Nadia Voss / Coast Pictures")
    shoot(page, "photo-upload")
    for number, of in enumerate(["tram-line.jpg", "market-hall.jpg"], start=43):
        files.set_input_files(picture(f"dsc_00{number}.jpg", of))
        expect(credit).to_have_count(number - 41)


def take_filters(page: Page) -> None:
    """List the photos that lack a credit."""
    page.goto("/admin/images/")
    page.get_by_role("button", name="Show filters").click()
    page.get_by_role("button", name="Missing").click()
    page.get_by_role("checkbox", name="Credit").check()
    expect(page.get_by_role("link", name="Electric ferry")).to_have_count(0)
    shoot(page, "photo-filters", height=600)


def take_details(page: Page) -> None:
    """Set the credit of all in a bulk action."""
    page.keyboard.press("Escape")
    for item in page.get_by_role("listitem").filter(has_text="dsc_00").all():
        item.get_by_role("checkbox").check(force=True)
    page.get_by_role("link", name="Edit the details of the selected images").click()
    page.get_by_role("textbox", name="Credit").fill("Mara Lind / Courier")
    shoot(page, "photo-details", height=800)


def take_focal_point(page: Page) -> None:
    """Set the focal point of a photo."""
    page.goto("/admin/images/")
    page.get_by_role("main").get_by_role("link", name="Electric ferry").click()
    chooser = page.locator(".jcrop-holder")
    expect(chooser).to_be_visible()
    box = chooser.bounding_box()
    if not box:
        raise LookupError("the photo is not shown")
    page.mouse.move(box["x"] + box["width"] * 0.22, box["y"] + box["height"] * 0.45)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.82, box["y"] + box["height"] * 0.74, steps=5)
    page.mouse.up()
    shoot(page, "focal-point")
