"""Deleting in the admin, restoring and purging."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex

from comments.models import ReaderComment
from news.models import ArticlePage, SectionPage
from photos.models import Photo
from recyclebin.actions import delete, purge
from recyclebin.models import RETENTION_PERIOD, DeletedItem, RecycleBin, is_deleted
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, PhotoFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db
LATER = RETENTION_PERIOD + timedelta(minutes=1)


@pytest.fixture
def chief(client):
    client.force_login(UserFactory(is_superuser=True))
    return client


@pytest.fixture
def document(editor):
    file = ContentFile(b"words", "words.txt")
    return get_document_model().objects.create(title="Words", file=file, uploaded_by_user=editor)


def throw(client, page):
    response = client.post(f"/admin/pages/{page.pk}/delete/")
    assert response.status_code == 302
    return DeletedItem.objects.of(Page).get(object_id=page.pk)


def restore(client, deleted):
    return client.post(f"/admin/bin/{deleted.pk}/restore/", follow=True)


def status_of(client, url):
    response = client.get(url)
    response.getvalue()  # closes the file
    return response.status_code


def test_a_published_story_comes_back_as_it_was(desk, client, story):
    url, comment = story.url, add_comment(story)
    deleted = throw(desk, story)
    assert status_of(client, url) == 410
    assert not ArticlePage.objects.published(on=[]).exists()
    assert story.title in desk.get("/admin/bin/").text
    form = desk.get(f"/admin/bin/{deleted.pk}/restore/").text
    assert "“A ferry” goes back to “News”." in form
    page = restore(desk, deleted)
    assert "“A ferry” was restored." in page.text
    assert status_of(client, url) == 200
    assert ReaderComment.objects.get(pk=comment.pk).story_id == story.pk
    assert not DeletedItem.objects.exists()


def test_a_draft_stays_a_draft_with_what_was_written_last(desk, section):
    story = ArticleFactory(parent=section, live=False)
    story.title = "Written last"
    story.save_revision()
    restore(desk, throw(desk, story))
    story = ArticlePage.objects.get(pk=story.pk)
    assert (story.live, story.get_parent().pk) == (False, section.pk)
    assert story.get_latest_revision_as_object().title == "Written last"


def test_changes_that_were_not_published_are_not_published(desk, story):
    story.title = "Not yet"
    story.save_revision()
    restore(desk, throw(desk, story))
    story = ArticlePage.objects.get(pk=story.pk)
    assert (story.live, story.title, story.draft_title) == (True, "A ferry", "Not yet")


def test_a_story_without_a_revision_is_published_again(desk, section):
    story = ArticleFactory(parent=section)
    restore(desk, throw(desk, story))
    assert ArticlePage.objects.published(on=[]).filter(pk=story.pk).exists()


def test_a_section_goes_and_comes_back_with_its_stories(chief, client, story, section):
    draft = ArticleFactory(parent=section, live=False)
    deleted = throw(chief, section)
    assert status_of(client, story.url) == 410
    assert not ArticlePage.objects.published(on=[]).exists()
    restore(chief, deleted)
    assert status_of(client, story.url) == 200
    assert list(ArticlePage.objects.published(on=[])) == [story]
    assert not ArticlePage.objects.get(pk=draft.pk).live


def test_where_the_address_was_taken_it_becomes_a_draft_with_another(desk, client, story, section):
    deleted = throw(desk, story)
    other = ArticleFactory(parent=section, slug="ferry", title="Another")
    assert "restored as a draft" in restore(desk, deleted).text
    story = ArticlePage.objects.get(pk=story.pk)
    assert (story.live, story.slug) == (False, "ferry-1")
    assert story.get_latest_revision_as_object().slug == "ferry-1"
    assert other.title in client.get(other.url).text


def test_a_story_is_not_restored_before_its_section(chief, story, section):
    of_story = throw(chief, story)
    of_section = throw(chief, section)
    assert "restore that first" in restore(chief, of_story).text
    restore(chief, of_section)
    restore(chief, of_story)
    assert ArticlePage.objects.published(on=[]).get() == story


def test_a_scheduled_story_does_not_go_live_in_the_bin(desk, section):
    story = ArticleFactory(parent=section, live=False)
    story.go_live_at = timezone.now() + timedelta(hours=1)
    story.save_revision().publish()
    throw(desk, story)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        call_command("publish_scheduled")
    assert not ArticlePage.objects.get(pk=story.pk).live


def test_an_alias_goes_and_comes_back_with_what_it_repeats(desk, client, story):
    sport = SectionFactory(title="Sport")
    alias = story.create_alias(parent=sport)
    deleted = throw(desk, story)
    assert status_of(client, alias.url) == 410
    restore(desk, deleted)
    assert status_of(client, alias.url) == 200
    restore(desk, throw(desk, alias))
    assert status_of(client, alias.url) == 200


def test_several_pages_go_together(desk, section):
    stories = [ArticleFactory(parent=section) for _ in range(2)]
    query = "&".join(f"id={story.pk}" for story in stories)
    page = desk.post(
        f"/admin/bulk/wagtailcore/page/delete/?{query}&next=/admin/pages/", follow=True
    )
    assert "2 items were moved to the bin." in page.text
    assert all(is_deleted(Page.objects.get(pk=story.pk)) for story in stories)


def test_nothing_in_the_bin_is_listed_or_can_be_changed(client, story):
    admin = UserFactory(is_superuser=True)
    client.force_login(admin)
    throw(client, story)
    client.get("/admin/")  # consumes the message
    for address in (
        "/admin/pages/",
        f"/admin/pages/{RecycleBin.load().pk}/",
        "/admin/pages/search/?q=ferry",
        "/admin/choose-page/search/?q=ferry",
        "/admin/api/main/pages/?search=ferry",
        "/admin/reports/aging-pages/",
    ):
        assert "A ferry" not in client.get(address).text, address
    edit = reverse("wagtailadmin_pages:edit", args=[story.pk])
    assert client.get(edit).status_code == 302
    assert client.post(f"/admin/pages/{story.pk}/unpublish/").status_code == 302


def test_the_front_page_cannot_be_deleted(client, section):
    client.force_login(UserFactory(is_superuser=True))
    client.post(f"/admin/pages/{section.get_parent().pk}/delete/")
    assert SectionPage.objects.live().filter(pk=section.pk).exists()
    assert not DeletedItem.objects.exists()


def test_a_reporter_restores_only_what_is_their_own(client, section, editor):
    reporter = UserFactory(group="Reporters")
    mine, other = (ArticleFactory(parent=section, live=False, owner=o) for o in (reporter, editor))
    delete(other, editor)
    client.force_login(reporter)
    deleted = throw(client, mine)
    assert list(client.get("/admin/bin/").context["object_list"]) == [deleted]
    others = DeletedItem.objects.get(object_id=other.pk)
    assert client.post(f"/admin/bin/{others.pk}/restore/").status_code == 404
    assert client.post(f"/admin/bin/{others.pk}/delete/").status_code == 404
    restore(client, deleted)
    assert not is_deleted(Page.objects.get(pk=mine.pk))


@pytest.mark.parametrize("how", ["alone", "together", "after the upload"])
def test_a_photo_is_deleted_and_restored(desk, editor, how):
    photo = PhotoFactory(uploaded_by_user=editor, title="Harbour")
    address = {
        "alone": f"/admin/images/{photo.pk}/delete/",
        "together": f"/admin/bulk/photos/photo/delete/?id={photo.pk}",
        "after the upload": f"/admin/images/multiple/{photo.pk}/delete/",
    }[how]
    desk.post(address)
    desk.get("/admin/")  # consumes the message
    for listed in ("/admin/images/", "/admin/images/chooser/results/", "/admin/api/main/images/"):
        assert "Harbour" not in desk.get(listed).text, listed
    assert desk.get(f"/admin/images/{photo.pk}/").status_code == 302
    assert "Harbour" in desk.get("/admin/bin/").text
    restore(desk, DeletedItem.objects.of(Photo).get())
    assert "Harbour" in desk.get("/admin/images/").text


@pytest.mark.parametrize("how", ["alone", "together", "after the upload"])
def test_a_document_is_deleted_and_restored(desk, document, how):
    address = {
        "alone": f"/admin/documents/delete/{document.pk}/",
        "together": f"/admin/bulk/wagtaildocs/document/delete/?id={document.pk}",
        "after the upload": f"/admin/documents/multiple/{document.pk}/delete/",
    }[how]
    desk.post(address)
    desk.get("/admin/")  # consumes the message
    assert "Words" not in desk.get("/admin/documents/").text
    assert status_of(desk, document.url) == 404
    restore(desk, DeletedItem.objects.of(get_document_model()).get())
    assert status_of(desk, document.url) == 200


def test_what_was_long_enough_in_the_bin_is_deleted_for_good(
    section, story, editor, django_capture_on_commit_callbacks
):
    photo = PhotoFactory()
    for item in (story, section, photo):
        delete(item, editor)
    purge()
    assert DeletedItem.objects.count() == 3
    later = time_machine.travel(timezone.now() + LATER)
    with later, django_capture_on_commit_callbacks(execute=True):
        purge()
    assert not DeletedItem.objects.exists()
    assert not Page.objects.filter(pk__in=[story.pk, section.pk]).exists()
    assert not get_image_model().objects.exists()
    assert not photo.file.storage.exists(photo.file.name)


def test_a_photo_that_is_used_stays_until_it_is_not(section, editor):
    photo = PhotoFactory()
    story = ArticleFactory(parent=section, lead_photo=photo, live=False)
    ReferenceIndex.create_or_update_for_object(story)
    delete(photo, editor)
    with time_machine.travel(timezone.now() + LATER):
        purge()
        assert Photo.objects.filter(pk=photo.pk).exists()
        story.delete()
        purge()
    assert not Photo.objects.exists()


def test_what_is_used_does_not_keep_the_rest_from_being_deleted(section, editor):
    used, free = PhotoFactory(), PhotoFactory()
    draft = ArticleFactory(parent=section, lead_photo=used, live=False)
    ReferenceIndex.create_or_update_for_object(draft)
    delete(used, editor)
    delete(free, editor)
    with time_machine.travel(timezone.now() + LATER):
        purge(limit=1)
    assert list(Photo.objects.all()) == [used]


def test_a_live_page_that_was_moved_out_of_the_bin_otherwise_is_not_deleted(story, section, editor):
    delete(story, editor)
    Page.objects.get(pk=story.pk).move(Page.objects.get(pk=section.pk), pos="last-child")
    with time_machine.travel(timezone.now() + LATER):
        purge()
    assert ArticlePage.objects.filter(pk=story.pk).exists()
    assert not DeletedItem.objects.exists()


def test_an_item_can_be_deleted_for_good_before_its_time(desk, story):
    deleted = throw(desk, story)
    page = desk.post(f"/admin/bin/{deleted.pk}/delete/", follow=True)
    assert "deleted for good" in page.text
    assert not Page.objects.filter(pk=story.pk).exists()


def test_what_was_deleted_elsewhere_cannot_be_restored(chief, editor):
    photo = PhotoFactory()
    deleted = delete(photo, editor)
    photo.delete()
    assert "Harbour" in chief.get("/admin/bin/").text
    assert "It is not in the bin any more." in restore(chief, deleted).text


def test_the_list_costs_the_same_for_few_and_for_many(desk, section, editor, count):
    def put(number):
        for _ in range(number):
            delete(ArticleFactory(parent=section), editor)
            delete(PhotoFactory(), editor)
        desk.get("/admin/bin/")  # creates the renditions
        return count("/admin/bin/")

    assert put(1) == put(6)


def test_a_story_in_the_bin_can_be_saved_as_by_an_import(desk, client, story, section):
    deleted = throw(desk, story)
    story = ArticlePage.objects.get(pk=story.pk)
    story.standfirst = "Imported again"
    story.save()
    assert story.section_id == section.pk
    restore(desk, deleted)
    assert status_of(client, f"{section.url}ferry/") == 200
    assert ArticlePage.objects.get(pk=story.pk).standfirst == "Imported again"


def test_what_is_used_is_said_to_stay_and_not_offered_to_be_deleted(desk, section, editor):
    photo = PhotoFactory(uploaded_by_user=editor)
    draft = ArticleFactory(parent=section, lead_photo=photo, live=False)
    ReferenceIndex.create_or_update_for_object(draft)
    deleted = delete(photo, editor)
    page = desk.get("/admin/bin/").text
    assert "As long as it is used" in page
    assert "Delete for good" not in page
    answer = desk.post(f"/admin/bin/{deleted.pk}/delete/", follow=True)
    assert "It is still used, so it stays." in answer.text


def test_what_is_deleted_for_good_with_a_page_is_said_before(chief, story, section, editor):
    deleted = delete(section, editor)
    assert "and 1 page below it" in chief.get(f"/admin/bin/{deleted.pk}/delete/").text
