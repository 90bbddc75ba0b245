"""Note the addresses of the stories and pages that were taken down before."""

from itertools import batched

from django.db import migrations
from django.db.models.functions import Now

BIN_URL_PATH = "/deleted-pages/"


def note(apps, schema_editor):
    RemovedPage = apps.get_model("seo", "RemovedPage")
    restricted = apps.get_model("news", "RestrictedPage").objects.values("pk")
    stories = apps.get_model("news", "ArticlePage").objects
    never_seen = stories.exclude(published_at__lte=Now()).values("pk")
    pages = apps.get_model("wagtailcore", "Page").objects.filter(
        live=False, first_published_at__isnull=False, depth__gt=2
    )
    pages = pages.exclude(url_path__startswith=BIN_URL_PATH)
    pages = pages.exclude(pk__in=restricted).exclude(pk__in=never_seen)
    rows = pages.order_by("pk").values_list("url_path", "pk", "latest_revision_created_at")
    for some in batched(rows.iterator(), 1000):
        RemovedPage.objects.bulk_create(
            [
                RemovedPage(url_path=path, page=pk, removed_at=at or Now())
                for path, pk, at in some
                if len(path) <= 600
            ],
            ignore_conflicts=True,
        )


class Migration(migrations.Migration):
    dependencies = [("seo", "0003_removed_pages"), ("news", "0012_restricted_pages")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]
