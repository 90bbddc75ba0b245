"""What the plugin adds to Wagtail's admin by Wagtail's own hooks."""

from collections.abc import Sequence

from django.urls import URLResolver, include, path
from wagtail import hooks


@hooks.register("register_icons")
def register_icons(icons: Sequence[str]) -> list[str]:
    """Add the icon of polls."""
    return [*icons, "byline_polls/icons/poll.svg"]


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the report."""
    return [path("reports/polls/", include("byline_polls.admin_urls"))]
