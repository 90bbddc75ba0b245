"""The photo editor's desk in the Wagtail admin."""

import json
from urllib.parse import urlencode

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from wagtail.models import Collection, GroupCollectionPermission, ModelLogEntry

from photos.models import Photo
from recyclebin.models import deleted_ids
from tests.factories import ArticleFactory, PhotoFactory, UserFactory
from tests.photos.files import UTF8, picture, upload, with_iptc

pytestmark = pytest.mark.django_db

SMALL = {"file__width": 60, "file__height": 40}


@pytest.fixture
def photos():
    """Three photos with different fields empty."""
    return {
        "Full": PhotoFactory(title="Full", licence="CC BY 4.0", **SMALL),
        "Uncredited": PhotoFactory(title="Uncredited", credit="", **SMALL),
        "Undescribed": PhotoFactory(
            title="Undescribed", credit="Jo Reed", description="", licence="One use", **SMALL
        ),
    }


def listed(client, address=None, **query):
    """Return the titles in the list of photos."""
    response = client.get(address or reverse("wagtailimages:index"), query)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "lxml")
    return {caption.text.strip() for caption in page.select(".listing figcaption")}


@pytest.mark.parametrize("address", ["wagtailimages:index", "wagtailimages:index_results"])
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, {"Full", "Uncredited", "Undescribed"}),
        ({"credit": "mara"}, {"Full"}),
        ({"licence": "cc by"}, {"Full"}),
        ({"missing": "credit"}, {"Uncredited"}),
        ({"missing": "description"}, {"Undescribed"}),
        ({"missing": "licence"}, {"Uncredited"}),
        ({"missing": ["credit", "description"]}, set()),
        ({"credit": "reed", "missing": "description"}, {"Undescribed"}),
        ({"q": "Undescribed", "missing": "description"}, {"Undescribed"}),
        ({"q": "Undescribed", "credit": "mara"}, set()),
        ({"missing": "garbage"}, {"Full", "Uncredited", "Undescribed"}),
        ({"credit": "\0"}, {"Full", "Uncredited", "Undescribed"}),
        ({"licence": "%"}, set()),
    ],
)
def test_the_list_can_be_narrowed(desk, photos, address, query, found):
    assert listed(desk, reverse(address), **query) == found


def test_the_list_offers_its_filters(desk, photos):
    page = BeautifulSoup(desk.get(reverse("wagtailimages:index")).content, "lxml")
    for name in ("credit", "licence", "missing"):
        assert page.select_one(f"[name={name}]") is not None


def test_the_list_is_for_those_who_sign_in(client, photos):
    assert client.get(reverse("wagtailimages:index")).status_code == 302


def bulk(client, action, photos, data=None, **query):
    """Do something to many photos, or see its form; returns the response."""
    ids = [("id", photo if photo == "all" else photo.pk) for photo in photos]
    name = "wagtail_bulk_action"
    address = (
        reverse(name, args=["photos", "photo", action]) + "?" + urlencode([*ids, *query.items()])
    )
    return client.get(address) if data is None else client.post(address, data)


def test_many_photos_get_the_same_details_at_once(desk, photos):
    before = photos["Full"].caption
    response = bulk(
        desk,
        "edit_details",
        photos.values(),
        {"credit": " Ana\x01 Paz ", "licence": "", "caption": ""},
    )
    assert response.status_code == 302
    for photo in Photo.objects.all():
        old = photos[photo.title]
        assert photo.credit == "Ana Paz"
        assert (photo.licence, photo.caption) == (old.licence, before)
        assert photo.description == old.description
    assert listed(desk, q="Paz") == set(photos)


def test_every_changed_photo_is_in_the_log(desk, editor, photos):
    bulk(desk, "edit_details", photos.values(), {"credit": "Ana Paz"})
    entries = ModelLogEntry.objects.filter(action="wagtail.edit", user=editor)
    assert {entry.object_id for entry in entries} == {str(p.pk) for p in photos.values()}


@pytest.mark.parametrize(
    "data", [{}, {"credit": "  "}, {"credit": "\x01"}, {"credit": "\0"}, {"credit": "x" * 300}]
)
def test_nothing_to_write_and_too_much_is_an_error(desk, photos, data):
    response = bulk(desk, "edit_details", photos.values(), data)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert Photo.objects.get(title="Full").credit == photos["Full"].credit


def test_the_form_says_what_will_be_changed(desk, photos):
    text = bulk(desk, "edit_details", photos.values()).text
    assert all(title in text for title in photos)
    assert "stays as it is" in text


@pytest.fixture
def freelancers():
    """A group that adds photos, and edits those it added."""
    group = Group.objects.create(name="Freelancers")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupCollectionPermission.objects.create(
        group=group,
        collection=Collection.get_first_root_node(),
        permission=Permission.objects.get(codename="add_image"),
    )


