"""Hooks of the Wagtail admin."""

from django.urls import URLPattern, path
from wagtail import hooks

from home.breaking_desk import (
    add_breaking_panel,
    breaking_menu_item,
    end_breaking_news,
    register_log_actions,
)
from home.first_steps import add_first_steps_panel

hooks.register("construct_homepage_panels", add_breaking_panel)
hooks.register("construct_homepage_panels", add_first_steps_panel)
hooks.register("register_admin_menu_item", breaking_menu_item)
hooks.register("register_log_actions", register_log_actions)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """Add the view that ends a banner."""
    return [path("breaking/<int:pk>/end/", end_breaking_news, name="end_breaking_news")]
