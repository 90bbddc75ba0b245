"""Copies of pages are new pages: see also their `exclude_fields_in_copy`."""

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page

from news.models import ArticlePage


def publish_at_present(request: HttpRequest, page: Page, copied: Page) -> None:
    """Give copies that were published with their page the present moment as their date."""
    if copied.alias_of_id:
        return
    for one in copied.get_descendants(inclusive=True).live().specific():
        one.first_published_at = one.last_published_at = timezone.now()
        if isinstance(one, ArticlePage):
            one.published_at = one.first_published_at
        one.save(clean=False)
