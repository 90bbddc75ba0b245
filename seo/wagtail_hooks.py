"""Hooks of the Wagtail admin."""

from django.urls import URLResolver, include, path
from wagtail import hooks

from seo.crawler_report import report_menu_item

hooks.register("register_reports_menu_item", report_menu_item)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the report."""
    return [path("reports/crawlers/", include("seo.desk_urls"))]
