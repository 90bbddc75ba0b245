"""The breaking news banner in the admin: a panel, a menu item and a view that ends it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin.auth import permission_denied
from wagtail.admin.ui.components import Component
from wagtail.contrib.settings.registry import SettingMenuItem
from wagtail.log_actions import LogActionRegistry, log

from home.records import BreakingNews

CHANGE_BANNER_PERMISSION = "home.change_breakingnews"
END_BANNER_ACTION = "home.end_breaking_news"


class BreakingPanel(Component):
    """Shows the running banner with a button that ends it."""

    name = "breaking_news"
    template_name = "home/admin/breaking_panel.html"
    order = 110

    class Media:
        css = {"all": ["css/admin/front.css"]}

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        """Add the running banners, at most one per site."""
        return {
            "banners": BreakingNews.objects.running(),
            "request": parent_context["request"],
            "csrf_token": parent_context.get("csrf_token"),
        }


def add_breaking_panel(request: HttpRequest, panels: list[Component]) -> None:
    """Add the panel for users who may change the banner."""
    if request.user.has_perm(CHANGE_BANNER_PERMISSION):
        panels.append(BreakingPanel())


def breaking_menu_item() -> SettingMenuItem:
    """Return the menu item, shown to users who may change the banner."""
    return SettingMenuItem(BreakingNews, icon="warning", name="breaking-news", order=160)


@require_POST
def end_breaking_news(request: HttpRequest, pk: int) -> HttpResponse:
    """End a banner and log it."""
    if not request.user.has_perm(CHANGE_BANNER_PERMISSION):
        return permission_denied(request)
    banner = get_object_or_404(BreakingNews, pk=pk)
    if banner.is_running:
        banner.until = timezone.now()
        banner.save(update_fields=["until"])
        log(banner, END_BANNER_ACTION)
        messages.success(request, "The banner of breaking news has ended.")
    return redirect("wagtailadmin_home")


def register_log_actions(actions: LogActionRegistry) -> None:
    """Label the action in the audit log."""
    actions.register_action(END_BANNER_ACTION, "End breaking news", "Breaking news ended")
