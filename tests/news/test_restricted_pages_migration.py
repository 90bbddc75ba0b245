"""The migration adds the rows of what was restricted before."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from wagtail.models import PageViewRestriction

from news.models import RestrictedPage
from news.restrictions import wrong_pages
from tests.factories import ArticleFactory, SectionFactory

BEFORE, AFTER = "0011_required_to_publish", "0012_restricted_pages"


def migrate(migration):
    MigrationExecutor(connection).migrate([("news", migration)])


def test_what_was_restricted_before_is_hidden(own_database, tmp_path, django_db_blocker):
    with django_db_blocker.unblock(), own_database(tmp_path):
        section, elsewhere = SectionFactory(), SectionFactory()
        story = ArticleFactory(parent=section)
        again = story.create_alias(parent=elsewhere)
        PageViewRestriction.objects.create(page=section, restriction_type="login")
        rows = {section.pk, story.pk, again.pk}
        migrate(BEFORE)
        migrate(AFTER)
        assert set(RestrictedPage.objects.values_list("pk", flat=True)) == rows
        assert wrong_pages() == (set(), set())
