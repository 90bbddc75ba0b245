"""The admin view that confirms an undo."""

from itertools import islice
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from comments.desk.messages import count_label
from comments.desk.permissions import ban_policy, moderated_by
from comments.models import ReaderComment
from comments.undoing import DecisionBatch

UNDO_LIST_LIMIT = 20


class UndoView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Undo all decisions of one request."""

    model = ReaderComment
    any_permission_required = ["change"]
    template_name = "comments/admin/undo.html"
    page_title = "Undo"
    header_icon = "undo"
    index_url_name = ""

    @cached_property
    def batch(self) -> DecisionBatch:
        """The decisions. Raises Http404 where the user moderates none of the comments."""
        moderated = moderated_by(self.request.user)
        may_lift_bans = ban_policy.user_has_permission(self.request.user, "delete")
        batch = DecisionBatch(self.kwargs["uuid"], moderated, may_lift_bans)
        logged = batch.entries().values_list("object_id", flat=True)
        numbers = [int(number) for number in logged[:UNDO_LIST_LIMIT]]
        if not moderated.filter(pk__in=numbers).exists():
            raise Http404
        return batch

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Link back to the list."""
        queue = {"url": reverse(self.index_url_name), "label": "Comments"}
        return [*self.breadcrumbs_items, queue, {"url": "", "label": "Undo"}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what would be restored."""
        standing, bans = self.batch.standing(), list(self.batch.bans())
        return {
            **super().get_context_data(**kwargs),
            "number": count_label(len(standing), "comment"),
            "shown": [(c, e.data["from"]) for c, e in islice(standing.items(), UNDO_LIST_LIMIT)],
            "more": max(0, len(standing) - UNDO_LIST_LIMIT),
            "bans": bans,
            "index_url": reverse(self.index_url_name),
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Undo the decisions."""
        restored, lifted = self.batch.undo(request.user)
        parts = [count_label(restored, "comment") + " restored"] if restored else []
        if lifted:
            parts.append(count_label(lifted, "ban") + " lifted")
        if parts:
            messages.success(request, f"Undone: {', '.join(parts)}.")
        else:
            messages.info(request, "There was nothing left to undo.")
        return redirect(self.index_url_name)
