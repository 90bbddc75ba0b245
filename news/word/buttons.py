"""Buttons that lead to a story from a Word document."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from news.models import SectionPage


def word_buttons(page: Page, user: Any, *_context: Any, **_options: Any) -> Iterator[Button]:
    """Yield the button of a section, for those who may add a story to it."""
    if page.specific_class is not SectionPage:
        return
    if page.permissions_for_user(user).can_add_subpage():
        url = reverse("story_from_word", args=[page.pk])
        label = _("New story from a Word document")
        yield Button(label, url=url, icon_name="doc-full-inverse", priority=9)
