"""What a newsroom required before publishing is kept by the migration."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import Site

BEFORE, AFTER = "0010_release_of_stories", "0011_required_to_publish"


def newsroom_at(migration):
    """Migrate to a migration of `news`, and return the model of then."""
    MigrationExecutor(connection).migrate([("news", migration)])
    state = MigrationExecutor(connection).loader.project_state([("news", migration)])
    return state.apps.get_model("news", "Newsroom")


def test_the_choice_about_credits_is_kept_both_ways(own_database, tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), own_database(tmp_path):
        for required in (True, False):
            newsroom = newsroom_at(BEFORE).objects
            newsroom.update_or_create(
                site_id=Site.objects.get().pk, defaults={"require_photo_credit": required}
            )
            rules = newsroom_at(AFTER).objects.get().required_to_publish
            assert rules == (["credit"] if required else [])
            assert newsroom_at(BEFORE).objects.get().require_photo_credit is required
