"""The bin in the admin."""

from typing import Any

from django.contrib.contenttypes.prefetch import GenericPrefetch
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.forms import Media
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
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
from wagtail.documents.views import documents
from wagtail.documents.views import multiple as multiple_documents
from wagtail.images import get_image_model
from wagtail.images.views import images
from wagtail.images.views import multiple as multiple_images
from wagtail.models import Page
from wagtail.permissions import policy_registry

from recyclebin.actions import (
    CannotDeleteError,
    CannotRestoreError,
    delete,
    delete_for_good,
    may_go_live,
    restore,
)
from recyclebin.models import DeletedItem, DeletedItemQuerySet

DETAIL_CLASS = "bin__detail"  # hidden on small screens
THUMBNAIL_SPEC = "max-100x75"  # as in thumbnail_cell.html


def items_of(user: Any, action: str = "change") -> DeletedItemQuerySet:
    """Return what the user may restore, or `delete` for good."""
    policy = policy_registry.get_by_type(DeletedItem)
    found: DeletedItemQuerySet = policy.instances_user_has_any_permission_for(user, [action])
    return found


class ThumbnailColumn(Column):
    """The picture of a photo."""

    cell_template_name = "recyclebin/admin/thumbnail_cell.html"

    def get_value(self, instance: DeletedItem) -> Any:
        """Return the photo; None for what is none, or is gone."""
        return instance.item if isinstance(instance.item, get_image_model()) else None


class IndexView(generic.IndexView):
    """What the user may restore, the latest first."""

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
        """Return what is shown of each item."""
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
        """Fetch what is shown of the items with a constant number of queries."""
        photos = get_image_model().objects.prefetch_renditions(THUMBNAIL_SPEC)
        items = [Page.objects.all(), photos, get_document_model().objects.all()]
        unused = DeletedItem.objects.unused().filter(pk=OuterRef("pk"))
        found = items_of(self.request.user).annotate(is_unused=Exists(unused))
        found = found.select_related("deleted_by__wagtail_userprofile", "parent")
        return found.prefetch_related(GenericPrefetch("item", items))

    def get_edit_url(self, instance: DeletedItem) -> str:
        """Lead to the form that restores."""
        return reverse("recyclebin:restore", args=[instance.pk])

    @cached_property
    def deletable(self) -> set[int]:
        """The ids of what the user may delete for good, and nothing uses."""
        found = items_of(self.request.user, "delete").unused()
        return set(found.values_list("pk", flat=True))

    def get_list_more_buttons(self, instance: DeletedItem) -> list[Button]:
        """Offer what can be done with an item."""
        url = self.get_edit_url(instance)
        buttons = [Button(_("Restore"), url=url, icon_name="undo", priority=10)]
        if instance.pk in self.deletable:
            url = reverse("recyclebin:delete", args=[instance.pk])
            buttons.append(Button(_("Delete for good"), url=url, icon_name="bin", priority=20))
        return buttons


def last_day_of(deleted: Any) -> str:
    """Return the last day on which an item can be restored for sure."""
    if not deleted.is_unused:
        return _("As long as it is used")
    return date_format(localtime(deleted.expires_at), "DATE_FORMAT")


def type_name(deleted: DeletedItem) -> str:
    """Return what an item is."""
    if deleted.item is None:
        return ""
    model = deleted.item.specific_class if isinstance(deleted.item, Page) else type(deleted.item)
    return str(model._meta.verbose_name).capitalize() if model else ""


def parent_title(deleted: DeletedItem) -> str:
    """Return the title of the page that a page was below."""
    return deleted.parent.get_admin_display_title() if deleted.parent else ""


class ItemView(generic.DeleteView):
    """A form about one item in the bin."""

    def get_queryset(self) -> QuerySet[DeletedItem]:
        """Return what the user may do it with: all else is not found."""
        return items_of(self.request.user, self.permission_required)


