"""A story knows which photos it shows, whatever block shows them."""

import json

import pytest

from photos.renditions import PHOTO_SHAPES
from tests.factories import ArticleFactory, PhotoFactory, make_now

pytestmark = pytest.mark.django_db


@pytest.fixture
def photos():
    return PhotoFactory.create_batch(4, file__width=60, file__height=40)


@pytest.fixture
def story(section, photos):
    """A story with a lead photo, one in the text, one to come, and two of a plugin."""
    lead, inside, first, second = photos
    slides = [{"type": "item", "id": str(photo), "value": photo.pk} for photo in (first, second)]
    body = [
        {"type": "photo", "value": {"photo": inside.pk, "caption": "", "credit": ""}},
        {"type": "photo", "value": {"photo": None, "caption": "Waits", "credit": ""}},
        {"type": "sample_slides", "value": slides},
        {"type": "sample_failing", "value": "x"},
        {"type": "gone_forever", "value": 1},
    ]
    return ArticleFactory(parent=section, lead_photo=lead, body=json.dumps(body))


def test_every_photo_comes_with_its_shape(story, photos):
    lead, inside, first, second = photos
    assert story.shown_photos() == [
        (lead, "lead"),
        (inside, "body"),
        (first, "gallery"),
        (second, "gallery"),
    ]


def test_publishing_makes_the_files_of_each_photo_in_its_shape(story, photos):
    make_now(story)
    for photo, shape in zip(photos, ("lead", "body", "gallery", "gallery"), strict=True):
        made = set(photo.renditions.values_list("filter_spec", flat=True))
        assert set(PHOTO_SHAPES[shape].specs()) <= made


def test_a_plugin_that_fails_to_say_its_photos_costs_itself_and_not_the_page(story, client):
    response = client.get(story.url)
    assert response.status_code == 200
    assert response.text.count("<picture") >= 2
