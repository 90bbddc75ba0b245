"""Photos in the Wagtail admin."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection

from photos.models import Photo
from tests.factories import PhotoFactory, UserFactory

pytestmark = pytest.mark.django_db


def picture_file(name="boats.jpg", file_format="JPEG"):
    buffer = BytesIO()
    Image.new("RGB", (60, 40), "navy").save(buffer, file_format)
    return SimpleUploadedFile(name, buffer.getvalue())


def form_data(**fields):
    empty = dict.fromkeys(("title", "credit", "description", "caption", "licence", "tags"), "")
    return {**empty, "title": "Boats", **fields}


@pytest.mark.parametrize("field", ["title", "credit", "description", "caption", "licence", "file"])
def test_the_form_asks_for_what_a_newsroom_must_know(client, editor, field):
    client.force_login(editor)
    root = Collection.get_first_root_node()
    photo = PhotoFactory(file__width=60, file__height=40, collection=root)
    response = client.get(reverse("wagtailimages:edit", args=[photo.pk]))
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one(f"form [name={field}]") is not None


def test_an_uploaded_photo_keeps_what_was_said_of_it(client, editor):
    client.force_login(editor)
    words = {
        "credit": "Mara Lind / Courier",
        "description": "Boats in the harbour",
        "caption": "The harbour at dawn",
        "licence": "All rights ours",
    }
    data = form_data(**words, file=picture_file())
    assert client.post(reverse("wagtailimages:add"), data).status_code == 302
    photo = Photo.objects.get()
    assert {name: getattr(photo, name) for name in words} == words
    assert photo.uploaded_by_user == editor


@pytest.mark.parametrize(
    "file",
    [
        lambda: SimpleUploadedFile("boats.jpg", b"<script>alert(1)</script>"),
        lambda: SimpleUploadedFile("boats.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        lambda: SimpleUploadedFile("boats.jpg", b""),
        lambda: picture_file("boats.exe"),
        lambda: picture_file("boats.png", "JPEG"),
    ],
)
def test_a_file_that_is_no_picture_is_refused(client, editor, file):
    client.force_login(editor)
    response = client.post(reverse("wagtailimages:add"), form_data(file=file()))
    assert response.status_code == 200
    assert not Photo.objects.exists()


@pytest.mark.parametrize("group", ["Reporters", "Editors"])
def test_whoever_writes_adds_photos(client, group):
    client.force_login(UserFactory(group=group))
    data = form_data(file=picture_file())
    assert client.post(reverse("wagtailimages:add"), data).status_code == 302
    assert Photo.objects.count() == 1
