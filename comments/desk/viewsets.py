"""The viewset of comments."""

from typing import Any

from django.db.models import QuerySet
from django.urls import URLPattern, path, re_path
from wagtail.admin.views.generic.history import HistoryView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import registry

from comments.desk.comment_view import CommentView
from comments.desk.index_view import CommentIndexView
from comments.desk.permissions import moderated_by
from comments.desk.undo_view import UndoView
from comments.models import ReaderComment

# With more digits no database could look for it.
PK_PATTERN = "(?P<pk>[0-9]{1,10})"


class CommentHistoryView(HistoryView):
    """The log entries of a comment."""

    any_permission_required = ["change"]
    header_buttons: list[Any] = []

    def get_base_object_queryset(self) -> QuerySet[ReaderComment]:
        """Return the comments that the user moderates."""
        return moderated_by(self.request.user)

    def get_base_queryset(self) -> QuerySet:
        """Return all entries: Wagtail shows one a request, even where it was about many."""
        return self._annotate_queryset(registry.get_logs_for_instance(self.object))


class CommentViewSet(ModelViewSet):
    """List, comment, history and undo."""

    model = ReaderComment
    name = "comments_desk"
    url_prefix = "comments"
    icon = "comment"
    menu_label = "Comments"
    menu_name = "comments"
    menu_order = 160
    add_to_admin_menu = True
    add_to_reference_index = False
    index_view_class = CommentIndexView
    ordering = CommentIndexView.default_ordering
    history_view_class = CommentHistoryView

    def get_urlpatterns(self) -> list[URLPattern]:
        """Leave out what moderators do not do: adding, editing and deleting."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            re_path(rf"^{PK_PATTERN}/$", self.construct_view(CommentView), name="edit"),
            re_path(rf"^{PK_PATTERN}/history/$", self.history_view, name="history"),
            re_path(
                rf"^{PK_PATTERN}/history/results/$",
                self.history_results_view,
                name="history_results",
            ),
            path("undo/<uuid:uuid>/", self.construct_view(UndoView), name="undo"),
        ]
