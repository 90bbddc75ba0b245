"""Make the group of comment moderators, and let editors moderate too."""

from django.db import migrations

# What each group may do: the app, the model and the name of the permission.
SETTINGS = ("comments", "commentsettings", "change_commentsettings")
MODERATE = ("comments", "readercomment", "moderate_comments")
SIGN_IN = ("wagtailadmin", "admin", "access_admin")
GRANTS = {"Comment moderators": [SIGN_IN, MODERATE], "Editors": [MODERATE, SETTINGS]}


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for name, permissions in GRANTS.items():
        group, _ = Group.objects.get_or_create(name=name)
        for app, model, codename in permissions:
            content_type, _ = ContentType.objects.get_or_create(app_label=app, model=model)
            # Django makes these after all migrations; with the same name it keeps ours.
            permission, _ = Permission.objects.get_or_create(
                content_type=content_type,
                codename=codename,
                defaults={"name": codename.replace("_", " ").capitalize()},
            )
            group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0001_initial"),
        ("news", "0002_group_permissions"),
        ("accounts", "0002_newsroom_groups"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
