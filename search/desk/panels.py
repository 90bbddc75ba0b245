"""The dashboard panel of queries that found nothing."""

from typing import Any

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from search.desk.logged_queries import found_nothing
from search.desk.permissions import policy, sees_searches

PANEL_SEARCHES_LIMIT = 10
PANEL_DAYS = 7  # the last of them today


class NotFoundPanel(Component):
    """The searches of the last days, made most often, that found no story the last time."""

    name = "searched_for_and_not_found"
    template_name = "search/admin/not_found_panel.html"
    order = 215

    class Media:
        css = {"all": ["css/admin/readership.css", "css/admin/search.css"]}

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Look up the searches."""
        user = parent_context["request"].user
        searches = found_nothing(PANEL_DAYS).order_by("-searches", "query_string")
        return {
            "searches": searches[:PANEL_SEARCHES_LIMIT],
            "may_add": policy.user_has_permission(user, "add"),
            "may_change": policy.user_has_permission(user, "change"),
            "number_of_days": PANEL_DAYS,
        }


def add_not_found_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel for users who may promote results."""
    if sees_searches(request.user):
        panels.append(NotFoundPanel())
