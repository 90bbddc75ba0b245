"""The bin in the admin."""

from typing import Any

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import Media
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, UserColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.permissions import policy_registry

from recyclebin.actions import (
    CannotDeleteError,
    CannotRestoreError,
    delete_for_good,
    may_go_live,
    publish_blockers,
    restore,
    restored_message,
)
from recyclebin.models import DeletedItem, DeletedItemQuerySet
from recyclebin.uses import find_uses

DETAIL_CLASS = "bin__detail"  # hidden on small screens
THUMBNAIL_SPEC = "max-100x75"  # as in thumbnail_cell.html


def items_of(user: Any, action: str = "change") -> DeletedItemQuerySet:
    """Return the items that the user may restore, or `delete` for good."""
    policy = policy_registry.get_by_type(DeletedItem)
    found: DeletedItemQuerySet = policy.instances_user_has_any_permission_for(user, [action])
    return found


class ThumbnailColumn(Column):
    """The picture of a photo."""

    cell_template_name = "recyclebin/admin/thumbnail_cell.html"

    def get_value(self, instance: DeletedItem) -> Any:
        """Return the photo; None for other items and missing ones."""
        return instance.item if isinstance(instance.item, get_image_model()) else None


class IndexView(generic.IndexView):
    """Lists the items that the user may restore, the latest first."""

    any_permission_required = ["change"]
    page_title = gettext_lazy("Bin")
    header_icon = "bin"
    search_fields = ["title"]
    search_backend_name = None
    default_ordering = "-deleted_at"
    paginate_by = 20
    results_template_name = "recyclebin/admin/results.html"

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """Return the columns, whose labels are translated per request."""
        return [
            ThumbnailColumn("thumbnail", label="", classname=DETAIL_CLASS),
            self._get_title_column("title"),
            Column("kind", label=_("Kind"), accessor=type_name, classname=DETAIL_CLASS),
            Column("parent", label=_("Was in"), accessor=parent_title, classname=DETAIL_CLASS),
            UserColumn("deleted_by", label=_("Deleted by"), classname=DETAIL_CLASS),
            DateColumn(
                "deleted_at", label=_("Deleted"), sort_key="deleted_at", classname=DETAIL_CLASS
            ),
            Column("expires_at", label=_("Kept until"), accessor=last_day_of),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the styles of the list."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["media"] += Media(css={"all": ["css/admin/bin.css"]})
        return context

    def get_base_queryset(self) -> QuerySet[DeletedItem]:
        """Fetch the items and all that the columns show with a constant number of queries."""
        photos = get_image_model().objects.prefetch_renditions(THUMBNAIL_SPEC)
        items = [Page.objects.all(), photos, get_document_model().objects.all()]
        unused = DeletedItem.objects.unused().filter(pk=OuterRef("pk"))
        found = items_of(self.request.user).annotate(is_unused=Exists(unused))
        found = found.select_related("deleted_by__wagtail_userprofile", "parent")
        return found.prefetch_related(GenericPrefetch("item", items))

    def get_edit_url(self, instance: DeletedItem) -> str:
        """Return the URL of the restore form, to which titles link."""
        return reverse("recyclebin:restore", args=[instance.pk])

    @cached_property
    def deletable(self) -> set[int]:
        """The ids of the unused items that the user may delete for good."""
        found = items_of(self.request.user, "delete").unused()
        return set(found.values_list("pk", flat=True))

    def get_list_more_buttons(self, instance: DeletedItem) -> list[Button]:
        """Return the buttons to restore and to delete for good."""
        url = self.get_edit_url(instance)
        buttons = [Button(_("Restore"), url=url, icon_name="undo", priority=10)]
        if instance.pk in self.deletable:
            url = reverse("recyclebin:delete", args=[instance.pk])
            buttons.append(Button(_("Delete for good"), url=url, icon_name="bin", priority=20))
        return buttons


def last_day_of(deleted: Any) -> str:
    """Return the day until which an item is kept."""
    if not deleted.is_unused:
        return _("As long as it is used")
    return date_format(localtime(deleted.expires_at), "DATE_FORMAT")


def type_name(deleted: DeletedItem) -> str:
    """Return the verbose name of the type of an item; empty for a missing one."""
    if deleted.item is None:
        return ""
    model = deleted.item.specific_class if isinstance(deleted.item, Page) else type(deleted.item)
    return str(model._meta.verbose_name).capitalize() if model else ""


def parent_title(deleted: DeletedItem) -> str:
    """Return the title of the former parent of a page."""
    return deleted.parent.get_admin_display_title() if deleted.parent else ""


class ItemView(generic.DeleteView):
    """A confirmation form for one item."""

    def get_queryset(self) -> QuerySet[DeletedItem]:
        """Return the items that the user may act on: others are a 404."""
        return items_of(self.request.user, self.permission_required)


class RestoreView(ItemView):
    """Restores an item."""

    permission_required = "change"
    page_title = gettext_lazy("Restore")
    template_name = "recyclebin/admin/restore.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether restoring publishes a page."""
        deleted, page = self.object, self.object.item
        may = deleted.parent and deleted.parent.permissions_for_user(self.request.user)
        goes_live = isinstance(page, Page) and may and may_go_live(page, deleted, may)
        lacks = publish_blockers(page) if isinstance(page, Page) else []
        return {**super().get_context_data(**kwargs), "goes_live": goes_live, "lacks": lacks}

    def form_valid(self, form: Any) -> HttpResponse:
        """Restore the item, or show the reason why not."""
        try:
            item = restore(self.object, self.request.user)
        except CannotRestoreError as reason:
            messages.error(self.request, str(reason))
            return HttpResponseRedirect(self.get_success_url())
        url = AdminURLFinder(self.request.user).get_edit_url(item)
        buttons = [messages.button(url, _("Edit"))] if url else []
        if isinstance(item, Page) and item.live:
            buttons.append(messages.button(item.url, _("View live")))
        messages.success(self.request, restored_message(item, self.object), buttons=buttons)
        return HttpResponseRedirect(self.get_success_url())


class DeleteForGoodView(ItemView):
    """Deletes an item before its retention period is over."""

    permission_required = "delete"
    page_title = gettext_lazy("Delete for good")

    @property
    def confirmation_message(self) -> str:
        """Warn that this is final, and count the descendants."""
        if not isinstance(self.object.item, Page):
            message = _("This cannot be undone. Delete “%s” for good?") % self.object
            item = self.object.item
            if item and find_uses([item])[item.pk].drafts:
                message += " " + _("It is in drafts, which will be without it.")
            return message
        below = self.object.item.get_descendant_count()
        return ngettext(
            "This cannot be undone. Delete “%(title)s” and %(number)d page below it for good, "
            "with all comments of readers?",
            "This cannot be undone. Delete “%(title)s” and %(number)d pages below it for good, "
            "with all comments of readers?",
            below,
        ) % {"title": self.object, "number": below}

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete the item, or show the reason why not."""
        try:
            delete_for_good(self.object)
        except CannotDeleteError as reason:
            messages.error(self.request, str(reason))
        else:
            messages.success(self.request, _("“%s” was deleted for good.") % self.object)
        return HttpResponseRedirect(self.get_success_url())


class RecycleBinViewSet(ModelViewSet):
    """The list of the bin, its restore form and its delete form."""

    model = DeletedItem
    name = "recyclebin"
    url_prefix = "bin"
    icon = "bin"
    menu_label = gettext_lazy("Bin")
    menu_name = "bin"
    menu_order = 9500
    add_to_admin_menu = True
    add_to_reference_index = False
    index_view_class = IndexView
    delete_view_class = DeleteForGoodView
    form_fields: list[str] = []

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the views that the bin does not have."""
        missing = ["add_url_name", "edit_url_name", "history_url_name", "usage_url_name"]
        return super().get_common_view_kwargs(**{**dict.fromkeys(missing), **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the URLs of the list and the two forms."""
        template = {"template_name": RestoreView.template_name, "header_icon": "undo"}
        kwargs = {**self.get_delete_view_kwargs(), **template}
        restore_view = self.construct_view(RestoreView, **kwargs)
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/restore/", restore_view, name="restore"),
            path("<int:pk>/delete/", self.delete_view, name="delete"),
        ]
