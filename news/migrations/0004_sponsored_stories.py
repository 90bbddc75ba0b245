from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0003_author_pages"),
    ]

    operations = [
        migrations.AddField(
            model_name="articlepage",
            name="sponsor",
            field=models.CharField(
                blank=True,
                help_text="Who paid for a sponsored story. Readers see it wherever the story appears.",
                max_length=120,
                verbose_name="paid for by",
            ),
        ),
        migrations.AlterField(
            model_name="articlepage",
            name="label",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "News"),
                    ("analysis", "Analysis"),
                    ("opinion", "Opinion"),
                    ("sponsored", "Sponsored"),
                ],
                default="",
                max_length=20,
            ),
        ),
    ]
