"""A photo whose file is gone costs itself, not the page."""

import pytest

from tests.factories import ArticleFactory, PhotoFactory, make_now

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/", "/news/", "/recent/", "/news/ferry/", "/nowhere/"])
def test_every_page_stands_without_the_picture(section, client, address):
    photo = PhotoFactory(file__width=400, file__height=300)
    ArticleFactory(parent=section, title="Ferry sails", slug="ferry", lead_photo=photo)
    photo.file.storage.delete(photo.file.name)
    response = client.get(address)
    assert response.status_code in {200, 404}
    assert "Ferry sails" in response.text
    assert "<img" not in response.text


def test_making_pictures_goes_on(section):
    photo = PhotoFactory(file__width=400, file__height=300)
    story = ArticleFactory(parent=section, lead_photo=photo)
    photo.file.storage.delete(photo.file.name)
    make_now(story)
    assert photo.renditions.count() == 0