class RestoreView(ItemView):
    """Put something back to where it was."""

    permission_required = "change"
    page_title = gettext_lazy("Restore")
    template_name = "recyclebin/admin/restore.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether a page is published again."""
        deleted, page = self.object, self.object.item
        may = deleted.parent and deleted.parent.permissions_for_user(self.request.user)
        goes_live = isinstance(page, Page) and may and may_go_live(page, deleted, may)
        return {**super().get_context_data(**kwargs), "goes_live": goes_live}

    def form_valid(self, form: Any) -> HttpResponse:
        """Restore it; where that cannot be, say why."""
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


def restored_message(item: Any, deleted: DeletedItem) -> str:
    """Return what to say of an item that was restored."""
    if isinstance(item, Page) and deleted.was_live and not Page.objects.live().filter(pk=item.pk):
        return _("“%s” was restored as a draft.") % deleted
    return _("“%s” was restored.") % deleted


class DeleteForGoodView(ItemView):
    """Delete something before its time is over."""

    permission_required = "delete"
    page_title = gettext_lazy("Delete for good")

    @property
    def confirmation_message(self) -> str:
        """Say that this is final, and what goes with it."""
        if not isinstance(self.object.item, Page):
            return _("This cannot be undone. Delete “%s” for good?") % self.object
        below = self.object.item.get_descendant_count()
        return ngettext(
            "This cannot be undone. Delete “%(title)s” and %(number)d page below it for good, "
            "with all comments of readers?",
            "This cannot be undone. Delete “%(title)s” and %(number)d pages below it for good, "
            "with all comments of readers?",
            below,
        ) % {"title": self.object, "number": below}

    def form_valid(self, form: Any) -> HttpResponse:
        """Delete it, unless it is used."""
        try:
            delete_for_good(self.object)
        except CannotDeleteError as reason:
            messages.error(self.request, str(reason))
        else:
            messages.success(self.request, _("“%s” was deleted for good.") % self.object)
        return HttpResponseRedirect(self.get_success_url())


class RecycleBinViewSet(ModelViewSet):
    """The bin: a list, restoring, and deleting for good."""

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
        """Leave out what cannot be done with an item."""
        missing = ["add_url_name", "edit_url_name", "history_url_name", "usage_url_name"]
        return super().get_common_view_kwargs(**{**dict.fromkeys(missing), **kwargs})

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the few addresses."""
        template = {"template_name": RestoreView.template_name, "header_icon": "undo"}
        kwargs = {**self.get_delete_view_kwargs(), **template}
        restore_view = self.construct_view(RestoreView, **kwargs)
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("<int:pk>/restore/", restore_view, name="restore"),
            path("<int:pk>/delete/", self.delete_view, name="delete"),
        ]


class MoveToBinMixin:
    """Words of a view that deletes, as `MoveToBinAction` does it."""

    object: Any
    usage: Any

    @property
    def confirmation_message(self) -> str:
        """Say that it can be restored, and what stays."""
        message = _("Move “%s” to the bin? It can be restored for 30 days.") % self.object
        if self.usage and self.usage.count():
            message += " " + _("Where it is used, readers go on seeing it.")
        return message

    def get_success_message(self) -> str:
        """Say where it is."""
        return _("“%s” was moved to the bin.") % self.object


class DeletePhotoView(MoveToBinMixin, images.DeleteView):
    """Move a photo to the bin."""


class DeleteDocumentView(MoveToBinMixin, documents.DeleteView):
    """Move a document to the bin."""


class MoveUploadToBinMixin:
    """Take back something that was uploaded a moment ago."""

    def post(self, request: HttpRequest, **kwargs: Any) -> JsonResponse:
        """Move it to the bin: Wagtail's view deletes it without an action."""
        view: Any = self
        item = get_object_or_404(view.get_model(), pk=kwargs[view.pk_url_kwarg])
        policy = policy_registry.get(item)
        if not policy.user_has_permission_for_instance(request.user, "delete", item):
            raise PermissionDenied
        delete(item, request.user)
        return JsonResponse({"success": True, view.context_object_id_name: item.pk})


class DeleteUploadedPhotoView(MoveUploadToBinMixin, multiple_images.DeleteView):
    """Take back a photo."""


class DeleteUploadedDocumentView(MoveUploadToBinMixin, multiple_documents.DeleteView):
    """Take back a document."""
