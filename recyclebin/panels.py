"""Panels of the admin home page, without deleted pages."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.admin.views import home

from recyclebin.models import IS_DELETED, is_deleted


class RecentEditsPanel(home.RecentEditsPanel):
    """Wagtail's panel, which reads the log without checking permissions."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Leave out deleted pages."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        edits = [(at, page) for at, page in context["last_edits"] if not is_deleted(page)]
        return {**context, "last_edits": edits}


class LockedPagesPanel(home.LockedPagesPanel):
    """Wagtail's panel, which lists all pages that the user has locked."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Leave out deleted pages."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        return {**context, "locked_pages": context["locked_pages"].exclude(IS_DELETED)}


def replace_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Replace Wagtail's panels with those of this module."""
    ours = {home.RecentEditsPanel: RecentEditsPanel, home.LockedPagesPanel: LockedPagesPanel}
    panels[:] = [ours[type(panel)]() if type(panel) in ours else panel for panel in panels]
