"""A photo editor takes photos in and describes them."""

import re

import pytest
from django.core.files.base import ContentFile
from playwright.sync_api import expect
from wagtail.documents.models import Document

from photos.models import Photo
from tests.e2e.axe import OURS, expect_no_violation
from tests.factories import ArticleFactory, PhotoFactory
from tests.photos.files import picture
from tests.photos.test_metadata import SAID, described

SMALL = {"file__width": 60, "file__height": 40}


def test_an_uploaded_photo_is_described_by_its_own_file(desk):
    desk.goto("/admin/images/multiple/add/")
    file = {"name": "dsc_0042.jpg", "mimeType": "image/jpeg", "buffer": described()}
    desk.locator("input[type=file]").set_input_files(file)
    for label in ("Credit", "Caption", "Description", "Licence", "Title"):
        field = desk.get_by_role("textbox", name=re.compile(f"^{label}"))
        expect(field).to_have_value(SAID[label.lower()])
    desk.get_by_role("textbox", name=re.compile("^Licence")).fill("All rights ours")
    desk.get_by_role("button", name="Update").click()
    expect(desk.get_by_text("Image updated.").first).to_be_visible()
    assert Photo.objects.get().licence == "All rights ours"


def test_photos_of_a_phone_and_files_with_wrong_names_are_taken(desk):
    desk.goto("/admin/images/multiple/add/")
    files = {
        "IMG_0042.HEIC": picture("HEIF"),
        "wall.jfif": picture("JPEG"),
        "quay.jpg": picture("WEBP"),
        "pier.jpg_large": picture("JPEG", size=(50, 50)),
    }
    for name, content in files.items():
        file = {"name": name, "mimeType": "", "buffer": content}
        desk.locator("input[type=file]").set_input_files(file)
        title = desk.get_by_role("textbox", name=re.compile("^Title")).last
        expect(title).to_have_value(name.partition(".")[0])
    stored = {photo.filename for photo in Photo.objects.all()}
    assert stored == {"IMG_0042.jpg", "wall.jpg", "quay.webp", "pier.jpg"}


def test_the_forms_of_photos_and_documents_have_no_unnamed_field(desk):
    photo = PhotoFactory(title="Pier", **SMALL)
    motion = Document.objects.create(title="Motion", file=ContentFile(b"%PDF-1.7", "motion.pdf"))
    for address in (f"images/{photo.pk}", f"documents/edit/{motion.pk}"):
        desk.goto(f"/admin/{address}/")
        expect(desk.get_by_placeholder("Add a tag")).to_be_visible()
        expect_no_violation(desk, OURS)


def test_a_damaged_photo_is_refused_with_the_reason(desk):
    desk.goto("/admin/images/multiple/add/")
    content = described()
    file = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": content[: len(content) - 200]}
    desk.locator("input[type=file]").set_input_files(file)
    expect(desk.get_by_text("This picture is damaged or incomplete.")).to_be_visible()


@pytest.mark.parametrize("all_in_listing", [False, True])
def test_photos_without_a_credit_get_one_together(desk, all_in_listing):
    PhotoFactory.create_batch(30 if all_in_listing else 0, credit="", **SMALL)
    for name in ("Pier", "Quay"):
        PhotoFactory(title=name, credit="", **SMALL)
    ferry = PhotoFactory(title="Ferry", credit="Jo Reed", **SMALL)
    desk.goto("/admin/images/")
    desk.get_by_role("button", name="Show filters").click()
    desk.get_by_role("button", name="Missing").click()
    desk.get_by_role("checkbox", name="Credit").check()
    expect(desk.get_by_role("link", name="Ferry")).to_have_count(0)
    for name in ("Pier", "Quay"):
        item = desk.get_by_role("listitem").filter(has_text=name)
        item.get_by_role("checkbox").check(force=True)
    if all_in_listing:
        desk.get_by_role("checkbox", name="Select all").check()
        desk.get_by_role("button", name="Select all images in listing").click()
    desk.get_by_role("link", name="Edit the details of the selected images").click()
    desk.get_by_role("textbox", name="Credit").fill("Mara Lind / Courier")
    desk.get_by_role("button", name="Save").click()
    number = 32 if all_in_listing else 2
    expect(desk.get_by_text(f"The details of {number} photos have changed.")).to_be_visible()
    assert Photo.objects.filter(credit="Mara Lind / Courier").count() == number
    ferry.refresh_from_db()
    assert ferry.credit == "Jo Reed"


def test_a_photo_that_a_story_shows_is_replaced_and_not_deleted(desk, section):
    photo = PhotoFactory(title="Ferry", **SMALL)
    story = ArticleFactory(parent=section, title="A ferry sails", slug="ferry", lead_photo=photo)
    desk.goto("/news/ferry/")
    before = desk.locator(".story picture img").first.get_attribute("src")
    desk.goto(f"/admin/images/{photo.pk}/delete/")
    expect(desk.get_by_role("link", name=story.title)).to_be_visible()
    expect(desk.get_by_role("button", name="Yes, delete")).to_have_count(0)
    expect_no_violation(desk, OURS)
    desk.get_by_role("link", name="Replace the file").click()
    file = {"name": "quay.jpg", "mimeType": "image/jpeg", "buffer": picture("WEBP", size=(90, 60))}
    desk.locator("#id_file").set_input_files(file)
    desk.get_by_role("button", name="Save").click()
    expect(desk.get_by_text("check that they fit.").first).to_be_visible()
    desk.goto("/news/ferry/")
    after = desk.locator(".story picture img").first
    assert after.get_attribute("src") != before
    expect(after).to_have_attribute("width", "90")
