"""Hooks that replace deleting in the Wagtail admin with moving to the bin."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail import hooks
from wagtail.actions.registry import ActionRegistry
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.pages.utils import type_to_delete_confirmation
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from recyclebin import delete_views, views
from recyclebin.actions import (
    DELETE_ACTION,
    RESTORE_ACTION,
    CannotDeleteError,
    MoveToBinAction,
    delete,
    delete_all,
)
from recyclebin.bulk_actions import KeepShownDocumentsBulkAction
from recyclebin.models import DeletedItem
from recyclebin.panels import replace_panels
from recyclebin.permissions import DeletedItemPolicy, PagePolicy

register_permission_policy(Page, PagePolicy(Page))
register_permission_policy(DeletedItem, DeletedItemPolicy(DeletedItem))
hooks.register("construct_homepage_panels", replace_panels)
# After Wagtail's own, which it replaces.
hooks.register("register_bulk_action", KeepShownDocumentsBulkAction, order=10)


@hooks.register("register_admin_viewset")
def register_viewset() -> views.RecycleBinViewSet:
    """Add the bin to the menu."""
    return views.RecycleBinViewSet()


@hooks.register("register_actions")
def register_actions(registry: ActionRegistry) -> None:
    """Replace Wagtail's `delete` action."""
    for model in (get_image_model(), get_document_model()):
        registry.register(model, MoveToBinAction)


@hooks.register("before_delete_page", order=100)
def move_to_bin(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Move a page to the bin instead of deleting it."""
    if request.method != "POST" or not type_to_delete_confirmation(request):
        return None
    parent = page.get_parent()
    delete(page, request.user)
    add_moved_message(request, [page])
    following = get_valid_next_url_from_request(request)
    return redirect(following or reverse("wagtailadmin_explore", args=[parent.pk]))


@hooks.register("before_bulk_action", order=100)
def move_many_to_bin(
    request: HttpRequest, kind: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Move pages, photos or documents to the bin instead of deleting them."""
    if kind == "delete" and not objects:
        messages.error(request, _("Nothing was deleted: all of it is in use."))
        return redirect(action.next_url)
    items = list(objects)
    kinds = (Page, get_image_model(), get_document_model())
    if kind != "delete" or not all(isinstance(item, kinds) for item in items):
        return None
    try:
        delete_all(items, request.user)
    except CannotDeleteError as reason:  # published since it was left out or not
        messages.error(request, str(reason))
    else:
        add_moved_message(request, items)
    return redirect(action.next_url)


def add_moved_message(request: HttpRequest, items: list[Any]) -> None:
    """Add a success message with a link to the bin."""
    message = ngettext(
        "“%(title)s” was moved to the bin.", "%(number)d items were moved to the bin.", len(items)
    ) % {"title": items[0], "number": len(items)}
    bin_button = messages.button(reverse("recyclebin:index"), _("Bin"))
    messages.success(request, message, buttons=[bin_button])


@hooks.register("register_admin_urls", order=-10)
def register_admin_urls() -> list[URLPattern]:
    """Override the URLs of Wagtail's delete views."""
    uploaded_photo = delete_views.DeleteUploadedPhotoView.as_view()
    uploaded_document = delete_views.DeleteUploadedDocumentView.as_view()
    return [
        path("images/<int:image_id>/delete/", delete_views.DeletePhotoView.as_view()),
        path("images/multiple/<int:image_id>/delete/", uploaded_photo),
        path("documents/delete/<int:document_id>/", delete_views.DeleteDocumentView.as_view()),
        path("documents/multiple/<int:doc_id>/delete/", uploaded_document),
    ]


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    """Label the actions in the audit log and the history of items."""
    actions.register_action(DELETE_ACTION, gettext_lazy("Delete"), gettext_lazy("Moved to the bin"))
    actions.register_action(
        RESTORE_ACTION, gettext_lazy("Restore"), gettext_lazy("Restored from the bin")
    )
