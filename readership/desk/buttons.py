"""The way from a story among the pages to its readers."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from news.models import ArticlePage


def readers_button(
    page: Page, user: Any, next_url: str | None = None, view_name: str = ""
) -> Iterator[Button]:
    """Lead to the readers of a story; other pages have none."""
    if page.pk and issubclass(page.cached_content_type.model_class() or Page, ArticlePage):
        address = reverse("readership_desk:story", args=[page.pk])
        yield Button("Readers", url=address, icon_name="view", priority=45)
