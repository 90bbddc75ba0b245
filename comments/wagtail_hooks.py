"""Hooks of the Wagtail admin."""

from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy

from comments.desk.bans import BanViewSet
from comments.desk.bulk_actions import BULK_ACTIONS
from comments.desk.groups import ModeratedSectionsForm
from comments.desk.panels import add_waiting_panel
from comments.desk.permissions import ban_policy, comment_policy
from comments.desk.viewsets import CommentViewSet
from comments.models import Ban, ReaderComment

LOG_ACTIONS = {
    "comments.edit": ("Edit comment", "Changed by its writer"),
    "comments.pending": ("Hold comment", "Held for moderation"),
    "comments.approved": ("Approve comment", "Approved"),
    "comments.rejected": ("Reject comment", "Rejected"),
    "comments.removed": ("Remove comment", "Removed"),
    "comments.pick": ("Make a comment an editor's pick", "Made an editor's pick"),
    "comments.unpick": ("Take back an editor's pick", "Editor's pick taken back"),
    "comments.undo": ("Undo a decision on a comment", "Decision undone"),
    "comments.erase": ("Erase comment", "Erased at the request of its writer"),
    "comments.ban": ("Ban from commenting", "Banned"),
    "comments.lift": ("Lift a ban from commenting", "Ban lifted"),
    "comments.deleted": ("Delete comments with their story", "Comments deleted with the story"),
}

register_permission_policy(ReaderComment, comment_policy, exact_class=True)
register_permission_policy(Ban, ban_policy, exact_class=True)

for action in BULK_ACTIONS:
    hooks.register("register_bulk_action", action)
hooks.register("construct_homepage_panels", add_waiting_panel)


@hooks.register("register_admin_viewset")
def register_viewsets() -> list[CommentViewSet | BanViewSet]:
    """Register the comments and the bans."""
    return [BanViewSet(), CommentViewSet()]


@hooks.register("register_group_permission_panel")
def register_moderated_sections() -> type[ModeratedSectionsForm]:
    """Add the sections that a group moderates to its form."""
    return ModeratedSectionsForm


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Register the actions of the audit log."""
    for action, (label, message) in LOG_ACTIONS.items():
        actions.register_action(action, label, message)
