"""Hooks of the Wagtail admin."""

from django.urls import URLResolver, include, path
from wagtail import hooks

from readership.desk.buttons import readers_button
from readership.desk.panels import add_read_now_panel
from readership.desk.popular_choice import register_log_actions
from readership.desk.readers_report import report_menu_item

hooks.register("construct_homepage_panels", add_read_now_panel)
hooks.register("register_reports_menu_item", report_menu_item)
hooks.register("register_page_header_buttons", readers_button)
hooks.register("register_page_listing_more_buttons", readers_button)
hooks.register("register_log_actions", register_log_actions)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the report and the readers of a story."""
    return [path("", include("readership.desk.urls"))]
