from django.db import migrations

import news.rules


def keep_choice(apps, schema_editor):
    """Require the credit of photos where it was required."""
    apps.get_model("news", "Newsroom").objects.filter(require_photo_credit=False).update(
        required_to_publish=[]
    )


def restore_choice(apps, schema_editor):
    newsroom = apps.get_model("news", "Newsroom")
    for each in newsroom.objects.all():
        each.require_photo_credit = "credit" in each.required_to_publish
        each.save(update_fields=["require_photo_credit"])


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0010_release_of_stories"),
    ]

    operations = [
        migrations.AddField(
            model_name="newsroom",
            name="required_to_publish",
            field=news.rules.RulesField(
                help_text="Without what is ticked no story is published. Of the rest the editor is "
                "warned. A headline, a body and the sponsor of a sponsored story are always "
                "required.",
                verbose_name="required before publishing",
            ),
        ),
        migrations.RunPython(keep_choice, restore_choice),
        migrations.RemoveField(
            model_name="newsroom",
            name="require_photo_credit",
        ),
    ]
