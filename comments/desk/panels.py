"""The panel of moderators on the dashboard."""

from typing import Any

from wagtail.admin.ui.components import Component

from comments.desk.messages import count_label
from comments.desk.permissions import comment_policy, moderated_by
from comments.selectors import open_work_in


class WaitingPanel(Component):
    """Counts of waiting and reported comments."""

    name = "waiting_comments"
    template_name = "comments/admin/waiting_panel.html"
    order = 200

    class Media:
        css = {"all": ["css/admin/comments.css"]}

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Count what the user moderates."""
        waiting, reported = open_work_in(moderated_by(parent_context["request"].user))
        return {
            "waiting": f"{count_label(waiting, 'comment')} {'waits' if waiting == 1 else 'wait'}",
            "reported": f"{reported:,} {'is' if reported == 1 else 'are'} reported",
        }


def add_waiting_panel(request: Any, panels: list[Component]) -> None:
    """Add the panel for moderators."""
    if comment_policy.user_has_permission(request.user, "change"):
        panels.append(WaitingPanel())
