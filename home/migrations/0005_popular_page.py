"""Put the list of popular stories under the front page, and let editors announce breaking news."""

from django.db import migrations

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
STEP = 4  # letters of a page's path for each level of the tree


def create_page(apps, schema_editor):
    Page = apps.get_model("wagtailcore", "Page")
    ContentType = apps.get_model("contenttypes", "ContentType")
    PopularStoriesPage = apps.get_model("readership", "PopularStoriesPage")
    home = apps.get_model("home", "HomePage").objects.first()
    if home is None or PopularStoriesPage.objects.exists():
        return
    children = Page.objects.filter(path__startswith=home.path, depth=home.depth + 1)
    if children.filter(slug="popular").exists():
        return  # somebody's own page: they make the list where they want it
    content_type, _ = ContentType.objects.get_or_create(
        app_label="readership", model="popularstoriespage"
    )
    PopularStoriesPage.objects.create(
        content_type=content_type,
        locale_id=home.locale_id,
        title="Popular stories",
        draft_title="Popular stories",
        slug="popular",
        path=home.path + next_step(children.order_by("path").last()),
        depth=home.depth + 1,
        numchild=0,
        url_path=f"{home.url_path}popular/",
    )
    Page.objects.filter(pk=home.pk).update(numchild=children.count())


def next_step(last):
    """Return the end of the path that follows a page's."""
    number = int(last.path[-STEP:], len(DIGITS)) + 1 if last else 1
    step = ""
    for _ in range(STEP):
        number, digit = divmod(number, len(DIGITS))
        step = DIGITS[digit] + step
    return step


def grant(apps, schema_editor):
    Permission = apps.get_model("auth", "Permission")
    ContentType = apps.get_model("contenttypes", "ContentType")
    content_type, _ = ContentType.objects.get_or_create(app_label="home", model="breakingnews")
    # Django makes it after all migrations; with the same name it keeps ours.
    permission, _ = Permission.objects.get_or_create(
        content_type=content_type,
        codename="change_breakingnews",
        defaults={"name": "Can change breaking news"},
    )
    for editors in apps.get_model("auth", "Group").objects.filter(name="Editors"):
        editors.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0004_curation"),
        ("readership", "0001_initial"),
        ("accounts", "0002_newsroom_groups"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(create_page, migrations.RunPython.noop),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
