"""Only pictures that can be shown are taken in, on every way into the newsroom."""

import random
from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from photos.models import Photo
from photos.renditions import make_renditions
from tests.factories import ArticleFactory, PhotoFactory
from tests.photos.files import CONVERTED, ENDINGS, animation, huge_png, picture, upload, xmp

pytestmark = pytest.mark.django_db

WAYS = ["add", "multiple", "chooser"]


@pytest.fixture
def post(client, editor):
    """Upload a file in one of the ways, and return the messages."""
    client.force_login(editor)

    def posted(file, way="add", **fields):
        data = {"title": "Boats", **fields}
        if way == "multiple":
            url, data = reverse("wagtailimages:add_multiple"), {**data, "files[]": file}
        elif way == "chooser":
            url = reverse("wagtailimages_chooser:create")
            data = {f"image-chooser-upload-{k}": v for k, v in {**data, "file": file}.items()}
        else:
            url, data = reverse("wagtailimages:add"), {**data, "file": file}
        response = client.post(url, data, follow=True)
        assert response.status_code == 200
        return response.text

    return posted


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("file_format", ENDINGS)
def test_pictures_are_taken_in(post, way, file_format):
    post(upload(picture(file_format), f"boats.{ENDINGS[file_format]}"), way)
    assert Photo.objects.get().width == 60


