"""The outcome of queries."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class SearchQuery(models.Model):
    """How many stories a search found, beside Wagtail's count of how often it was made."""

    query = models.OneToOneField(
        "wagtailsearchpromotions.Query",
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_query",
    )
    found = models.PositiveIntegerField(help_text="Stories found last time.")
    at = models.DateTimeField(db_index=True, help_text="When it was searched for last.")

    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        # For the dashboard panel of queries that found nothing.
        indexes: ClassVar = [
            models.Index(fields=["at"], condition=Q(found=0), name="asked_in_vain"),
        ]

    def __str__(self) -> str:
        return f"{self.query_id}: {self.found}"
