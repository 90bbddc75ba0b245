"""Panels of plugins in the form of the front page."""

from typing import NamedTuple

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from wagtail.admin.panels import Panel

from byline.plugins import AdminPanel
from byline.plugins.guard import attempt, is_active
from byline.plugins.registry import contributions_of


class Shown(NamedTuple):
    """A panel of a plugin, rendered; without HTML where the plugin fails."""

    heading: str
    html: SafeString


class PluginPanels(Panel):
    """What plugins show in the form of the front page."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "home/admin/plugin_panels.html"

        def __init__(self, **kwargs: object) -> None:
            super().__init__(**kwargs)
            panels = contributions_of("front_page_panels", AdminPanel)
            self.plugin_panels = sorted(
                (found for found in panels if is_active(found[0]) and self.may_see(found[1])),
                key=lambda found: found[1].order,
            )
            if len(self.plugin_panels) == 1:
                self.heading = self.plugin_panels[0][1].heading
            else:
                self.heading = "From plugins"

        def may_see(self, panel: AdminPanel) -> bool:
            """Return whether the person has one of the permissions."""
            if not panel.permissions:
                return True
            return self.request is not None and any(
                map(self.request.user.has_perm, panel.permissions)
            )

        def is_shown(self) -> bool:
            """Return whether a plugin has a panel for the person."""
            return bool(self.plugin_panels) and bool(self.instance.pk) and super().is_shown()

        @property
        def panels(self) -> list[Shown]:
            """The panels, rendered."""
            return [
                Shown(
                    panel.heading,
                    conditional_escape(
                        attempt(plugin, "front_page_panels", panel.render, self.request) or ""
                    ),
                )
                for plugin, panel in self.plugin_panels
            ]
