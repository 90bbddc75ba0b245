"""What plugins contribute to the admin."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from byline.plugins.contributions import AdminPanel
from byline.plugins.guard import attempt, is_active
from byline.plugins.registry import contributions_of

PANEL = '<section class="w-panel"><h2 class="w-panel__heading">{}</h2>{}</section>'


class PluginPanel(Component):
    """A panel of a plugin on the dashboard."""

    def __init__(self, request: HttpRequest, plugin: str, panel: AdminPanel) -> None:
        self.request, self.plugin, self.panel = request, plugin, panel
        self.order = panel.order

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> SafeString:
        """Return the HTML of the panel; nothing where the plugin fails or has nothing to show."""
        html = attempt(self.plugin, "admin_panels", self.panel.render, self.request)
        return format_html(PANEL, self.panel.heading, html) if html else format_html("")


@hooks.register("construct_main_menu")
def add_menu_items(request: HttpRequest, items: list[MenuItem]) -> None:
    """Add the items of plugins to the menu."""
    items += shown_items(request, "admin_menu_items")


@hooks.register("construct_reports_menu")
def add_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    """Add the items of plugins to the menu of reports."""
    items += shown_items(request, "admin_reports")


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panels of plugins to the dashboard."""
    for plugin, panel in contributions_of("admin_panels", AdminPanel):
        if not panel.permissions or any(map(request.user.has_perm, panel.permissions)):
            panels.append(PluginPanel(request, plugin, panel))


def shown_items(request: HttpRequest, hook: str) -> list[MenuItem]:
    """Return the items that plugins contribute by a hook and that the person may see."""
    return [
        item
        for plugin, item in contributions_of(hook, MenuItem)
        if is_active(plugin) and attempt(plugin, hook, item.is_shown, request)
    ]
