"""Let reporters and editors keep authors and topics, and editors the masthead."""

from django.db import migrations

GRANTS = {
    "Reporters": {"author": ["add", "change", "view"], "topic": ["add", "change", "view"]},
    "Editors": {
        "author": ["add", "change", "delete", "view"],
        "topic": ["add", "change", "delete", "view"],
        "newsroom": ["change"],
    },
}


def grant(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    for group, models in GRANTS.items():
        for model, actions in models.items():
            content_type, _ = ContentType.objects.get_or_create(app_label="news", model=model)
            for action in actions:
                # Django makes these after all migrations; with the same name it keeps ours.
                permission, _ = Permission.objects.get_or_create(
                    content_type=content_type,
                    codename=f"{action}_{model}",
                    defaults={"name": f"Can {action} {model}"},
                )
                for found in Group.objects.filter(name=group):
                    found.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0001_initial"),
        ("accounts", "0002_newsroom_groups"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
