from django.db import migrations, models

from byline_live_coverage.rich_text import clean_html, plain_text

EXCERPT_MAX_LENGTH = 1000


def clean_stored_texts(apps, schema_editor):
    """Clean the texts that were cleaned when they were shown, and store their excerpts."""
    for update in apps.get_model("live_coverage", "LiveUpdate").objects.iterator():
        update.text = clean_html(update.text)
        update.excerpt = plain_text(update.text)[:EXCERPT_MAX_LENGTH]
        update.save(update_fields=["text", "excerpt"])


class Migration(migrations.Migration):
    dependencies = [
        ("live_coverage", "0002_deleted_updates"),
    ]

    operations = [
        migrations.AddField(
            model_name="liveupdate",
            name="excerpt",
            field=models.TextField(blank=True, default="", editable=False),
            preserve_default=False,
        ),
        migrations.RunPython(clean_stored_texts, migrations.RunPython.noop),
    ]
