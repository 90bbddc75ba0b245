import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import news.fields


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_front_page"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="StandardPage",
            fields=[
                (
                    "page_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "introduction",
                    models.TextField(
                        blank=True, help_text="A sentence or two under the title.", max_length=400
                    ),
                ),
                ("body", news.fields.ArticleBodyField(blank=True)),
            ],
            options={
                "verbose_name": "standard page",
            },
            bases=("wagtailcore.page", models.Model),
        ),
    ]
