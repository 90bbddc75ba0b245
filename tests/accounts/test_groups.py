"""The groups a new newsroom starts with."""

import pytest
from django.contrib.auth.models import Group
from wagtail.models import GroupPagePermission, Task, Workflow

pytestmark = pytest.mark.django_db


def may(group, model):
    found = Group.objects.get(name=group).permissions.filter(content_type__model=model)
    return {permission.codename.split("_")[0] for permission in found}


def on_pages(group):
    found = GroupPagePermission.objects.filter(group__name=group)
    return set(found.values_list("permission__codename", flat=True))


def test_a_newsroom_starts_with_reporters_editors_and_moderators():
    names = set(Group.objects.values_list("name", flat=True))
    assert names == {"Reporters", "Editors", "Comment moderators"}


def test_reporters_write_and_editors_publish():
    assert {"add_page", "change_page"} <= on_pages("Reporters")
    assert "publish_page" not in on_pages("Reporters")
    assert {"add_page", "change_page", "publish_page"} <= on_pages("Editors")


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
