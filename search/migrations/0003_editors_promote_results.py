"""Let editors promote results of searches, and see what readers search for."""

from django.db import migrations

CODENAMES = ["add_searchpromotion", "change_searchpromotion", "delete_searchpromotion"]


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    editors, _ = Group.objects.get_or_create(name="Editors")
    promotion, _ = ContentType.objects.get_or_create(
        app_label="wagtailsearchpromotions", model="searchpromotion"
    )
    for codename in CODENAMES:
        # Django makes these after all migrations; with the same codename it keeps ours.
        permission, _ = Permission.objects.get_or_create(
            content_type=promotion,
            codename=codename,
            defaults={"name": f"Can {codename.split('_')[0]} search promotion"},
        )
        editors.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_what_readers_search_for"),
        ("accounts", "0002_newsroom_groups"),
        ("wagtailsearchpromotions", "0008_query_verbose_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
