"""The log entries, and the way from a story's form to its updates."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter

from byline_live_coverage.coverage import edited_coverage, may_post
from byline_live_coverage.posting import LOG_ACTIONS
from byline_live_coverage.rich_text import plain_text


class UpdateFormatter(LogFormatter):
    """Shows what an update said: before it was edited or deleted, or as it was posted."""

    def format_comment(self, log_entry: Any) -> str:
        """Return the headline and the text."""
        said = log_entry.data.get("before") or log_entry.data.get("after") or {}
        return ". ".join(filter(None, [said.get("headline"), plain_text(said.get("text", ""))]))


def formatter_of(name: str, said: tuple[Any, Any]) -> type[LogFormatter]:
    """Return the formatter of an action."""
    label, message = said
    return type(
        f"{name.title()}Formatter", (UpdateFormatter,), {"label": label, "message": message}
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Say what was done in the history of a story."""
    for name, said in LOG_ACTIONS.items():
        actions.register_action(f"live_coverage.{name}")(formatter_of(name, said))


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
