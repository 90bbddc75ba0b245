"""The files in which readers get photos."""

import pickle
import re
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.core.files.base import ContentFile
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageColor

from news.models import Byline
from photos.models import Photo, PhotoRendition
from photos.renditions import (
    PHOTO_SHAPES,
    RENDITION_FORMATS,
    fetch_renditions,
    make_files,
    make_renditions,
)
from tests.factories import ArticleFactory, AuthorFactory, PhotoFactory, StandardPageFactory

pytestmark = pytest.mark.django_db


def shown(photo, shape, **context):
    """Return the picture as the template tag makes it, parsed."""
    template = Template("{% load photo_tags %}{% picture photo shape alt=alt eager=eager %}")
    defaults = {"alt": None, "eager": False}
    html = template.render(Context({"photo": photo, "shape": shape, **defaults, **context}))
    return BeautifulSoup(html, "lxml").picture


def widths(tag):
    return [int(candidate.split()[1].rstrip("w")) for candidate in tag["srcset"].split(", ")]


@pytest.fixture
def large():
    return PhotoFactory(file__width=1700, file__height=1200)


def test_a_browser_is_offered_avif_then_webp_then_jpeg(large):
    make_renditions(large, "card")
    avif, webp, jpeg = shown(large, "card").find_all(True)
    assert (avif["type"], webp["type"], jpeg.name) == ("image/avif", "image/webp", "img")
    for tag, ending in ((avif, ".avif"), (webp, ".webp"), (jpeg, ".jpg")):
        assert all(candidate.split()[0].endswith(ending) for candidate in tag["srcset"].split(", "))
        assert tag["sizes"] == PHOTO_SHAPES["card"].sizes
    assert jpeg["src"].endswith(".jpg")


def test_a_page_waits_for_no_modern_format(large):
    picture = shown(large, "card")
    assert [tag.name for tag in picture.find_all(True)] == ["img"]
    made = set(large.renditions.values_list("filter_spec", flat=True))
    assert made == set(PHOTO_SHAPES["card"].specs("jpeg"))


def test_a_modern_format_is_offered_only_when_all_of_its_files_are_there(large):
    make_files(large, [*PHOTO_SHAPES["card"].specs("webp"), PHOTO_SHAPES["card"].spec(320, "avif")])
    picture = shown(Photo.objects.get(), "card")
    assert [tag.get("type") for tag in picture.find_all("source")] == ["image/webp"]


def test_a_modern_format_is_offered_as_soon_as_its_files_are_there(large):
    assert shown(Photo.objects.get(), "card").source is None
    make_renditions(Photo.objects.get(), "card")
    assert len(shown(Photo.objects.get(), "card").find_all("source")) == 2


@pytest.mark.parametrize("shape", PHOTO_SHAPES)
def test_a_large_photo_comes_in_every_width_and_in_the_shape(large, shape):
    make_files(large, PHOTO_SHAPES[shape].specs("webp", "jpeg"))
    picture = shown(large, shape)
    cut = PHOTO_SHAPES[shape]
    assert widths(picture.source) == widths(picture.img) == list(cut.widths)
    width, height = int(picture.img["width"]), int(picture.img["height"])
    across, down = cut.ratio or (1700, 1200)
    assert width == cut.widths[-1]
    assert height == pytest.approx(width * down / across, abs=1)


@pytest.mark.parametrize("shape", PHOTO_SHAPES)
@pytest.mark.parametrize("size", [(500, 400), (100, 80), (60, 200), (1, 1)])
def test_a_small_photo_is_never_made_larger_and_comes_once_in_each_width(shape, size):
    photo = PhotoFactory(file__width=size[0], file__height=size[1])
    make_renditions(photo, shape)
    picture = shown(photo, shape)
    tags = [*picture.find_all("source"), picture.img]
    assert len(tags) == len(RENDITION_FORMATS)
    for tag in tags:
        found = widths(tag)
        assert max(found) <= size[0]
        assert len(found) == len(set(found))
    assert int(picture.img["height"]) <= size[1]


def test_the_files_are_as_wide_as_they_say(large):
    make_renditions(large, "body")
    for rendition in PhotoRendition.objects.all():
        with Image.open(rendition.file.path) as file:
            assert file.size == (rendition.width, rendition.height)
            assert file.format.lower() in RENDITION_FORMATS


def test_a_picture_is_described_for_those_who_cannot_see_it():
    photo = PhotoFactory(file__width=60, file__height=40, description='Boats "in" <harbour>')
    assert shown(photo, "card").img["alt"] == 'Boats "in" <harbour>'
    assert shown(photo, "card", alt="").img["alt"] == ""


def test_pictures_load_when_they_are_near_but_for_the_one_a_page_opens_with():
    photo = PhotoFactory(file__width=60, file__height=40)
    later, first = shown(photo, "card").img, shown(photo, "card", eager=True).img
    assert later["loading"] == "lazy"
    assert first["fetchpriority"] == "high"
    assert not first.has_attr("loading")


@pytest.fixture
def made():
    """Five photos with all of their files for lists; the caches are cold."""
    for photo in [PhotoFactory(file__width=60, file__height=40) for _ in range(5)]:
        make_renditions(photo, "card", "thumbnail")
    caches["renditions"].clear()
    return lambda: list(Photo.objects.order_by("pk"))


def queries_of_showing(photos):
    """Return how many queries looking up and then showing the photos costs."""
    with CaptureQueriesContext(connection) as fetching:
        fetch_renditions([None, *photos, None], "card", "thumbnail")
    with CaptureQueriesContext(connection) as showing:
        for photo in photos:
            shown(photo, "card")
            shown(photo, "thumbnail")
    return len(fetching), len(showing)


