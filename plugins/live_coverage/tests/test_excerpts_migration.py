"""Updates that were stored before are cleaned by the migration, and get an excerpt."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = "0002_deleted_updates", "0003_stored_excerpts"


def updates_at(migration):
    """Migrate to a migration, and return the updates of then."""
    MigrationExecutor(connection).migrate([("live_coverage", migration)])
    state = MigrationExecutor(connection).loader.project_state([("live_coverage", migration)])
    return state.apps.get_model("live_coverage", "LiveUpdate").objects


def test_stored_updates_are_cleaned_and_get_an_excerpt(own_database, tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), own_database(tmp_path):
        updates_at(BEFORE).create(story_id=1, text="<p>One<script>alert(1)</script></p>")
        update = updates_at(AFTER).get()
        assert (update.text, update.excerpt) == ("<p>One</p>", "One")
