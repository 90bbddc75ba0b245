"""Which pages need a permission to be read, as rows that queries join."""

from django.db import models
from wagtail.models import Page


class RestrictedPage(models.Model):
    """A page with a view restriction: of its own, of an ancestor, or of the source it repeats.

    Written by `news.restrictions`. A table of its own and no column: a page is saved with every
    column, also from an old revision or by a process that loaded it before.
    """

    page = models.OneToOneField(
        Page, primary_key=True, on_delete=models.CASCADE, related_name="restricted_page"
    )

    class Meta:
        default_permissions = ()

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.page_id)
