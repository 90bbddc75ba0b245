"""Renditions have no metadata of the original."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from PIL import Image, ImageCms, TiffImagePlugin

from photos.renditions import PHOTO_SHAPES, RENDITION_FORMATS, make_renditions
from tests.factories import PhotoFactory
from tests.photos.files import ENDINGS, UTF8, picture, with_iptc, xmp

pytestmark = pytest.mark.django_db

PLACE = "53,33.1234N"
CAMERA = "Camera of Mara Lind"


def located(file_format):
    """Return a picture with its place in EXIF, XMP and IPTC."""
    exif = Image.Exif()
    exif[0x010F] = CAMERA
    exif.get_ifd(0x8825).update(
        {1: "N", 2: tuple(TiffImagePlugin.IFDRational(n) for n in (53, 33, 7)), 29: "2024:03:03"}
    )
    packet = xmp(f"<exif:GPSLatitude>{PLACE}</exif:GPSLatitude>")
    content = picture(file_format, size=(700, 500), exif=exif, xmp=packet)
    return (
        with_iptc(content, {**UTF8, (2, 90): PLACE.encode()}) if file_format == "JPEG" else content
    )


@pytest.mark.parametrize("original", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_no_file_says_where_a_photo_was_taken(original):
    content = located(original)
    assert CAMERA.encode() in content
    assert PLACE.encode() in content
    photo = PhotoFactory(file=ContentFile(content, f"boats.{ENDINGS[original]}"))
    make_renditions(photo, *PHOTO_SHAPES)
    photo.get_rendition("original")
    files = list(photo.renditions.all())
    assert {file.file.name.rpartition(".")[2] for file in files} >= {"jpg", "webp", "avif"}
    for rendition in files:
        with rendition.file.open() as file:
            made = file.read()
        for secret in (CAMERA, PLACE, "2024:03:03", "GPSLatitude", "Exif\0", "8BIM"):
            assert secret.encode() not in made, rendition.filter_spec
        with Image.open(BytesIO(made)) as clean:
            assert not clean.getexif()
            assert "xmp" not in clean.info


def test_a_photo_that_lies_on_its_side_is_set_upright_before_that_is_forgotten():
    exif = Image.Exif()
    exif[0x0112] = 6
    photo = PhotoFactory(file=ContentFile(picture(size=(600, 400), exif=exif), "boats.jpg"))
    make_renditions(photo, "body")
    for rendition in photo.files.values():
        assert (rendition.width, rendition.height) == (400, 600)


def swapped_profile():
    """Return a profile that is far from sRGB: its red is blue and its blue red."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.index(b"rXYZ"), profile.index(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize(
    ("original", "mode"),
    [
        ("JPEG", "RGB"),
        *((name, mode) for name in ("PNG", "WEBP", "AVIF") for mode in ("RGB", "RGBA")),
    ],
)
def test_colours_are_those_that_the_profile_means(original, mode):
    buffer = BytesIO()
    Image.new(mode, (60, 40), "red").save(buffer, original, icc_profile=swapped_profile())
    photo = PhotoFactory(file=ContentFile(buffer.getvalue(), f"boats.{ENDINGS[original]}"))
    make_renditions(photo, "thumbnail")
    for rendition in photo.files.values():
        with Image.open(rendition.file.path) as made:
            assert "icc_profile" not in made.info
            red, _green, blue = made.convert("RGB").getpixel((9, 9))
            assert (red < 60, blue > 200) == (True, True), rendition.filter_spec


@pytest.mark.parametrize("profile", [b"garbage", b"\0" * 200])
@pytest.mark.parametrize("original", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_broken_profile_is_left_out(original, profile):
    content = picture(original, icc_profile=profile)
    photo = PhotoFactory(file=ContentFile(content, f"boats.{ENDINGS[original]}"))
    make_renditions(photo, "thumbnail")
    assert all(photo.files.values())


@pytest.mark.parametrize("profile", [None, swapped_profile()])
def test_a_photo_for_print_becomes_one_for_the_web(profile):
    content = picture(mode="CMYK", icc_profile=profile)
    photo = PhotoFactory(file=ContentFile(content, "boats.jpg"))
    make_renditions(photo, "thumbnail")
    for rendition in photo.files.values():
        with Image.open(rendition.file.path) as made:
            assert made.mode == "RGB"
            assert made.getpixel((9, 9)) == (255, 255, 255)


def test_sixteen_bits_of_grey_stay_grey():
    buffer = BytesIO()
    Image.frombytes("I;16", (60, 40), b"\x00\x80" * 2400).save(buffer, "PNG")
    photo = PhotoFactory(file=ContentFile(buffer.getvalue(), "boats.png"))
    make_renditions(photo, "thumbnail")
    for rendition in photo.files.values():
        with Image.open(rendition.file.path) as made:
            assert all(abs(value - 128) < 5 for value in made.convert("RGB").getpixel((9, 9)))


def test_what_is_transparent_is_white_in_a_jpeg():
    photo = PhotoFactory(file=ContentFile(picture("PNG", mode="RGBA"), "boats.png"))
    make_renditions(photo, "thumbnail")
    assert len(photo.files) == 2 * len(RENDITION_FORMATS)
    with Image.open(photo.files[PHOTO_SHAPES["thumbnail"].spec(160, "jpeg")].file.path) as made:
        assert made.getpixel((9, 9)) == (255, 255, 255)