MISNAMED = {
    "a JPEG as Windows names it": ("JPEG", "boats.jfif", "boats.jpg"),
    "a JPEG in capitals": ("JPEG", "BOATS.JPG", "BOATS.JPG"),
    "a WebP called JPEG": ("WEBP", "boats.jpg", "boats.webp"),
    "a JPEG called PNG": ("JPEG", "boats.png", "boats.jpg"),
    "a picture called a program": ("PNG", "boats.exe", "boats.png"),
    "a picture without an ending": ("AVIF", "boats", "boats.avif"),
    "a picture of a phone": ("HEIF", "IMG_0042.HEIC", "IMG_0042.jpg"),
    "a picture of a phone called JPEG": ("HEIF", "IMG_0042.jpg", "IMG_0042.jpg"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", MISNAMED)
def test_a_picture_is_stored_under_the_ending_of_its_content(post, way, case):
    file_format, name, stored = MISNAMED[case]
    post(upload(picture(file_format), name), way)
    photo = Photo.objects.get()
    assert photo.filename == stored
    with photo.open_file() as file, Image.open(file) as found:
        assert (found.format, found.size) == (file_format.replace("HEIF", "JPEG"), (60, 40))
    make_renditions(photo, "card")
    assert all(photo.files.values())


REFUSED = {
    "no picture": (b"alert('no picture at all')", "boats.jpg", "not an image or a corrupted"),
    "nothing": (b"", "boats.jpg", "empty"),
    "a drawing": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "boats.svg", "Not a supported"),
    "a drawing called a photo": (
        b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>",
        "boats.jpg",
        "Not a supported",
    ),
    "a page called a photo": (b"<!DOCTYPE html><title>No</title>", "boats.jpg", "Not a supported"),
    "an evil drawing": (
        b"<!DOCTYPE a [<!ENTITY b 'c'>]><svg xmlns='http://www.w3.org/2000/svg'>&b;</svg>",
        "boats.jpg",
        "not an image or a corrupted",
    ),
    "a kind we do not take": (picture("TIFF"), "boats.tiff", "Not a supported"),
    "a kind we do not take under another name": (
        picture("TIFF"),
        "boats.jpg",
        "Not a supported",
    ),
    "a picture longer than its copies can be": (
        huge_png(10, 65_501),
        "boats.png",
        "65501 pixels long",
    ),
    "too many pixels": (huge_png(8000, 8000), "boats.png", "too many pixels (64000000)"),
    "a bomb": (huge_png(60_000, 60_000), "boats.png", "too many pixels"),
    "a bomb as large as can be": (huge_png(2**31 - 1, 2**31 - 1), "boats.png", "too many pixels"),
    "no width": (huge_png(0, 0), "boats.png", "damaged or incomplete"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_picture_or_too_large_is_refused_with_the_reason(post, way, case):
    content, name, reason = REFUSED[case]
    assert reason in post(upload(content, name), way)
    assert not Photo.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_too_many_bytes_are_refused_with_the_limit(post, way, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 2000
    content = picture() + b"\0" * 2000
    assert "This file is too big" in post(upload(content), way)
    assert not Photo.objects.exists()


def noisy(file_format, **options):
    """Return a picture that does not compress, so that half of it is a half picture."""
    noise = random.Random(1).randbytes(200 * 150 * 3)  # noqa: S311 - the same picture every time
    buffer = BytesIO()
    Image.frombytes("RGB", (200, 150), noise).save(buffer, file_format, **options)
    return buffer.getvalue()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("file_format", [*ENDINGS, *CONVERTED])
@pytest.mark.parametrize("part", [0.9, 0.5, 0.1])
def test_a_picture_that_was_cut_short_is_refused(post, way, file_format, part):
    content = noisy(file_format)
    name = f"boats.{(ENDINGS | CONVERTED)[file_format]}"
    told = post(upload(content[: int(len(content) * part)], name), way)
    assert "damaged or incomplete" in told or "corrupted image" in told
    assert not Photo.objects.exists()


@pytest.mark.parametrize("file_format", [*ENDINGS, *CONVERTED])
@pytest.mark.parametrize("seed", range(6))
def test_garbage_within_a_picture_never_breaks_the_form_or_a_page(post, file_format, seed):
    chance = random.Random(seed)  # noqa: S311 - the same garbage every time
    content = bytearray(noisy(file_format))
    for _ in range(10):
        content[chance.randrange(len(content))] = chance.randrange(256)
    post(upload(bytes(content), "boats.jpg"))
    for photo in Photo.objects.all():
        make_renditions(photo, "card")


@pytest.mark.parametrize("way", WAYS)
def test_garbage_in_the_place_of_exif_does_not_break_the_form(post, way):
    for exif in (b"Exif\0\0MM\0*\xff\xff\xff\xff", b"Exif\0\0garbage", b"\xff" * 500):
        post(upload(picture(exif=exif)), way)


@pytest.mark.parametrize("file_format", ["GIF", "WEBP"])
def test_of_a_moving_picture_readers_get_the_first_frame(post, file_format):
    post(upload(animation(file_format, 3000), f"boats.{ENDINGS[file_format]}"))
    photo = Photo.objects.get()
    make_renditions(photo, "card")
    assert all(photo.files.values())


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_kind_of_png_can_be_shown(post, mode):
    post(upload(picture("PNG", mode=mode), "boats.png"))
    photo = Photo.objects.get()
    make_renditions(photo, "card")
    assert all(photo.files.values())


def test_a_photo_of_many_bytes_is_filled_from_its_file_too(post):
    """Django stores large uploads in a file of its own."""
    packet = xmp("<photoshop:Credit>Courier</photoshop:Credit>")
    content = picture("PNG", size=(60, 40), pnginfo=None)
    large = picture("WEBP", xmp=packet + b" " * 3_000_000)
    assert len(large) > 2_621_440
    post(upload(content, "boats.png"))
    post(upload(large, "ships.webp"), title="ships")
    assert set(Photo.objects.values_list("credit", flat=True)) == {"", "Courier"}


def test_a_photo_whose_stored_file_is_damaged_costs_itself_and_not_the_page(section, client):
    photo = PhotoFactory(file__width=300, file__height=200)
    with photo.file.storage.open(photo.file.name, "r+b") as file:
        file.truncate(700)
    story = ArticleFactory(parent=section, lead_photo=photo, title="Ferry sails")
    for address in (story.url, "/", section.url):
        response = client.get(address)
        assert response.status_code == 200
        assert "Ferry sails" in response.text
        assert "<img" not in response.text
