"""How comments meet the Wagtail admin."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

LOG_ACTIONS = {
    "comments.edit": ("Edit comment", "Changed by its writer"),
    "comments.pending": ("Hold comment", "Held for moderation"),
    "comments.approved": ("Approve comment", "Approved"),
    "comments.rejected": ("Reject comment", "Rejected"),
    "comments.removed": ("Remove comment", "Removed"),
    "comments.undo": ("Undo a decision on a comment", "Decision undone"),
    "comments.ban": ("Ban from commenting", "Banned"),
}


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Name what happens to comments, for the audit log and their history."""
    for action, (label, message) in LOG_ACTIONS.items():
        actions.register_action(action, label, message)
