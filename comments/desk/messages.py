"""Messages after a decision."""

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin import messages
from wagtail.log_actions import get_active_log_context

from comments.models import State

STATE_VERBS = {
    State.APPROVED: "approved",
    State.REJECTED: "rejected",
    State.REMOVED: "removed",
    State.PENDING: "held",
}


def count_label(number: int, noun: str) -> str:
    """Return “1 comment” or “12 comments”."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def success_with_undo(request: HttpRequest, text: str) -> None:
    """Add a success message with a button that undoes the whole request."""
    address = reverse("comments_desk:undo", args=[get_active_log_context().uuid])
    messages.success(request, text, buttons=[messages.button(address, "Undo")])
