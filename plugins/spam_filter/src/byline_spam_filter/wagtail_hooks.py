"""What the plugin adds to Wagtail's admin by Wagtail's own hooks."""

from django.urls import URLResolver, include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the report."""
    return [path("reports/spam_filter/", include("byline_spam_filter.admin_urls"))]
