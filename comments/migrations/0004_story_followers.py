"""Let readers follow a whole story."""

import django.db.models.deletion
from django.db import migrations, models


def delete_story_followers(apps, schema_editor):
    apps.get_model("comments", "Follower").objects.filter(comment=None).delete()
    if schema_editor.connection.vendor == "postgresql":
        # What is deferred would forbid to change the table.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("comments", "0003_staff_and_picks"),
        ("news", "0015_slugs_lead_on"),
    ]

    operations = [
        migrations.AlterField(
            model_name="follower",
            name="comment",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="followers",
                to="comments.readercomment",
            ),
        ),
        migrations.AddField(
            model_name="follower",
            name="story",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="news.articlepage",
            ),
        ),
        migrations.AddConstraint(
            model_name="follower",
            constraint=models.UniqueConstraint(
                fields=("story", "email"), name="story_follower_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="follower",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("comment", None), ("story__isnull", False)),
                    models.Q(("comment__isnull", False), ("story", None)),
                    _connector="OR",
                ),
                name="follower_of_a_comment_or_of_a_story",
            ),
        ),
        migrations.RunPython(migrations.RunPython.noop, delete_story_followers),
    ]
