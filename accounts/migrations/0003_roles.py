"""Who may do what: reporters what is theirs, and groups for sections and for photos.

Groups whose rights a newsroom has changed keep what they have.
"""

from itertools import product

from django.db import migrations

SIGN_IN = ("wagtailadmin", "admin", "access_admin")
IMAGES, DOCUMENTS = ("wagtailimages", "image"), ("wagtaildocs", "document")
# What Wagtail gave reporters, and what of it they keep: with the right to add comes that to
# change and delete what is their own.
PAGES_BEFORE, PAGES_TAKEN = {"add_page", "change_page"}, "change_page"
# By group: what it may do with all photos, and with all documents.
GRANTS = {
    "Section editors": (["add", "choose"], ["add", "choose"]),
    "Photo desk": (["add", "change", "choose"], []),
}


def take_from_reporters(apps):
    model = apps.get_model
    of_pages = model("wagtailcore", "GroupPagePermission").objects.filter(group__name="Reporters")
    everywhere = {(1, codename) for codename in PAGES_BEFORE}  # by the depth of the page
    if set(of_pages.values_list("page__depth", "permission__codename")) == everywhere:
        of_pages.filter(permission__codename=PAGES_TAKEN).delete()
    of_collections = model("wagtailcore", "GroupCollectionPermission").objects
    for _app, name in (IMAGES, DOCUMENTS):
        found = of_collections.filter(group__name="Reporters", permission__content_type__model=name)
        before = {(1, f"{action}_{name}") for action in ("add", "change", "choose")}
        if set(found.values_list("collection__depth", "permission__codename")) == before:
            found.filter(permission__codename=f"change_{name}").delete()


def permission(apps, app, model, codename):
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app, model=model
    )
    # Django makes these after all migrations; with the same name it keeps ours.
    found, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=codename,
        defaults={"name": codename.replace("_", " ").capitalize()},
    )
    return found


def make_groups(apps):
    root = apps.get_model("wagtailcore", "Collection").objects.order_by("path").first()
    for name, actions in GRANTS.items():
        group, is_new = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        if not is_new:
            continue
        group.permissions.add(permission(apps, *SIGN_IN))
        if name == "Section editors":
            for model, action in product(("author", "topic"), ("add", "change", "view")):
                group.permissions.add(permission(apps, "news", model, f"{action}_{model}"))
        for (app, model), granted in zip((IMAGES, DOCUMENTS), actions, strict=True):
            for action in granted:
                apps.get_model("wagtailcore", "GroupCollectionPermission").objects.create(
                    group=group,
                    collection=root,
                    permission=permission(apps, app, model, f"{action}_{model}"),
                )


def forwards(apps, schema_editor):
    take_from_reporters(apps)
    make_groups(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_newsroom_groups"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(forwards, migrations.RunPython.noop)]
