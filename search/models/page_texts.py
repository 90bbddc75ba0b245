"""The newsroom's index: pages as they were last saved, drafts included."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class PageText(models.Model):
    """The words of one version of a page: the latest, the live one, or both in one.

    Readers' search never reads it. Beside the words the database has them as terms: SQLite in the
    table `search_page_terms`, which a trigger on this one keeps clean (an ALTER of this table
    drops it: create it again), PostgreSQL in the column `terms`.
    """

    page = models.ForeignKey("wagtailcore.Page", on_delete=models.CASCADE, related_name="+")
    is_latest = models.BooleanField(help_text="What the newsroom wrote last.")
    is_live = models.BooleanField(help_text="What readers read, where they may.")
    # Of which the text is; None of a page without revisions, such as an alias.
    revision_id = models.BigIntegerField(null=True)
    # The names over a story, and the text of which excerpts are made.
    bylines = models.TextField(blank=True)
    text = models.TextField(blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["page", "is_latest"], name="page_text_once"),
            models.CheckConstraint(
                condition=Q(is_latest=True) | Q(is_live=True), name="page_text_of_a_version"
            ),
        ]

    def __str__(self) -> str:
        return str(self.page_id)
