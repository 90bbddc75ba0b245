"""Call Wagtail's two groups what a newsroom calls them."""

from django.db import migrations

# Wagtail's editors write and its moderators publish; ours report and edit.
NAMES = {"Editors": "Reporters", "Moderators": "Editors"}
WORKFLOW = ("Moderators approval", "Approval by an editor")


def rename(apps, names, workflow):
    Group = apps.get_model("auth", "Group")
    for old, new in names.items():
        Group.objects.filter(name=old).update(name=new)
    for model in ("Workflow", "Task"):
        objects = apps.get_model("wagtailcore", model).objects
        objects.filter(name=workflow[0]).update(name=workflow[1])


def forwards(apps, schema_editor):
    rename(apps, NAMES, WORKFLOW)


def backwards(apps, schema_editor):
    # The other way round, so that "Editors" is free before it is given again.
    rename(apps, {new: old for old, new in reversed(NAMES.items())}, WORKFLOW[::-1])


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtailimages", "0023_add_choose_permissions"),
        ("wagtaildocs", "0011_add_choose_permissions"),
    ]

    operations = [migrations.RunPython(forwards, backwards)]
