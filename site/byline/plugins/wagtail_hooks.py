"""What plugins contribute to the admin, and the pages about them.

Imported just before the `wagtail_hooks` of plugins, as `INSTALLED_APPS` has them.
"""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import URLResolver, include, path, reverse, reverse_lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.admin_url_finder import ModelAdminURLFinder, register_admin_url_finder
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.log_actions import LogActionRegistry

from byline.plugins.admin_parts import PanelOfPlugin, items_for, panels_for
from byline.plugins.app_configs import plugin_configs
from byline.plugins.desk import admin_urls, is_administrator
from byline.plugins.models import PluginState
from byline.plugins.switches import LOG_ACTIONS

PANEL = '<section class="w-panel"><h2 class="w-panel__heading">{}</h2>{}</section>'


class PluginPanel(Component):
    """A panel of a plugin on the dashboard."""

    def __init__(self, request: HttpRequest, panel: PanelOfPlugin) -> None:
        self.request, self.panel, self.order = request, panel, panel.order

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> SafeString:
        """Return the HTML of the panel; nothing where the plugin fails or has nothing to show."""
        html = self.panel.html(self.request)
        return format_html(PANEL, self.panel.heading, html) if html else SafeString()


class PluginsMenuItem(MenuItem):
    """The item of the settings menu, for administrators."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the person is one."""
        return is_administrator(request.user)


class PluginURLFinder(ModelAdminURLFinder):
    """Links the history of the site to the page of a plugin."""

    def construct_edit_url(self, instance: PluginState) -> str:
        """Return the address of the page."""
        return reverse("byline_plugins:plugin", args=[instance.name])


register_admin_url_finder(PluginState, PluginURLFinder)


@hooks.register("register_settings_menu_item")
def register_plugins_menu_item() -> MenuItem:
    """Add the list of plugins to the settings."""
    url = reverse_lazy("byline_plugins:index")
    return PluginsMenuItem(_("Plugins"), url, name="plugins", icon_name="cogs", order=850)


@hooks.register("register_admin_urls")
def register_admin_urls() -> list[URLResolver]:
    """Add the pages about plugins."""
    return [path("plugins/", include((admin_urls(), "byline_plugins")))]


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Label what administrators do with plugins."""
    actions.register_action(LOG_ACTIONS[True], _("Switch off"), _("Plugin switched off"))
    actions.register_action(LOG_ACTIONS[False], _("Switch on"), _("Plugin switched on"))


@hooks.register("construct_main_menu")
def add_menu_items(request: HttpRequest, items: list[MenuItem]) -> None:
    """Add the items of plugins to the menu."""
    items += items_for("admin_menu_items", request)


@hooks.register("construct_reports_menu")
def add_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    """Add the items of plugins to the menu of reports."""
    items += items_for("admin_reports", request)


@hooks.register("construct_homepage_panels")
def add_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panels of plugins to the dashboard."""
    panels += [PluginPanel(request, panel) for panel in panels_for("admin_panels", request.user)]


for config in plugin_configs().values():
    config.import_wagtail_hooks()
