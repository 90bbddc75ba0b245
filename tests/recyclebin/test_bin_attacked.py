"""Hostile and concurrent use of the bin."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Page, Workflow

from comments.models import ReaderComment
from news.models import ArticlePage
from recyclebin.actions import CannotRestoreError, delete, restore
from recyclebin.models import DeletedItem, RecycleBin, is_deleted
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(is_superuser=True)


def editor_of(section, *codenames):
    group = Group.objects.create(name=f"Desk of {section}")
    for codename in codenames:
        permission = Permission.objects.get(codename=codename)
        GroupPagePermission.objects.create(group=group, page=section, permission=permission)
    user = UserFactory(group="Section editors")
    user.groups.add(group)
    return user


def is_live(page):
    return Page.objects.get(pk=page.pk).live


@pytest.mark.parametrize("publish", ["the source", "another alias"])
def test_an_alias_in_the_bin_is_not_published_with_others(client, story, admin, publish):
    sport, culture = SectionFactory(title="Sport"), SectionFactory(title="Culture")
    alias, other = story.create_alias(parent=sport), story.create_alias(parent=culture)
    delete(alias, admin)
    if publish == "the source":
        story.save_revision().publish()
    else:
        restore(delete(other, admin), admin)
    assert "A ferry" not in client.get(sport.url).text
    assert is_live(other)


def test_no_alias_is_published_that_an_editor_took_down(story, admin):
    sport, culture = SectionFactory(title="Sport"), SectionFactory(title="Culture")
    alias, other = story.create_alias(parent=sport), story.create_alias(parent=culture)
    Page.objects.get(pk=other.pk).specific.unpublish()
    restore(delete(alias, admin), admin)
    assert [is_live(alias), is_live(other)] == [True, False]
    restore(delete(story, admin), admin)
    assert [is_live(story), is_live(alias), is_live(other)] == [True, True, False]


def test_an_alias_whose_source_is_gone_becomes_a_draft(client, story, admin):
    alias = story.create_alias(parent=SectionFactory(title="Sport"))
    deleted = delete(alias, admin)
    client.force_login(admin)
    form = reverse("recyclebin:restore", args=[deleted.pk])
    assert "will be published again" in client.get(form).text
    story.delete()
    assert "comes back as a draft" in client.get(form).text
    restore(deleted, admin)
    assert not is_live(alias)


@pytest.mark.parametrize(
    ("action", "data"),
    [
        ("edit", {"slug": "elsewhere", "title": "Bin", "action-publish": "1"}),
        ("delete", {}),
        ("unpublish", {}),
        ("view_draft", None),
    ],
)
def test_no_user_can_change_the_bin_itself(client, story, admin, action, data):
    delete(story, admin)
    client.force_login(admin)
    address = reverse(f"wagtailadmin_pages:{action}", args=[RecycleBin.load().pk])
    response = client.get(address) if data is None else client.post(address, data)
    assert response.status_code in {302, 404}
    assert is_deleted(Page.objects.get(pk=story.pk))


@pytest.mark.parametrize("lock", ["by a user", "by a schedule"])
def test_a_published_story_that_is_locked_can_be_deleted_and_stays_locked(
    client, story, admin, editor, lock
):
    if lock == "by a user":
        ArticlePage.objects.filter(pk=story.pk).update(locked=True, locked_by=editor)
    else:
        story.go_live_at = timezone.now() + timedelta(days=1)
        story.save_revision().publish()
    client.force_login(admin)
    client.post(reverse("wagtailadmin_pages:delete", args=[story.pk]))
    restore(DeletedItem.objects.get(), admin)
    story = ArticlePage.objects.get(pk=story.pk)
    assert (story.live, story.locked) == (True, lock == "by a user")


def test_a_section_and_a_story_of_it_go_as_one(client, story, section, admin):
    client.force_login(admin)
    for ids in (f"id={section.pk}&id={story.pk}", f"id={story.pk}&id={section.pk}"):
        client.post(f"/admin/bulk/wagtailcore/page/delete/?{ids}&next=/admin/")
        assert is_deleted(Page.objects.get(pk=story.pk))
        restore(DeletedItem.objects.get(), admin)
        assert ArticlePage.objects.published(on=[]).get() == story


def test_the_confirmation_that_wagtail_asks_for_counts(client, story, admin):
    client.force_login(admin)
    address = reverse("wagtailadmin_pages:delete", args=[story.pk])
    client.post(address, {"confirm_site_name": "wrong"})
    assert not is_deleted(Page.objects.get(pk=story.pk))


def test_a_reporter_deletes_nothing_for_good(client, section):
    reporter = UserFactory(group="Reporters")
    deleted = delete(ArticleFactory(parent=section, live=False, owner=reporter), reporter)
    client.force_login(reporter)
    assert "Delete for good" not in client.get("/admin/bin/").text
    assert client.post(f"/admin/bin/{deleted.pk}/delete/").status_code == 404


def test_who_may_not_publish_deletes_nothing_for_good(client, section, story, admin):
    deleted = delete(story, admin)
    client.force_login(editor_of(section, "add_page", "change_page"))
    assert client.post(f"/admin/bin/{deleted.pk}/delete/").status_code == 404
    assert client.post(f"/admin/bin/{deleted.pk}/restore/").status_code == 302
    assert not is_live(story)


def test_an_editor_does_not_delete_a_section_for_good(client, story, section, admin, editor):
    add_comment(story)
    deleted = delete(section, admin)
    client.force_login(editor)
    assert client.post(f"/admin/bin/{deleted.pk}/delete/").status_code == 404
    assert ReaderComment.objects.exists()


def test_restored_a_second_time_it_says_that_it_is_not_there(story, admin):
    deleted = delete(story, admin)
    restore(deleted, admin)
    with pytest.raises(CannotRestoreError):
        restore(deleted, admin)


def test_the_longest_slugs_can_be_deleted_and_restored(section, admin):
    longest = "a" * 255
    first = ArticleFactory(parent=section, slug=longest)
    deleted = delete(first, admin)
    delete(ArticleFactory(parent=section, slug=longest), admin)
    ArticleFactory(parent=section, slug=longest)
    restore(deleted, admin)
    assert len(ArticlePage.objects.get(pk=first.pk).slug) <= 255


def test_workflows_of_what_goes_end(section, admin, editor):
    story = ArticleFactory(parent=section, live=False)
    story.save_revision()
    Workflow.objects.get().start(story, editor)
    delete(section, admin)
    assert not ArticlePage.objects.get(pk=story.pk).current_workflow_state


def test_the_first_page_of_the_admin_shows_nothing_of_the_bin(client, story, admin):
    story.save_revision(user=admin)
    client.force_login(admin)
    client.post(reverse("wagtailadmin_pages:lock", args=[story.pk]))
    assert "A ferry" in client.get("/admin/").text
    delete(story.section, admin)
    assert "A ferry" not in client.get("/admin/").text


def test_a_section_in_the_bin_is_not_offered_to_moderators(client, section, admin):
    client.force_login(admin)
    delete(SectionFactory(title="Obituaries"), admin)
    for address in ("/admin/groups/new/", "/admin/reports/readers/", "/admin/comments/"):
        assert "Obituaries" not in client.get(address).text, address
