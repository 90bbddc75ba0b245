"""Bulk actions on comments."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin import messages
from wagtail.admin.views.bulk_action import BulkAction

from accounts.models import User
from comments.banning import BanPeriod, ban_visitors, ban_words
from comments.desk.bulk_action_forms import BanForm, SelectionForm
from comments.desk.index_view import CommentIndexView
from comments.desk.messages import STATE_VERBS, count_label, success_with_undo
from comments.desk.permissions import ban_policy, comment_policy, moderated_by
from comments.models import ReaderComment, State
from comments.moderation import set_state

# On the confirmation page.
SELECTED_LIST_LIMIT = 20
# Their threads are locked meanwhile.
BULK_ACTION_LIMIT = 2000


class CommentBulkAction(BulkAction):
    """An action on selected comments, or on all in the filtered list."""

    models = [ReaderComment]
    form_class: type[forms.Form] = SelectionForm
    template_name = "comments/admin/decide_many.html"
    policy: Any = comment_policy

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Raise PermissionDenied for users who do not moderate."""
        if not self.policy.user_has_permission(request.user, "view"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self) -> dict[str, Any]:
        """Note the newest comment: the action leaves out those that come later."""
        return {"newest": ReaderComment.objects.aggregate(newest=Max("pk"))["newest"]}

    def get_actionable_objects(self) -> tuple[list[ReaderComment], dict[str, Any]]:
        """Return the selected comments among those that the user moderates."""
        ids = self.request.GET.getlist("id")
        if "all" in ids:
            view = CommentIndexView()
            view.setup(self.request)
            comments = view.get_queryset()
            if self.cleaned_form and (newest := self.cleaned_form.cleaned_data["newest"]):
                comments = comments.filter(pk__lte=newest)
        else:
            numbers = [int(i) for i in ids if i.isascii() and i.isdecimal() and len(i) <= 10]
            comments = moderated_by(self.request.user).filter(pk__in=numbers[:BULK_ACTION_LIMIT])
            comments = comments.select_related("story", "user").defer("story__body")
        if not (found := list(comments[:BULK_ACTION_LIMIT])):
            raise Http404
        return found, {"items_with_no_access": []}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the comments that are listed, and how many there are."""
        context = super().get_context_data(**kwargs)
        items = context["items"]
        return {
            **context,
            "action": self,
            "number": count_label(len(items), "comment"),
            "shown": [item["item"] for item in items[:SELECTED_LIST_LIMIT]],
            "more": max(0, len(items) - SELECTED_LIST_LIMIT),
            "is_first_part": len(items) == BULK_ACTION_LIMIT,
        }

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """Show the form again, under a message that lists its errors."""
        messages.error(self.request, "Nothing is decided yet: something has to be mended first.")
        return super().form_invalid(form)

    def get_execution_context(self) -> dict[str, Any]:
        """Pass the user and the form's data on."""
        return {"user": self.request.user, "cleaned": self.cleaned_form.cleaned_data}


class SetStateAction(CommentBulkAction):
    """Set the state of comments."""

    state: State

    @classmethod
    def execute_action(
        cls, comments: list[ReaderComment], *, user: User, **kwargs: Any
    ) -> tuple[int, int]:
        """Set the state of all. Returns how many changed."""
        return len(set_state(comments, cls.state, user)), 0

    def get_success_message(self, changed: int, _children: int) -> None:
        """Add a message with an undo button."""
        if changed:
            success_with_undo(
                self.request, f"{count_label(changed, 'comment')} {STATE_VERBS[self.state]}."
            )
        else:
            messages.info(self.request, f"All of them were {STATE_VERBS[self.state]} already.")


class ApproveAction(SetStateAction):
    """Approve comments."""

    display_name = "Approve"
    action_type = "approve"
    aria_label = "Approve selected comments"
    action_priority = 10
    state = State.APPROVED
    explanation = "Readers see them. Reports about them are settled."


class RejectAction(SetStateAction):
    """Reject comments."""

    display_name = "Reject"
    action_type = "reject"
    aria_label = "Reject selected comments"
    action_priority = 20
    state = State.REJECTED
    explanation = "Readers do not see them. Where one was answered, a note stands in its place."


class RemoveAction(SetStateAction):
    """Remove comments, leaving tombstones."""

    display_name = "Remove"
    action_type = "remove"
    aria_label = "Remove selected comments"
    action_priority = 30
    state = State.REMOVED
    classes = {"serious"}
    explanation = "Readers see in their place that there was a comment. Replies stay."


class BanAction(CommentBulkAction):
    """Ban visitors who wrote comments, or words."""

    display_name = "Ban"
    action_type = "ban"
    aria_label = "Ban who wrote the selected comments, or words"
    action_priority = 40
    classes = {"serious"}
    form_class = BanForm
    template_name = "comments/admin/ban.html"
    policy = ban_policy

    def get_form_kwargs(self) -> dict[str, Any]:
        """Pass the comments to the form."""
        return {**super().get_form_kwargs(), "comments": self.get_actionable_objects()[0]}

    @classmethod
    def execute_action(
        cls, comments: list[ReaderComment], *, user: User, cleaned: dict[str, Any]
    ) -> tuple[int, int]:
        """Ban, and set the state of the comments if one is chosen. Returns both counts."""
        until = BanPeriod(cleaned["period"]).end
        if cleaned["who"] == BanForm.WORDS:
            bans = ban_words(cleaned["words"], until, cleaned["note"], comments[0], user)
        else:
            bans = ban_visitors(comments, until, cleaned["note"], user)
        decided = (
            set_state(comments, State(cleaned["decision"]), user) if cleaned["decision"] else []
        )
        return len(bans), len(decided)

    def get_success_message(self, bans: int, decided: int) -> None:
        """Add a message with an undo button."""
        cleaned = self.cleaned_form.cleaned_data
        if cleaned["who"] == BanForm.WORDS:
            parts = [f"“{cleaned['words']}” is banned"]
        elif bans:
            parts = [f"{count_label(bans, 'visitor')} banned"]
        else:
            parts = ["Banned already"]
        if decided:
            parts.append(
                f"{count_label(decided, 'comment')} {STATE_VERBS[State(cleaned['decision'])]}"
            )
        if bans or decided:
            success_with_undo(self.request, f"{', '.join(parts)}.")
        else:
            messages.info(self.request, f"{parts[0]}.")


BULK_ACTIONS = [ApproveAction, RejectAction, RemoveAction, BanAction]
