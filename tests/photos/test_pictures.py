"""The files in which readers get photos."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from PIL import Image

from photos.models import Photo, PhotoRendition
from photos.pictures import FORMATS, SHAPES, fetch_renditions, make_renditions
from tests.factories import ArticleFactory, PhotoFactory

pytestmark = pytest.mark.django_db


def shown(photo, shape, **context):
    """Return the picture as the template tag makes it, parsed."""
    template = Template("{% load photo_tags %}{% picture photo shape alt=alt eager=eager %}")
    defaults = {"alt": None, "eager": False}
    html = template.render(Context({"photo": photo, "shape": shape, **defaults, **context}))
    return BeautifulSoup(html, "html.parser").picture


def widths(tag):
    return [int(candidate.split()[1].rstrip("w")) for candidate in tag["srcset"].split(", ")]


@pytest.fixture
def large():
    return PhotoFactory(file__width=1700, file__height=1200)


def test_a_browser_is_offered_webp_and_then_jpeg(large):
    picture = shown(large, "card")
    assert [tag.name for tag in picture.find_all(True)] == ["source", "img"]
    assert picture.source["type"] == "image/webp"
    assert ".webp 320w" in picture.source["srcset"]
    assert picture.img["src"].endswith(".jpg")
    assert ".webp" not in picture.img["srcset"]
    assert picture.source["sizes"] == picture.img["sizes"] == SHAPES["card"].sizes


@pytest.mark.parametrize("shape", SHAPES)
def test_a_large_photo_comes_in_every_width_and_in_the_shape(large, shape):
    picture = shown(large, shape)
    cut = SHAPES[shape]
    assert widths(picture.source) == widths(picture.img) == list(cut.widths)
    width, height = int(picture.img["width"]), int(picture.img["height"])
    across, down = cut.ratio or (1700, 1200)
    assert width == cut.widths[-1]
    assert height == pytest.approx(width * down / across, abs=1)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("size", [(500, 400), (100, 80), (60, 200), (1, 1)])
def test_a_small_photo_is_never_made_larger_and_comes_once_in_each_width(shape, size):
    photo = PhotoFactory(file__width=size[0], file__height=size[1])
    picture = shown(photo, shape)
    for tag in (picture.source, picture.img):
        found = widths(tag)
        assert max(found) <= size[0]
        assert len(found) == len(set(found))
    assert int(picture.img["height"]) <= size[1]


def test_the_files_are_as_wide_as_they_say(large):
    make_renditions(large, "body")
    for rendition in PhotoRendition.objects.all():
        with Image.open(rendition.file.path) as file:
            assert file.size == (rendition.width, rendition.height)
            assert file.format.lower() in FORMATS


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


def test_the_files_of_many_photos_are_fetched_in_one_query():
    photos = [PhotoFactory(file__width=60, file__height=40) for _ in range(5)]
    for photo in photos:
        make_renditions(photo, "card", "thumbnail")
    photos = list(Photo.objects.all())
    with CaptureQueriesContext(connection) as fetching:
        fetch_renditions([None, *photos, None], "card", "thumbnail")
    with CaptureQueriesContext(connection) as showing:
        for photo in photos:
            shown(photo, "card")
            shown(photo, "thumbnail")
    assert len(fetching) == 1
    assert len(showing) == 0


def test_fetching_the_files_of_no_photo_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        fetch_renditions([None], "card")


def test_making_the_files_makes_all_of_them_once():
    photo = PhotoFactory(file__width=60, file__height=40)
    make_renditions(photo, "lead", "body")
    specs = {*SHAPES["lead"].specs(), *SHAPES["body"].specs()}
    assert set(photo.renditions.values_list("filter_spec", flat=True)) == specs
    make_renditions(photo, "lead", "body")
    assert photo.renditions.count() == len(specs) == 12


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
        assert set(SHAPES[shape].specs()) <= made, shape
    made = set(inside.renditions.values_list("filter_spec", flat=True))
    assert made == set(SHAPES["body"].specs())


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
