"""Photos in the Wagtail admin."""

from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from photos.forms import FOCAL_POINT_FIELDS
from photos.models import Photo
from photos.renditions import PHOTO_SHAPES, fetch_renditions, make_renditions
from photos.tasks import remake_files
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
    photo = PhotoFactory(file__width=60, file__height=40)
    response = client.get(reverse("wagtailimages:edit", args=[photo.pk]))
    page = BeautifulSoup(response.content, "lxml")
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
        lambda: picture_file("boats.jpg", "TIFF"),
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


@pytest.fixture
def shown(client, editor):
    """A photo that readers meet in lists, and that an editor is about to change."""
    client.force_login(editor)
    photo = PhotoFactory(file__width=600, file__height=400)
    make_renditions(photo, "card")
    photo.get_rendition("max-165x165")
    return photo


CARD = sorted(PHOTO_SHAPES["card"].specs())


def files_of(photo):
    """Return which files there are for the picture and the focal point the photo has now."""
    photo = Photo.objects.get(pk=photo.pk)
    fetch_renditions([photo], *PHOTO_SHAPES)
    return sorted(spec for spec, file in photo.files.items() if file)


def change(client, photo, callbacks, **fields):
    url = reverse("wagtailimages:edit", args=[photo.pk])
    with callbacks(execute=True):
        assert client.post(url, form_data(credit=photo.credit, **fields)).status_code == 302


def test_a_new_picture_comes_in_the_files_that_readers_got_of_the_old_one(
    client, shown, django_capture_on_commit_callbacks
):
    old = {rendition.file.name for rendition in shown.renditions.all()}
    change(client, shown, django_capture_on_commit_callbacks, file=picture_file())
    assert files_of(shown) == CARD
    assert not {rendition.file.name for rendition in shown.renditions.all()} & old
    assert {rendition.width for rendition in shown.renditions.all()} == {60}


def replace(client, photo, file, **fields):
    """Post another file of a photo; return the page that follows."""
    data = form_data(credit=photo.credit, description=photo.description, file=file, **fields)
    points = {name: getattr(photo, name) or "" for name in FOCAL_POINT_FIELDS}
    return client.post(
        reverse("wagtailimages:edit", args=[photo.pk]), {**data, **points}, follow=True
    )


def test_what_was_said_of_a_photo_stays_with_a_new_file_and_is_to_be_checked(client, shown):
    form = client.get(reverse("wagtailimages:edit", args=[shown.pk])).text
    assert "takes the place of this one in every story" in form
    page = replace(client, shown, picture_file("quay.webp", "WEBP"))
    assert page.request["PATH_INFO"] == reverse("wagtailimages:edit", args=[shown.pk])
    assert "are those of the old one: check that they fit" in page.text
    photo = Photo.objects.get()
    assert (photo.credit, photo.description) == (shown.credit, shown.description)
    assert (photo.pk, photo.width, photo.height) == (shown.pk, 60, 40)
    assert photo.file_hash != shown.file_hash
    assert photo.file_size == photo.file.size


def test_the_old_file_is_deleted_with_the_change_and_not_before(
    client, shown, django_capture_on_commit_callbacks
):
    storage, old = shown.file.storage, shown.file.name
    with django_capture_on_commit_callbacks() as callbacks:
        replace(client, shown, picture_file())
    assert storage.exists(old)  # a change that fails now leaves the photo as it was
    for callback in callbacks:
        callback()
    assert not storage.exists(old)
    assert storage.exists(Photo.objects.get().file.name)


def test_a_file_that_another_photo_has_too_stays(client, shown, django_capture_on_commit_callbacks):
    PhotoFactory(file=shown.file.name)
    with django_capture_on_commit_callbacks(execute=True):
        replace(client, shown, picture_file())
    assert shown.file.storage.exists(shown.file.name)


@pytest.mark.parametrize(("size", "point"), [((300, 200), (20, 10)), ((300, 300), (None, None))])
def test_the_focal_point_moves_with_the_picture_and_goes_with_another(client, shown, size, point):
    Photo.objects.update(
        focal_point_x=40, focal_point_y=20, focal_point_width=8, focal_point_height=8
    )
    photo = Photo.objects.get()
    buffer = BytesIO()
    Image.new("RGB", size).save(buffer, "JPEG")
    replace(client, photo, SimpleUploadedFile("quay.jpg", buffer.getvalue()))
    photo = Photo.objects.get()
    assert (photo.focal_point_x, photo.focal_point_y) == point
    assert photo.has_focal_point() == (point != (None, None))


def test_a_new_focal_point_is_cut_at_once(client, shown, django_capture_on_commit_callbacks):
    point = {f"focal_point_{name}": 40 for name in ("x", "y", "width", "height")}
    change(client, shown, django_capture_on_commit_callbacks, **point)
    assert Photo.objects.get().focal_point_x == 40
    assert files_of(shown) == CARD


def test_new_words_make_no_files(client, shown, django_capture_on_commit_callbacks):
    before = shown.renditions.count()
    with django_capture_on_commit_callbacks() as callbacks:
        url = reverse("wagtailimages:edit", args=[shown.pk])
        client.post(url, form_data(credit="Jo Reed", caption="Boats"))
    assert not [call for call in callbacks if "remake" in repr(call)]
    assert shown.renditions.count() == before


def test_files_of_a_photo_that_was_deleted_meanwhile_are_not_made(db):
    remake_files.call(4711, CARD)


def test_words_are_stored_without_characters_that_have_no_place(client, editor):
    client.force_login(editor)
    data = form_data(credit="Mara\x01 Lind", caption="The\u202e harbour", file=picture_file())
    assert client.post(reverse("wagtailimages:add"), data).status_code == 302
    photo = Photo.objects.get()
    assert (photo.credit, photo.caption) == ("Mara Lind", "The harbour")
