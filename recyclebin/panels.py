"""What the first page of the admin shows of pages, without those in the bin."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component
from wagtail.admin.views import home

from recyclebin.models import IS_DELETED, is_deleted


class RecentEditsPanel(home.RecentEditsPanel):
    """Wagtail's, which looks into the log and not at permissions."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Leave out what is in the bin."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        edits = [(at, page) for at, page in context["last_edits"] if not is_deleted(page)]
        return {**context, "last_edits": edits}


class LockedPagesPanel(home.LockedPagesPanel):
    """Wagtail's, which shows every page that the user has locked."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Leave out what is in the bin."""
        context: dict[str, Any] = super().get_context_data(parent_context)
        return {**context, "locked_pages": context["locked_pages"].exclude(IS_DELETED)}


def replace_panels(request: HttpRequest, panels: list[Component]) -> None:
    """Put ours in the place of Wagtail's."""
    ours = {home.RecentEditsPanel: RecentEditsPanel, home.LockedPagesPanel: LockedPagesPanel}
    panels[:] = [ours[type(panel)]() if type(panel) in ours else panel for panel in panels]
