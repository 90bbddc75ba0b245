"""The button of a story in the page explorer that links to its readers."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from news.models import ArticlePage


def readers_button(
    page: Page, user: Any, next_url: str | None = None, view_name: str = ""
) -> Iterator[Button]:
    """Yield the button of a story; nothing for other pages."""
    if page.pk and issubclass(page.cached_content_type.model_class() or Page, ArticlePage):
        address = reverse("readership_desk:story", args=[page.pk])
        yield Button("Readers", url=address, icon_name="view", priority=45)
