"""Photos are uploaded by the form of the admin."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.models import APIToken, Collection, ModelLogEntry

from photos.models import Photo
from tests.api.calling import ROOT, Caller

pytestmark = pytest.mark.django_db


def jpeg(name="harbour.jpg"):
    file = BytesIO()
    Image.new("RGB", (90, 60)).save(file, "JPEG")
    return SimpleUploadedFile(name, file.getvalue(), "image/jpeg")


@pytest.fixture
def upload(client, editor):
    caller = Caller(client, APIToken.create_token(user=editor, name="test")[1])

    def send(status=201, **fields):
        response = client.post(f"{ROOT}/photos/", fields, headers=caller.headers)
        return caller.read(response, status)

    return send


def test_a_photo_is_uploaded_with_its_credit(upload, call, editor):
    made = upload(file=jpeg(), credit="Mara Lind", description="Boats")
    expected = {"title": "harbour.jpg", "credit": "Mara Lind", "width": 90, "height": 60}
    assert made.items() >= expected.items()
    photo = Photo.objects.get(pk=made["id"])
    assert photo.uploaded_by_user == editor
    [entry] = ModelLogEntry.objects.filter(action="wagtail.create", object_id=photo.pk)
    assert entry.user == editor
    call(f"/photos/{photo.pk}/", 404)  # until a published story shows it


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"file": SimpleUploadedFile("x.jpg", b"none")},
        {"file": SimpleUploadedFile("x.jpg", b"")},
        {"file": "text"},
        {"file": jpeg(), "credit": "x" * 256},
        {"file": jpeg(), "title": "x" * 256},
        {"file": jpeg(), "collection": "99999"},
        {"file": jpeg(), "collection": "x"},
    ],
    ids=str,
)
def test_what_the_form_would_refuse_is_refused(upload, fields):
    assert upload(422, **fields)["errors"]
    assert not Photo.objects.exists()


def test_a_photo_goes_where_the_user_may_put_it(upload):
    one = Collection.get_first_root_node().add_child(name="Some")
    made = upload(file=jpeg(), collection=str(one.pk), caption="\x00Noon")
    photo = Photo.objects.get(pk=made["id"])
    assert (photo.collection, photo.caption) == (one, "Noon")
