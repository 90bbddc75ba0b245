"""Permission checks that Wagtail lacks."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, ReferenceIndex

from news.models import ArticlePage
from recyclebin.models import is_deleted, is_deleted_item
from tests.factories import ArticleFactory, PhotoFactory, UserFactory
from tests.photos.files import picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def reporter(client):
    user = UserFactory(username="reporter", group="Reporters")
    client.force_login(user)
    return user


def is_there(story):
    return not is_deleted(ArticlePage.objects.get(pk=story.pk))


@pytest.mark.parametrize("was_public", [False, True])
def test_a_reporter_deletes_only_what_was_never_public(section, client, reporter, was_public):
    at = timezone.now() if was_public else None
    stories = [
        ArticleFactory(parent=section, owner=reporter, live=False, first_published_at=at)
        for _ in range(2)
    ]
    client.post(f"/admin/pages/{stories[0].pk}/delete/")
    client.post(f"/admin/bulk/wagtailcore/page/delete/?id={stories[1].pk}")
    assert [is_there(story) for story in stories] == [was_public] * 2


def test_a_scheduled_story_stays_where_it_is(section, client, reporter):
    story = ArticleFactory(parent=section, owner=reporter, live=False)
    story.go_live_at = timezone.now() + timedelta(days=1)
    story.save_revision().publish()
    client.post(f"/admin/pages/{story.pk}/delete/")
    assert is_there(story)


@pytest.mark.parametrize(
    "ids", ["id=all", "id={0}", "id=all&childOf={0}", "id=x", "id=" + "9" * 99]
)
def test_a_bulk_action_names_no_page_that_no_list_shows(section, client, ids):
    story = ArticleFactory(parent=section, live=False, title="Secret")
    client.force_login(UserFactory(group="Comment moderators"))
    response = client.get(f"/admin/bulk/wagtailcore/page/move/?{ids.format(story.pk)}")
    assert response.status_code == 404
    assert "Secret" not in response.text


def test_pages_that_were_chosen_are_named_to_whom_they_are_offered(section, client, editor):
    story = ArticleFactory(parent=section, live=False, title="Secret")
    address = reverse("wagtailadmin_choose_page_chosen_multiple") + f"?id={story.pk}"
    client.force_login(UserFactory(group="Comment moderators"))
    assert client.get(address).status_code == 404
    client.force_login(editor)
    assert "Secret" in client.get(address).text


@pytest.fixture
def used(section, reporter):
    """A photo of the reporter's on a story."""
    photo = PhotoFactory(uploaded_by_user=reporter, file__color="red")
    story = ArticleFactory(parent=section, lead_photo=photo)
    ReferenceIndex.create_or_update_for_object(story)
    return photo


def change_file(client, photo):
    form = {
        "title": "Another name",
        "credit": photo.credit,
        "description": photo.description,
        "collection": photo.collection_id,
        "file": SimpleUploadedFile("other.png", picture("PNG")),
    }
    return client.post(f"/admin/images/{photo.pk}/", form)


def test_the_file_of_a_photo_that_a_story_shows_is_not_a_reporters_to_change(client, used):
    before = used.file.name
    assert "only an editor can change this" in change_file(client, used).text
    used.refresh_from_db()
    assert used.file.name == before


def test_nor_that_of_one_which_a_story_will_show_by_itself(section, client, reporter):
    """The next version of a public story is approved and waits for its time."""
    photo = PhotoFactory(uploaded_by_user=reporter, file__color="red")
    story = ArticleFactory(parent=section)
    story.save_revision().publish()
    story = ArticlePage.objects.get()
    story.lead_photo, story.go_live_at = photo, timezone.now() + timedelta(days=1)
    story.save_revision().publish()
    assert ArticlePage.objects.get().live
    assert "only an editor can change this" in change_file(client, photo).text
    client.post(f"/admin/images/{photo.pk}/delete/")
    assert not is_deleted_item(photo)


def test_a_photo_that_only_a_draft_would_show_is_the_reporters(section, client, reporter):
    photo = PhotoFactory(uploaded_by_user=reporter, file__color="red")
    story = ArticleFactory(parent=section)
    story.lead_photo = photo
    story.save_revision()
    assert change_file(client, photo).status_code == 302


def test_an_editor_changes_it(client, used, editor):
    before = used.file.name
    client.force_login(editor)
    assert change_file(client, used).status_code == 302
    used.refresh_from_db()
    assert used.file.name != before


def test_a_document_that_a_story_shows_is_not_put_elsewhere(section, client, reporter):
    document = get_document_model().objects.create(
        title="Ruling", file=ContentFile(b"words", "words.txt"), uploaded_by_user=reporter
    )
    body = [("document", {"document": document, "title": ""})]
    ReferenceIndex.create_or_update_for_object(ArticleFactory(parent=section, body=body))
    closed = Collection.get_first_root_node().add_child(name="Closed")
    form = {"title": "Ruling", "collection": closed.pk}
    response = client.post(f"/admin/documents/edit/{document.pk}/", form)
    assert "only an editor can change this" in response.text
    document.refresh_from_db()
    assert document.collection_id != closed.pk
