"""Pictures as phones take them: HEIC, of several pictures, turned, with the place."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import UploadedFile

from photos.fields import PhotoFileField
from photos.models import Photo
from photos.renditions import PHOTO_SHAPES, files_for, make_renditions
from tests.factories import PhotoFactory
from tests.photos.files import picture, xmp
from tests.photos.test_cleaning import CAMERA, PLACE, located

ORIENTATION = 0x0112
RED, BLUE = (254, 0, 0), (0, 0, 254)


def taken(content, name="IMG_0042.HEIC"):
    """Return what is stored of an upload, opened."""
    return Image.open(PhotoFileField().to_python(SimpleUploadedFile(name, content)))


def encoded(pictures, **options):
    buffer = BytesIO()
    pictures[0].save(
        buffer, "HEIF", save_all=True, append_images=pictures[1:], quality=100, **options
    )
    return buffer.getvalue()


@pytest.mark.django_db
def test_readers_never_get_the_place_of_a_phone_photo_and_its_credit_is_filled_in(client, editor):
    client.force_login(editor)
    content = located("HEIF")
    assert CAMERA.encode() in content
    content = picture(
        "HEIF",
        size=(700, 500),
        exif=Image.open(BytesIO(content)).getexif(),
        xmp=xmp(f"<photoshop:Credit>Mara Lind</photoshop:Credit><exif:GPS>{PLACE}</exif:GPS>"),
    )
    file = SimpleUploadedFile("IMG_0042.HEIC", content)
    client.post(reverse("wagtailimages:add"), {"title": "Boats", "file": file})
    photo = Photo.objects.get()
    assert (photo.credit, photo.width, photo.filename) == ("Mara Lind", 700, "IMG_0042.jpg")
    with photo.open_file() as original, Image.open(original) as found:
        assert found.getexif()[0x010F] == CAMERA  # as of a JPEG, which readers do not get
    make_renditions(photo, *PHOTO_SHAPES)
    for rendition in photo.renditions.all():
        with rendition.file.open() as made:
            content = made.read()
        assert not [s for s in (CAMERA, PLACE, "Exif\0") if s.encode() in content]


def test_a_turned_phone_photo_stands_upright():
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    stored = taken(picture("HEIF", size=(60, 40), exif=exif.tobytes()))
    assert stored.size == (40, 60)
    assert stored.getexif().get(ORIENTATION, 1) == 1


def test_of_several_pictures_in_a_file_the_main_one_is_taken():
    shots = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue", "red")]
    stored = taken(encoded(shots, primary_index=1))
    red, _green, blue = stored.getpixel((32, 32))
    assert blue > 200 > red
    assert getattr(stored, "n_frames", 1) == 1


def test_transparent_parts_of_a_phone_photo_stay_transparent():
    stored = taken(picture("HEIF", mode="RGBA"))
    assert (stored.format, stored.mode) == ("WEBP", "RGBA")


def test_more_metadata_than_a_jpeg_holds_is_left_out():
    stored = taken(picture("HEIF", xmp=xmp("") + b" " * 70_000))
    assert (stored.format, stored.size) == ("JPEG", (60, 40))


def test_a_phone_photo_counts_as_it_was_sent(settings):
    content = picture("HEIF", size=(400, 300))
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = len(content)
    assert taken(content).size == (400, 300)


@pytest.mark.django_db
def test_an_upload_that_waits_for_its_fields_is_judged_by_its_content_too(client, editor):
    client.force_login(editor)
    file = SimpleUploadedFile("boats.png", picture("HEIF"))
    data = {"title": "B" * 256, "files[]": file}
    client.post(reverse("wagtailimages:add_multiple"), data)
    waiting = UploadedFile.objects.get()
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk])
    collection = PhotoFactory.build().collection.pk
    fields = {"title": "Boats", "collection": collection}
    prefix = f"uploaded-image-{waiting.pk}"
    answer = client.post(address, {f"{prefix}-{name}": fields[name] for name in fields})
    assert answer.json()["success"]
    photo = Photo.objects.get()
    assert photo.filename.endswith(".jpg")
    assert photo.file_hash
    assert not UploadedFile.objects.exists()


@pytest.mark.django_db
def test_files_of_any_name_are_offered_to_the_server(client, editor):
    client.force_login(editor)
    page = client.get(reverse("wagtailimages:add_multiple")).text
    assert r"/\.([^.]+)$/i" in page
    assert "image/heic" in page
    assert "Supported formats: AVIF, GIF, HEIC, JPEG, PNG, WebP" in page


TALL = {"file__width": 800, "file__height": 20_000}


@pytest.mark.django_db
def test_a_very_tall_picture_comes_in_the_formats_that_hold_it(caplog):
    photo = PhotoFactory(**TALL)
    make_renditions(photo, "body", "card")
    made = set(photo.renditions.values_list("filter_spec", flat=True))
    body, card = PHOTO_SHAPES["body"], PHOTO_SHAPES["card"]
    assert made == {*body.specs("avif", "jpeg"), *card.specs()}
    assert not caplog.records


@pytest.mark.django_db
def test_what_a_format_cannot_hold_is_not_looked_for_again(django_assert_num_queries):
    photo = PhotoFactory(file__width=40, file__height=33_000)
    make_renditions(photo, "body")
    shown = Photo.objects.get()
    assert list(files_for(shown, "body")) == ["jpeg"]
    with django_assert_num_queries(0):
        assert list(files_for(shown, "body")) == ["jpeg"]
