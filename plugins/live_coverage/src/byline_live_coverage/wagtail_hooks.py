"""The log entries, and the way from a story's form to its updates."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry

from byline_live_coverage.coverage import edited_coverage, may_post
from byline_live_coverage.posting import LOG_ACTIONS


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Say what was done in the history of a story."""
    for name, (label, message) in LOG_ACTIONS.items():
        actions.register_action(f"live_coverage.{name}", label, message)


@hooks.register("register_page_header_buttons")
def post_button(
    page: Any, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """Offer to post an update in the menu of a story that is live coverage."""
    if not hasattr(page, "source_id") or not page.pk or not may_post(user, page):
        return
    coverage = edited_coverage(page)
    if coverage and not coverage.is_over:
        url = reverse("plugins:live_coverage:post", args=[page.source_id])
        yield Button(_("Post an update"), url, icon_name="time", priority=45)
