"""Put an empty front page and the list of recent stories where Wagtail's welcome page is."""

from django.db import migrations

WELCOME_PATH = "00010001"


def create_pages(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page.objects.filter(path=WELCOME_PATH, title__startswith="Welcome").delete()
    if Page.objects.filter(depth=2).exists():
        return  # somebody else's tree: theirs to arrange

    def create(app, model, **fields):
        content_type, _ = ContentType.objects.get_or_create(app_label=app, model=model.lower())
        return apps.get_model(app, model).objects.create(
            content_type=content_type,
            locale_id=root.locale_id,
            draft_title=fields["title"],
            **fields,
        )

    root = Page.objects.get(depth=1)
    home = create(
        "home", "HomePage", title="Front page", slug="home", path=WELCOME_PATH, depth=2,
        numchild=1, url_path="/home/",
    )  # fmt: skip
    create(
        "news", "RecentStoriesPage", title="Recent stories", slug="recent",
        path=f"{WELCOME_PATH}0001", depth=3, numchild=0, url_path="/home/recent/",
    )  # fmt: skip
    Page.objects.filter(pk=root.pk).update(numchild=1)
    Site.objects.create(hostname="localhost", port=80, root_page_id=home.pk, is_default_site=True)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("news", "0002_group_permissions"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(create_pages, migrations.RunPython.noop)]
