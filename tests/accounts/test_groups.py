"""The groups a new newsroom starts with."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, Permission
from wagtail.models import (
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
)

pytestmark = pytest.mark.django_db


def may(group, model):
    found = Group.objects.get(name=group).permissions.filter(content_type__model=model)
    return {permission.codename.split("_")[0] for permission in found}


def on_pages(group):
    found = GroupPagePermission.objects.filter(group__name=group)
    return set(found.values_list("permission__codename", flat=True))


def test_a_newsroom_starts_with_reporters_editors_and_moderators():
    names = set(Group.objects.values_list("name", flat=True))
    assert names == {
        *("Reporters", "Section editors", "Editors"),
        *("Photo desk", "Comment moderators"),
    }


def test_reporters_write_and_editors_publish():
    assert on_pages("Reporters") == {"add_page"}
    assert {"add_page", "change_page", "publish_page"} <= on_pages("Editors")


@pytest.mark.parametrize(
    ("group", "images", "documents"),
    [
        ("Reporters", {"add", "choose"}, {"add", "choose"}),
        ("Section editors", {"add", "choose"}, {"add", "choose"}),
        ("Editors", {"add", "change", "choose"}, {"add", "change", "choose"}),
        ("Photo desk", {"add", "change", "choose"}, set()),
    ],
)
def test_who_lays_hands_on_photos_and_documents(group, images, documents):
    found = GroupCollectionPermission.objects.filter(group__name=group)
    codenames = found.values_list("permission__codename", flat=True)
    assert set(codenames) == {f"{one}_image" for one in images} | {
        f"{one}_document" for one in documents
    }


@pytest.mark.parametrize(
    ("codenames", "is_everywhere", "kept"),
    [
        ({"add_page", "change_page"}, True, {"add_page"}),
        ({"add_page", "change_page"}, False, {"add_page", "change_page"}),
        ({"add_page", "change_page", "lock_page"}, True, {"add_page", "change_page", "lock_page"}),
    ],
)
def test_a_group_that_a_newsroom_has_changed_keeps_its_rights(
    section, codenames, is_everywhere, kept
):
    reporters, root = Group.objects.get(name="Reporters"), Page.get_first_root_node()
    GroupPagePermission.objects.filter(group=reporters).delete()
    for codename in codenames:
        GroupPagePermission.objects.create(
            group=reporters,
            page=root if is_everywhere else section,
            permission=Permission.objects.get(codename=codename),
        )
    import_module("accounts.migrations.0003_roles").forwards(apps, None)
    assert on_pages("Reporters") == kept


def test_reporters_and_editors_keep_authors_and_topics():
    for model in ("author", "topic"):
        assert may("Reporters", model) == {"add", "change", "view"}
        assert may("Editors", model) == {"add", "change", "delete", "view"}
    assert may("Editors", "newsroom") == {"change"}
    assert may("Reporters", "newsroom") == set()


def test_a_submitted_story_waits_for_an_editor():
    assert Workflow.objects.get().name == "Approval by an editor"
    task = Task.objects.get().specific
    assert task.name == "Approval by an editor"
    assert [group.name for group in task.groups.all()] == ["Editors"]
