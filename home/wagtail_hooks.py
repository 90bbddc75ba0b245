"""Hooks of the Wagtail admin."""

from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from home.breaking_desk import (
    add_breaking_panel,
    breaking_menu_item,
    end_breaking_news,
    register_log_actions,
)
from home.desk_panels import add_desk_panels
from home.first_steps import add_first_steps_panel

hooks.register("construct_homepage_panels", add_breaking_panel)
hooks.register("construct_homepage_panels", add_first_steps_panel)
hooks.register("construct_homepage_panels", add_desk_panels)
hooks.register("register_admin_menu_item", breaking_menu_item)
hooks.register("register_log_actions", register_log_actions)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLPattern]:
    """Add the view that ends a banner."""
    return [path("breaking/<int:pk>/end/", end_breaking_news, name="end_breaking_news")]


@hooks.register("construct_help_menu")
def keep_our_help(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out the links to the framework's news and to its guide."""
    items[:] = [
        item for item in items if not item.name.startswith(("whats-new-in-wagtail", "editor-guide"))
    ]
