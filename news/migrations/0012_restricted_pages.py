import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def add_rows(apps, schema_editor):
    """Add the pages that are restricted, below these, and their aliases, and so on."""
    page_model = apps.get_model("wagtailcore", "Page")
    restricted_page = apps.get_model("news", "RestrictedPage")
    restrictions = apps.get_model("wagtailcore", "PageViewRestriction").objects
    waiting = [*restrictions.values_list("page__path", flat=True)]
    found = set()
    while waiting:
        path = waiting.pop()
        found.update(page_model.objects.filter(path__startswith=path).values_list("pk", flat=True))
        aliases = page_model.objects.filter(alias_of__path__startswith=path)
        waiting += [path for pk, path in aliases.values_list("pk", "path") if pk not in found]
    rows = [restricted_page(page_id=pk) for pk in found]
    restricted_page.objects.bulk_create(rows, batch_size=1000)


class Migration(migrations.Migration):
    dependencies = [
        ("news", "0011_required_to_publish"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="RestrictedPage",
            fields=[
                (
                    "page",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="restricted_page",
                        serialize=False,
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
            ],
            options={"default_permissions": ()},
        ),
        migrations.RunPython(add_rows, migrations.RunPython.noop),
    ]
