"""Panels of plugins in the form of the front page."""

from typing import NamedTuple

from django.utils.safestring import SafeString
from wagtail.admin.panels import Panel

from byline.plugins.admin_parts import panels_for


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
            user = self.request.user if self.request else None
            self.plugin_panels = panels_for("front_page_panels", user)
            if len(self.plugin_panels) == 1:
                self.heading = self.plugin_panels[0].heading
            else:
                self.heading = "From plugins"

        def is_shown(self) -> bool:
            """Return whether a plugin has a panel for the person."""
            return bool(self.plugin_panels) and bool(self.instance.pk) and super().is_shown()

        @property
        def panels(self) -> list[Shown]:
            """The panels, rendered."""
            return [Shown(panel.heading, panel.html(self.request)) for panel in self.plugin_panels]
