"""Tags of the admin's pages that delete stories."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.db.models import Q
from wagtail.models import Page

from comments.desk.messages import count_label
from comments.models import ReaderComment

register = template.Library()


@register.inclusion_tag("comments/admin/deleted_with.html")
def comments_deleted_with(page: Page) -> dict[str, Any]:
    """Show how many comments are deleted with a page and all below it."""
    return {**comments_under([page]), "classname": "nice-padding w-mt-6"}


@register.inclusion_tag("comments/admin/deleted_with.html")
def comments_deleted_with_each(items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Show how many comments are deleted with the pages of a bulk action."""
    return comments_under([item["item"] for item in items])


def comments_under(pages: Iterable[Page]) -> dict[str, Any]:
    """Count the comments on pages and those under them."""
    under = Q(pk__in=[])
    for page in pages:
        under |= Q(story__path__startswith=page.path)
    number = ReaderComment.objects.filter(under).count()
    return {"number": count_label(number, "comment") if number else ""}
