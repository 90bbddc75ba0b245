"""Mark comments of the newsroom and editor's picks."""

from django.db import migrations, models
from django.db.models import Q


def mark_newsroom(apps, schema_editor):
    comments = apps.get_model("comments", "ReaderComment").objects
    comments.exclude(user=None).update(is_by_newsroom=True)


class Migration(migrations.Migration):
    dependencies = [("comments", "0002_groups")]

    operations = [
        migrations.AddField(
            model_name="readercomment",
            name="is_by_newsroom",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="readercomment",
            name="is_pick",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name="readercomment",
            name="has_picks",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddIndex(
            model_name="readercomment",
            index=models.Index(
                condition=Q(("depth", 0), ("shown", True)),
                fields=["story", "-has_picks", "-posted_at", "-xtdcomment_ptr"],
                name="comment_picks",
            ),
        ),
        migrations.RunPython(mark_newsroom, migrations.RunPython.noop),
    ]
