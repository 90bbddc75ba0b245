"""The admin view of a comment, where a moderator decides about it."""

from typing import Any

from django.db.models import Count, Max, QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import registry

from comments.desk.index_view import with_query
from comments.desk.messages import STATE_VERBS, success_with_undo
from comments.desk.moderation_queue import ModerationQueue
from comments.desk.permissions import ban_policy, moderated_by
from comments.models import Ban, ReaderComment, State
from comments.moderation import set_pick, set_state

STATES_BY_DECISION = {
    "approve": State.APPROVED,
    "reject": State.REJECTED,
    "remove": State.REMOVED,
}
PICKS_BY_DECISION = {"pick": True, "unpick": False}
REPLIES_LIMIT = 10
REPORTS_LIMIT = EVENTS_LIMIT = 20


class CommentView(PermissionCheckedMixin, BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """A comment with its thread, reports and history, and the decisions."""

    model = ReaderComment
    any_permission_required = ["change"]
    template_name = "comments/admin/comment.html"
    page_title = "Comment"
    header_icon = "comment"
    index_url_name = ""
    edit_url_name = ""
    history_url_name = ""

    @property
    def media(self) -> Media:
        """Add the CSS and JavaScript of the desk."""
        return Media(css={"all": ["css/admin/comments.css"]}, js=["js/admin/comments.js"])

    def get_base_object_queryset(self) -> QuerySet[ReaderComment]:
        """Return the comments that the user moderates."""
        comments = moderated_by(self.request.user).select_related("story__section", "user")
        return comments.defer("story__body")

    def get_page_subtitle(self) -> str:
        """Return the comment's number."""
        return str(self.object)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Link back to the list with its filters."""
        back = with_query(reverse(self.index_url_name), self.query)
        here = {"url": "", "label": str(self.object)}
        return [*self.breadcrumbs_items, {"url": back, "label": "Comments"}, here]

    @cached_property
    def query(self) -> str:
        """The query string of the list."""
        query = self.request.GET.copy()
        query.pop("next", None)
        query.pop("decided", None)
        return query.urlencode()

    @cached_property
    def queue(self) -> ModerationQueue:
        """The filtered list."""
        return ModerationQueue(self.request)

    def address_of(self, comment: ReaderComment | None) -> str:
        """Return the URL of a comment in the list; without one, of the list."""
        if comment is None:
            return with_query(reverse(self.index_url_name), self.query)
        return with_query(reverse(self.edit_url_name, args=[comment.pk]), self.query)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the comment, or the next one after a ban that took it out of the list."""
        if "decided" in request.GET and not self.queue.has(self.object):
            return redirect(self.address_of(self.queue.go_on_after(self.object)))
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Decide, and go on to the next comment of the list."""
        decision = request.POST.get("decision", "")
        if decision in PICKS_BY_DECISION:
            return self.pick(is_pick=PICKS_BY_DECISION[decision])
        state = STATES_BY_DECISION.get(decision)
        if state is None or request.POST.get("seen") != self.situation:
            messages.warning(request, f"{self.object} has changed meanwhile. Look at it again.")
            return redirect(self.address_of(self.object))
        if set_state([self.object], state, request.user):
            success_with_undo(request, f"{self.object} {STATE_VERBS[state]}.")
        else:
            messages.info(request, f"{self.object} was {STATE_VERBS[state]} already.")
        return redirect(self.address_of(self.queue.go_on_after(self.object)))

    def pick(self, *, is_pick: bool) -> HttpResponse:
        """Make it an editor's pick or no longer one, and show it again."""
        if set_pick(self.object, self.request.user, is_pick=is_pick):
            words = "an editor’s pick" if is_pick else "no editor’s pick any more"
            messages.success(self.request, f"{self.object} is {words}.")
        return redirect(self.address_of(self.object))

    @property
    def situation(self) -> str:
        """A version of the comment: it changes with each decision, edit and report."""
        log = registry.get_logs_for_instance(self.object).aggregate(last=Max("pk"))
        reports = self.object.reports.aggregate(last=Max("pk"))
        return f"{self.object.state} {log['last']} {reports['last']}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the comments above and below, the visitor, reports and history."""
        comment, queue = self.object, self.queue
        below = ReaderComment.objects.filter(reply_to=comment).select_related("user")
        events = registry.get_logs_for_instance(comment)
        context = {
            **super().get_context_data(**kwargs),
            "comment": comment,
            "situation": self.situation,
            "above": ReaderComment.objects.ancestors(comment.path).select_related("user"),
            "replies": below.order_by("path")[:REPLIES_LIMIT],
            "more_replies": max(0, below.count() - REPLIES_LIMIT),
            "reports": comment.reports.all()[:REPORTS_LIMIT],
            "next_url": self.address_of(after) if (after := queue.after(comment)) else "",
            "previous_url": self.address_of(prev) if (prev := queue.before(comment)) else "",
            "events": events.select_related("user")[:EVENTS_LIMIT],
            "history_url": reverse(self.history_url_name, args=[comment.pk]),
            "media": self.media,
        }
        return {**context, **self.about_visitor(), **self.about_ban()}

    def about_visitor(self) -> dict[str, Any]:
        """Return the visitor's comments by state, and bans."""
        visitor = self.object.visitor
        if not visitor:
            return {}
        written = moderated_by(self.request.user).filter(visitor=visitor).order_by()
        counts = dict(written.values_list("state").annotate(number=Count("pk")))
        index = reverse(self.index_url_name)
        return {
            "written": [(State(state).label, counts[state]) for state in State if state in counts],
            "visitor_url": with_query(index, f"state=all&visitor={visitor}"),
            "bans": Ban.objects.filter(visitor=visitor).select_related("banned_by"),
        }

    def about_ban(self) -> dict[str, Any]:
        """Return the URL to come back to after banning, if the user may ban."""
        if not ban_policy.user_has_permission(self.request.user, "add"):
            return {}
        query = self.request.GET.copy()
        query["decided"] = "1"
        here = reverse(self.edit_url_name, args=[self.object.pk])
        return {"ban_next": with_query(here, query.urlencode())}
