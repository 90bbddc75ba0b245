import django.db.models.deletion
import modelcluster.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0008_commenting"),
        ("photos", "0001_initial"),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SectionPlacement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                (
                    "slot",
                    models.CharField(
                        choices=[("lead", "Lead"), ("top", "Top story"), ("pinned", "Pinned")],
                        default="top",
                        max_length=10,
                    ),
                ),
                (
                    "until",
                    models.DateTimeField(
                        blank=True, help_text="Left empty, until somebody takes it away.", null=True
                    ),
                ),
            ],
            options={
                "ordering": ["sort_order"],
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="articlepage",
            index=models.Index(fields=["label", "-published_at"], name="article_newest_of_label"),
        ),
        migrations.AddField(
            model_name="sectionplacement",
            name="page",
            field=modelcluster.fields.ParentalKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="placements",
                to="news.sectionpage",
            ),
        ),
        migrations.AddField(
            model_name="sectionplacement",
            name="story",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="news.articlepage"
            ),
        ),
    ]
