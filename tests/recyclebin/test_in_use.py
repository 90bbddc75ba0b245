"""What published stories show cannot be deleted, on any way; what drafts use is said before."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.actions.delete import DeletePermissionError
from wagtail.documents import get_document_model
from wagtail.models import Collection, PageViewRestriction, Site

from news.models import ArticlePage, Newsroom
from photos.models import Photo
from recyclebin.actions import (
    CannotDeleteError,
    MoveToBinAction,
    delete,
    delete_all,
    delete_for_good,
)
from recyclebin.models import DeletedItem, is_deleted_item
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    PhotoFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def photo(editor):
    return PhotoFactory(uploaded_by_user=editor, title="Harbour")


@pytest.fixture
def document(editor):
    file = ContentFile(b"words", "words.txt")
    return get_document_model().objects.create(title="Words", file=file, uploaded_by_user=editor)


def block(kind, value):
    return json.dumps([{"type": kind, "value": value}])


def gallery(photo):
    return block("gallery", {"photos": [{"photo": photo.pk, "caption": "", "credit": ""}]})


def publish(section, **fields):
    story = ArticleFactory(parent=section, title="A ferry sails", **fields)
    story.save_revision().publish()
    return story


def in_lead(section, photo):
    publish(section, lead_photo=photo)
    return "A ferry sails"


def in_gallery(section, photo):
    publish(section, body=gallery(photo))
    return "A ferry sails"


def with_an_embargo(section, photo):
    publish(section, lead_photo=photo, published_at=timezone.now() + timedelta(days=1))
    return "A ferry sails"


def behind_a_password(section, photo):
    page = publish(section, lead_photo=photo)
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="p")
    return "A ferry sails"


def scheduled(section, photo):
    story = ArticleFactory(parent=section, title="A ferry sails", live=False)
    story.lead_photo = photo
    story.go_live_at = timezone.now() + timedelta(days=1)
    story.save_revision().publish()
    assert not ArticlePage.objects.get(pk=story.pk).live
    return "A ferry sails"


def as_portrait(section, photo):
    return AuthorFactory(name="Jo Reed", portrait=photo).name


def as_logo(section, photo):
    newsroom = Newsroom.for_site(Site.objects.get())
    newsroom.logo = photo
    newsroom.save()
    return "Newsroom:"


def scheduled_and_changed_since(section, photo):
    """What is written after a story was scheduled is not what will be published."""
    scheduled(section, photo)
    story = ArticlePage.objects.get().get_latest_revision_as_object()
    story.lead_photo = None
    story.save_revision()
    return "A ferry sails"


USES = [
    in_lead,
    in_gallery,
    with_an_embargo,
    behind_a_password,
    scheduled,
    scheduled_and_changed_since,
    as_portrait,
    as_logo,
]


@pytest.mark.parametrize("use", USES)
def test_a_photo_that_is_shown_is_not_deleted_and_what_shows_it_is_said(desk, section, photo, use):
    name = use(section, photo)
    address = f"/admin/images/{photo.pk}/delete/"
    page = desk.get(address)
    assert name in page.text
    assert "Replace the file" in page.text
    assert "Yes, delete" not in page.text
    answer = desk.post(address)
    assert answer.status_code == 409
    assert name in answer.text
    assert not is_deleted_item(photo)


@pytest.mark.parametrize("how", ["together", "after the upload", "by the action", "in code"])
def test_no_way_of_deleting_takes_a_photo_that_is_shown(desk, section, photo, editor, how):
    in_lead(section, photo)
    if how == "together":
        address = f"/admin/bulk/photos/photo/delete/?id={photo.pk}&next=/admin/images/"
        page = desk.post(address, follow=True)
        assert "Nothing was deleted: all of it is in use." in page.text
    elif how == "after the upload":
        answer = desk.post(f"/admin/images/multiple/{photo.pk}/delete/")
        assert (answer.status_code, answer.json()["success"]) == (409, False)
    elif how == "by the action":
        with pytest.raises(DeletePermissionError):
            MoveToBinAction(photo, user=editor).execute()
    else:
        with pytest.raises(CannotDeleteError):
            delete(photo, editor)
    assert not is_deleted_item(photo)


def test_of_many_photos_those_that_are_shown_stay(desk, section, photo, editor):
    in_lead(section, photo)
    free = PhotoFactory(uploaded_by_user=editor, title="Quay")
    address = f"/admin/bulk/photos/photo/delete/?id={photo.pk}&id={free.pk}&next=/admin/images/"
    form = desk.get(address)
    assert "These stay" in form.text
    assert "A ferry sails" in form.text
    assert [each["item"] for each in form.context["items"]] == [free]
    desk.post(address)
    assert (is_deleted_item(photo), is_deleted_item(free)) == (False, True)


def test_of_many_photos_it_is_asked_once_what_uses_them(section, photo, editor):
    def searches(photos):
        with CaptureQueriesContext(connection) as queries:
            delete_all(photos, editor)
        assert all(map(is_deleted_item, photos))
        return sum("wagtailcore_revision" in query["sql"] for query in queries)

    small = {"file__width": 60, "file__height": 40}
    assert searches(PhotoFactory.create_batch(6, **small)) == searches([photo]) > 0
    in_lead(section, shown := PhotoFactory(**small))
    photos = PhotoFactory.create_batch(2, **small)
    with pytest.raises(CannotDeleteError):
        delete_all([*photos, shown], editor)
    assert not any(map(is_deleted_item, photos))


def test_a_photo_between_stories_and_the_bin_is_not_deleted_by_a_second_press(desk, section, photo):
    """Two editors: one has the question open while the other publishes."""
    address = f"/admin/images/{photo.pk}/delete/"
    assert "Yes, delete" in desk.get(address).text
    in_lead(section, photo)
    assert desk.post(address).status_code == 409


@pytest.mark.parametrize("how", ["alone", "together"])
def test_a_document_that_is_shown_is_not_deleted(desk, section, document, editor, how):
    link = f'<p><a linktype="document" id="{document.pk}">Words</a></p>'
    publish(section, body=block("paragraph", link))
    address = {
        "alone": f"/admin/documents/delete/{document.pk}/",
        "together": f"/admin/bulk/wagtaildocs/document/delete/?id={document.pk}",
    }[how]
    assert "A ferry sails" in desk.get(address).text
    desk.post(address)
    assert not is_deleted_item(document)


@pytest.mark.parametrize("use", [with_an_embargo, behind_a_password, scheduled])
def test_titles_that_a_user_may_not_see_are_a_number(client, section, photo, use):
    """The photo desk changes photos and no pages, and reads what every reader may."""
    use(section, photo)
    publish(section, lead_photo=photo, slug="public")
    client.force_login(UserFactory(group="Photo desk"))
    page = BeautifulSoup(client.get(f"/admin/images/{photo.pk}/delete/").content, "lxml")
    listed = [item.text.strip() for item in page.select("#main .help-block li")]
    assert listed == ["A ferry sails", "1 that you may not see"]
    assert page.select_one("#main .help-block a")["href"].endswith("/public/")


def test_drafts_that_a_user_may_not_see_are_a_number(client, section, photo):
    draft_of_a_live_page(section, photo)
    client.force_login(UserFactory(group="Photo desk"))
    page = client.get(f"/admin/images/{photo.pk}/delete/").text
    assert "A ferry sails" not in page
    assert "1 that you may not see" in page


def draft_of_a_live_page(section, photo):
    story = publish(section)
    story.lead_photo = photo
    story.save_revision()


def draft_written_on(section, photo):
    """Wagtail writes later revisions of a draft nowhere else."""
    story = ArticleFactory(parent=section, title="A ferry sails", live=False)
    story.body = gallery(photo)
    story.save_revision()


def draft_from_the_beginning(section, photo):
    ArticleFactory(parent=section, title="A ferry sails", live=False, lead_photo=photo)


@pytest.mark.parametrize("use", [draft_of_a_live_page, draft_written_on, draft_from_the_beginning])
def test_drafts_that_use_a_photo_are_named_before_and_do_not_keep_it(desk, section, photo, use):
    use(section, photo)
    for address in (
        f"/admin/images/{photo.pk}/delete/",
        f"/admin/bulk/photos/photo/delete/?id={photo.pk}",
    ):
        page = desk.get(address).text
        assert "Drafts use" in page
        assert "A ferry sails" in page
        assert "Yes, delete" in page
    desk.post(f"/admin/images/{photo.pk}/delete/")
    assert is_deleted_item(photo)
    deleted = DeletedItem.objects.of(Photo).get()
    form = desk.get(f"/admin/bin/{deleted.pk}/delete/").text
    assert ("It is in drafts" in form) == (use is not None)


def test_a_photo_that_stories_in_the_bin_use_is_free(desk, section, photo, editor):
    delete(publish(section, lead_photo=photo), editor)
    assert "Drafts use" not in desk.get(f"/admin/images/{photo.pk}/delete/").text
    desk.post(f"/admin/images/{photo.pk}/delete/")
    assert is_deleted_item(photo)


def test_a_photo_of_a_story_that_was_unpublished_is_free(desk, section, photo):
    publish(section, lead_photo=photo).unpublish()
    desk.post(f"/admin/images/{photo.pk}/delete/")
    assert is_deleted_item(photo)


def test_a_story_that_is_scheduled_keeps_a_photo_in_the_bin(section, photo, editor):
    deleted = delete(photo, editor)
    scheduled(section, photo)
    with pytest.raises(CannotDeleteError):
        delete_for_good(deleted)


def test_a_number_that_is_no_photo_does_not_count(desk, section, photo):
    ArticleFactory(parent=section, title=f"No {photo.pk}", live=False).save_revision()
    page = desk.get(f"/admin/images/{photo.pk}/delete/").text
    assert "Drafts use" not in page


def test_a_collection_with_a_photo_that_is_shown_is_not_deleted(client, section, photo):
    client.force_login(UserFactory(is_superuser=True))
    collection = Collection.get_first_root_node().add_child(name="Old")
    Photo.objects.filter(pk=photo.pk).update(collection=collection)
    in_lead(section, photo)
    assert client.post(f"/admin/collections/{collection.pk}/delete/").status_code == 403
    assert Photo.objects.filter(pk=photo.pk, collection=collection).exists()


def test_the_question_costs_the_same_for_few_and_for_many_stories(desk, section, photo, count):
    def cost(number):
        for _ in range(number):
            ArticleFactory(parent=section, lead_photo=photo)
        return count(f"/admin/images/{photo.pk}/delete/")

    cost(1)  # makes the renditions
    assert cost(1) == cost(20)