def test_the_files_of_many_photos_are_fetched_in_one_query_and_then_in_none(made):
    assert queries_of_showing(made()) == (1, 0)
    assert queries_of_showing(made()) == (0, 0)


def test_one_query_fetches_what_the_cache_lacks(made):
    photos = made()
    fetch_renditions(photos[:3], "card")
    assert queries_of_showing(made()) == (1, 0)


def test_files_of_other_photos_and_of_an_old_focal_point_are_not_taken_for_ones_own(made):
    photo, other = made()[:2]
    Photo.objects.filter(pk=photo.pk).update(
        focal_point_x=5, focal_point_y=5, focal_point_width=2, focal_point_height=2
    )
    photo.refresh_from_db()
    fetch_renditions([photo, other], "card")
    assert set(photo.files.values()) == {None}
    assert {file.image_id for file in other.files.values()} == {other.pk}


def test_two_copies_of_a_photo_get_the_files_both(made):
    photo, copy = made()[0], made()[0]
    fetch_renditions([photo, copy], "card")
    assert all(photo.files.values())
    assert photo.files == copy.files


def test_a_cached_file_does_not_bring_all_the_others_along(made):
    photo = made()[0]
    fetch_renditions([photo], "card", "thumbnail")
    assert "files" not in pickle.loads(pickle.dumps(photo)).__dict__  # noqa: S301


def test_a_focal_point_changes_the_crop_that_readers_get():
    photo = PhotoFactory(file=halves("red", "blue"))
    for x, colour in ((50, "red"), (550, "blue")):
        photo.focal_point_x, photo.focal_point_y = x, 100
        photo.focal_point_width = photo.focal_point_height = 10
        photo.save()
        picture = shown(Photo.objects.get(), "thumbnail").img
        path = photo.file.storage.path(picture["src"].removeprefix("/media/"))
        with Image.open(path) as file:
            assert near(file.getpixel((0, 0)), colour)
            assert near(file.getpixel((file.width - 1, 0)), colour)


def halves(left, right):
    """Return a picture of 600 by 200 pixels, half in one colour and half in another."""
    picture = Image.new("RGB", (600, 200), left)
    picture.paste(right, (300, 0, 600, 200))
    buffer = BytesIO()
    picture.save(buffer, "JPEG")
    return ContentFile(buffer.getvalue(), "halves.jpg")


def near(pixel, colour):
    return all(abs(a - b) < 30 for a, b in zip(pixel, ImageColor.getrgb(colour), strict=True))


def test_fetching_the_files_of_no_photo_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        fetch_renditions([None], "card")


def test_making_the_files_makes_all_of_them_once():
    photo = PhotoFactory(file__width=60, file__height=40)
    make_renditions(photo, "lead", "body")
    specs = {*PHOTO_SHAPES["lead"].specs(), *PHOTO_SHAPES["body"].specs()}
    assert set(photo.renditions.values_list("filter_spec", flat=True)) == specs
    make_renditions(photo, "lead", "body")
    assert photo.renditions.count() == len(specs) == 18


def test_publishing_a_story_makes_the_files_of_its_photos(
    section, django_capture_on_commit_callbacks
):
    lead, inside = [PhotoFactory(file__width=60, file__height=40) for _ in range(2)]
    story = ArticleFactory(
        parent=section, lead_photo=lead, body=[("photo", {"photo": inside})], draft=True
    )
    with django_capture_on_commit_callbacks(execute=True):
        story.save_revision().publish()
    made = set(lead.renditions.values_list("filter_spec", flat=True))
    for shape in ("lead", "splash", "card", "thumbnail"):
        assert set(PHOTO_SHAPES[shape].specs()) <= made, shape
    made = set(inside.renditions.values_list("filter_spec", flat=True))
    assert made == set(PHOTO_SHAPES["body"].specs())


def test_the_first_reader_of_a_published_story_waits_for_no_file(
    section, client, django_capture_on_commit_callbacks
):
    photo = PhotoFactory(file__width=60, file__height=40)
    story = ArticleFactory(parent=section, lead_photo=photo, draft=True)
    with django_capture_on_commit_callbacks(execute=True):
        story.save_revision().publish()
    made = PhotoRendition.objects.count()
    for address in (story.url, "/", section.url, "/recent/"):
        assert client.get(address).status_code == 200
    assert PhotoRendition.objects.count() == made


def test_a_portrait_and_the_photos_of_a_standard_page_are_made_before_readers_come(
    client, section, django_capture_on_commit_callbacks
):
    face, view = [PhotoFactory(file__width=60, file__height=60) for _ in range(2)]
    with django_capture_on_commit_callbacks(execute=True):
        author = AuthorFactory(portrait=face)
        page = StandardPageFactory(body=[("photo", {"photo": view})])
        page.save_revision().publish()
    Byline.objects.create(article=ArticleFactory(parent=section), author=author)
    made = PhotoRendition.objects.count()
    assert set(face.renditions.values_list("filter_spec", flat=True)) == {
        *PHOTO_SHAPES["portrait"].specs()
    }
    assert set(view.renditions.values_list("filter_spec", flat=True)) == {
        *PHOTO_SHAPES["body"].specs()
    }
    for address in (author.get_absolute_url(), "/authors/", page.url):
        assert client.get(address).status_code == 200
    assert PhotoRendition.objects.count() == made


def test_the_file_of_a_picture_cannot_be_guessed_from_the_original():
    photo = PhotoFactory(file__filename="mayor-resigns.jpg")
    names = [photo.get_rendition(f"width-{width}").file.name for width in (10, 20)]
    pattern = re.compile(r"images/mayor-resigns\S*\.([0-9a-f]{16})\.jpg")
    assert len({pattern.fullmatch(name)[1] for name in names}) == 2
