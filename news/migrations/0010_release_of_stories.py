from django.db import migrations, models

import byline.zones


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0009_placements"),
    ]

    operations = [
        migrations.AlterField(
            model_name="articlepage",
            name="published_at",
            field=models.DateTimeField(
                blank=True,
                help_text="What readers see above the story. Left empty, the moment it is first published.",
                null=True,
                verbose_name="publication date",
            ),
        ),
        migrations.AlterField(
            model_name="correction",
            name="date",
            field=models.DateField(default=byline.zones.newsroom_today),
        ),
    ]
