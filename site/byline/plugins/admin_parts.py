"""What plugins show in the admin, with nothing lazy in it that may fail later."""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from wagtail.admin.menu import MenuItem
from wagtail.admin.telepath import JSContext

from byline.plugins.contributions import AdminPanel
from byline.plugins.guard import attempt
from byline.plugins.registry import contributions_of


class PanelOfPlugin(NamedTuple):
    """A panel that somebody may see."""

    plugin: str
    hook: str
    panel: AdminPanel
    heading: str
    order: int

    def html(self, request: HttpRequest | None) -> SafeString:
        """Return its HTML; nothing where the plugin fails or has nothing to show."""
        return attempt(self.plugin, self.hook, render, self.panel, request) or SafeString()


def panels_for(hook: str, user: Any) -> list[PanelOfPlugin]:
    """Return the panels of a hook that somebody may see, in their order."""
    found = [
        PanelOfPlugin(plugin, hook, panel, *known)
        for plugin, panel in contributions_of(hook, AdminPanel)
        if (known := attempt(plugin, hook, heading_and_order, panel, user))
    ]
    return sorted(found, key=lambda one: one.order)


def heading_and_order(panel: AdminPanel, user: Any) -> tuple[str, int] | None:
    """Return what is known of a panel before it is rendered; None for who may not see it."""
    if panel.permissions and not (user and any(map(user.has_perm, panel.permissions))):
        return None
    return str(panel.heading), int(panel.order)


def render(panel: AdminPanel, request: HttpRequest) -> SafeString:
    """Return the HTML of a panel."""
    return conditional_escape(panel.render(request) or "")


class ItemOfPlugin(MenuItem):
    """A menu item of a plugin as it is shown to one person."""

    def __init__(self, item: MenuItem, component: Any) -> None:
        self.name, self.order, self.component = str(item.name), int(item.order), component

    def render_component(self, request: HttpRequest) -> Any:
        """Return what the menu is made of."""
        return self.component


def items_for(hook: str, request: HttpRequest) -> Iterator[MenuItem]:
    """Yield the menu items of a hook that the person may see."""
    for plugin, item in contributions_of(hook, MenuItem):
        if shown := attempt(plugin, hook, shown_item, item, request):
            yield shown


def shown_item(item: MenuItem, request: HttpRequest) -> ItemOfPlugin | None:
    """Return an item as it is shown, None for who may not see it. Raises what it raises then."""
    if not item.is_shown(request):
        return None
    component = item.render_component(request)
    evaluate(component)
    json.dumps(JSContext().pack(component), ensure_ascii=False).encode()
    return ItemOfPlugin(item, component)


def evaluate(component: Any) -> None:
    """Replace the lazy texts of a component, and of those within it."""
    for values in (vars(component), component.attrs):
        values.update({k: str(value) for k, value in values.items() if isinstance(value, Promise)})
    for part in getattr(component, "menu_items", ()):
        evaluate(part)