def test_photos_that_one_may_not_edit_are_left_alone(client, photos, freelancers):
    freelancer = UserFactory(group="Freelancers")
    client.force_login(freelancer)
    own = PhotoFactory(title="Own", uploaded_by_user=freelancer, **SMALL)
    response = bulk(client, "edit_details", [own, photos["Full"]])
    assert "left alone" in response.text
    bulk(client, "edit_details", [own, photos["Full"]], {"credit": "Ana Paz"})
    assert set(Photo.objects.filter(credit="Ana Paz")) == {own}


@pytest.mark.parametrize("action", ["edit_details", "delete", "add_tags", "add_to_collection"])
def test_all_in_the_listing_are_those_that_the_listing_shows(desk, photos, action):
    response = bulk(desk, action, ["all"], missing="credit")
    assert [item["item"].title for item in response.context["items"]] == ["Uncredited"]
    response = bulk(desk, action, ["all"], q="Undescribed")
    assert [item["item"].title for item in response.context["items"]] == ["Undescribed"]
    assert len(bulk(desk, action, ["all"]).context["items"]) == 3


def test_deleting_all_in_the_listing_deletes_no_other(desk, photos):
    bulk(desk, "delete", ["all"], {}, missing="credit")
    kept = Photo.objects.exclude(pk__in=deleted_ids(Photo))
    assert set(kept.values_list("title", flat=True)) == {"Full", "Undescribed"}


def test_a_photo_can_be_put_into_a_collection_in_bulk(desk, photos):
    news = Collection.get_first_root_node()
    response = bulk(desk, "add_to_collection", photos.values(), {"collection": news.pk})
    assert response.status_code == 302


def lead(section, photo):
    return ArticleFactory(
        parent=section, title="Ferry sails", slug="lead", lead_photo=photo, signals=True
    )


def inside(section, photo):
    return ArticleFactory(
        signals=True,
        parent=section,
        title="Ferry sails",
        body=[("photo", {"photo": photo, "caption": "Here"})],
    )


def in_a_list(section, photo):
    slides = {"type": "sample_slides", "value": [{"type": "item", "id": "a", "value": photo.pk}]}
    return ArticleFactory(
        signals=True, parent=section, title="Ferry sails", body=json.dumps([slides])
    )


@pytest.fixture(params=[lead, inside, in_a_list])
def used(request, section, photos):
    """A photo that a story uses, in one of the ways there are."""
    request.param(section, photos["Full"])
    return photos["Full"]


def test_an_editor_sees_where_a_photo_is_used_before_deleting_it(desk, used):
    assert "Used 1 time" in desk.get(reverse("wagtailimages:edit", args=[used.pk])).text
    assert "Ferry sails" in desk.get(reverse("wagtailimages:image_usage", args=[used.pk])).text
    single = desk.get(reverse("wagtailimages:delete", args=[used.pk])).text
    many = bulk(desk, "delete", [used]).text
    for confirmation in (single, many):
        assert "Ferry sails" in confirmation
        assert "Yes, delete" not in confirmation


def edit(client, photo, **fields):
    data = {
        name: getattr(photo, name) or ""
        for name in ("title", "credit", "description", "caption", "licence")
    }
    return client.post(reverse("wagtailimages:edit", args=[photo.pk]), {**data, **fields})


@pytest.mark.parametrize("credit", ["", "   ", "\x01", "\ufeff "])
def test_a_photo_in_use_cannot_lose_its_credit(desk, used, credit):
    response = edit(desk, used, credit=credit)
    assert "used in one place and needs a credit" in response.text
    used.refresh_from_db()
    assert used.credit == "Mara Lind / Courier"


def test_the_error_counts_the_places(desk, section, photos):
    lead(section, photos["Full"])
    inside(section, photos["Full"])
    assert "used in 2 places and needs" in edit(desk, photos["Full"], credit="").text


def test_a_photo_in_use_may_get_another_credit(desk, used):
    assert edit(desk, used, credit="Jo Reed").status_code == 302


def test_a_photo_that_stands_nowhere_may_lose_its_credit(desk, photos):
    assert edit(desk, photos["Full"], credit="").status_code == 302


def test_a_photo_in_use_that_never_had_a_credit_can_be_edited(desk, section, photos):
    lead(section, photos["Uncredited"])
    assert edit(desk, photos["Uncredited"], caption="Boats").status_code == 302


def test_what_a_file_says_of_itself_is_told_before_it_is_stored(desk):
    said = {(2, 110): b"Mara Voss", (2, 120): b"The ferry at dawn"}
    content = with_iptc(picture(), {**UTF8, **said})
    answer = desk.post(reverse("photo_metadata"), {"file": upload(content)})
    assert answer.json()["caption"] == "The ferry at dawn"
    assert "Mara Voss" in answer.json()["credit"]
    assert not Photo.objects.exists()


@pytest.mark.parametrize("content", [b"no picture", picture()[:40], b""])
def test_of_what_is_no_picture_nothing_is_told(desk, content):
    answer = desk.post(reverse("photo_metadata"), {"file": upload(content)})
    assert set(answer.json().values()) == {""}


def test_who_may_add_no_photos_is_told_nothing(client, moderator):
    client.force_login(moderator)
    answer = client.post(reverse("photo_metadata"), {"file": upload(picture())})
    assert answer.status_code == 302
