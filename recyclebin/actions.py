"""Deleting what can be restored, restoring it, and deleting it for good."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import gettext as _
from wagtail.actions.delete import DeleteAction
from wagtail.actions.move_page import MovePageAction
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Page, ReferenceIndex, Site

from recyclebin.models import DeletedItem, RecycleBin, content_type_of, is_deleted

DELETE, RESTORE = "recyclebin.delete", "recyclebin.restore"
# How many items a chore looks at: what is left over has time until the next.
PURGED_AT_ONCE = 100

logger = logging.getLogger(__name__)


class CannotRestoreError(Exception):
    """Says to an editor why something cannot be restored now."""


class MoveToBinAction(DeleteAction):
    """Wagtail's action `delete` of photos and documents."""

    def _delete(self) -> None:
        with transaction.atomic():
            delete(self.instance, self.user)


def delete(item: models.Model, user: Any) -> DeletedItem:
    """Move a page, a photo or a document to the bin.

    Deleting the root page of a site raises PermissionDenied.
    """
    deleted, is_new = DeletedItem.objects.get_or_create(
        content_type=content_type_of(type(item)),
        object_id=item.pk,
        defaults={
            "title": str(item),
            "owner": getattr(item, "owner", None) or getattr(item, "uploaded_by_user", None),
            "deleted_by": user,
        },
    )
    if is_new:
        if isinstance(item, Page):
            delete_page(item.specific, deleted, user)
        log(instance=item, action=DELETE, user=user)
    return deleted


def delete_page(page: Page, deleted: DeletedItem, user: Any) -> None:
    """Take a page from the site, with all below it."""
    if Site.objects.filter(root_page__path__startswith=page.path).exists():
        raise PermissionDenied
    deleted.title = page.get_admin_display_title()
    deleted.parent, deleted.slug = page.get_parent(), page.slug
    deleted.was_live, deleted.live_revision = page.live, page.live_revision
    deleted.save()
    if workflow := page.current_workflow_state:
        workflow.cancel(user=user)
    if page.live:
        page.unpublish(user=user)
    page.revisions.update(approved_go_live_at=None)
    Page.objects.filter(pk=page.pk).update(locked=False, locked_by=None, locked_at=None)
    move(page, RecycleBin.load(), page.slug, user)


def move(page: Page, parent: Page, slug: str, user: Any) -> Page:
    """Move a page below another with a slug, or one like it that is free there; return it."""
    page.slug = find_available_slug(parent, slug)
    Page.objects.filter(pk=page.pk).update(slug=page.slug)
    action = MovePageAction(page, parent, pos="last-child", user=user)
    action.execute(skip_permission_checks=True)
    return Page.objects.get(pk=page.pk).specific


@transaction.atomic
def restore(deleted: DeletedItem, user: Any) -> models.Model:
    """Put something back to where it was, a page that was published as published; return it.

    Where readers would see something else than before, it becomes a draft: where its address
    was taken meanwhile, the user may not publish, or something keeps it from being published.
    Raises CannotRestoreError.
    """
    deleted = DeletedItem.objects.select_for_update().get(pk=deleted.pk)
    item = deleted.item
    if item is None:
        raise CannotRestoreError(_("It was deleted for good."))
    if isinstance(item, Page):
        item = restore_page(item, deleted, user)
    log(instance=item, action=RESTORE, user=user)
    deleted.delete()
    return item


def restore_page(page: Page, deleted: DeletedItem, user: Any) -> Page:
    """Move a page back below its parent."""
    parent = deleted.parent
    if parent is None:
        raise CannotRestoreError(_("The page above it was deleted for good."))
    if is_deleted(parent):
        raise CannotRestoreError(
            _("“%s” above it is in the bin too: restore that first.") % parent.title
        )
    page = move(page, parent, deleted.slug, user)
    if page.slug != deleted.slug:
        rename_draft(page, user)
    elif deleted.was_live and parent.permissions_for_user(user).can_publish_subpage():
        publish_again(page, deleted, user)
    return page


def rename_draft(page: Page, user: Any) -> None:
    """Give a page's draft the slug that the page has now."""
    if page.latest_revision_id:
        draft = page.get_latest_revision_as_object()
        draft.slug = page.slug
        draft.save_revision(user=user, log_action=False)


def publish_again(page: Page, deleted: DeletedItem, user: Any) -> None:
    """Publish what of a page was published before, unless something speaks against it."""
    if page.alias_of_id:
        if page.alias_of.live:
            page.alias_of.specific.update_aliases()
        return
    revision = deleted.live_revision
    if revision is None and page.latest_revision_id is None:
        revision = page.save_revision(user=user, log_action=False)
    if revision:
        try:
            with transaction.atomic():
                revision.publish(user=user)
        except PermissionDenied as reason:
            logger.info("Restored as a draft: %s", reason)


def purge() -> None:
    """Delete for good what has been in the bin for long enough. A chore of the worker.

    What is shown somewhere stays: a photo in a draft, say, that was published since.
    """
    for deleted in DeletedItem.objects.expired().order_by("deleted_at")[:PURGED_AT_ONCE]:
        delete_for_good(deleted)


def delete_for_good(deleted: DeletedItem) -> bool:
    """Delete something unless it is still used; return whether it was."""
    try:
        with transaction.atomic():
            deleted = DeletedItem.objects.select_for_update().get(pk=deleted.pk)
            item = deleted.item
            if not isinstance(item, Page) and item is not None and is_used(item):
                return False
            if item is not None:
                item.delete()
            deleted.delete()
    except (DeletedItem.DoesNotExist, ProtectedError, RestrictedError):
        return False
    return True


def is_used(item: models.Model) -> bool:
    """Return whether anything refers to a photo or a document."""
    return bool(ReferenceIndex.get_references_to(item).exists())
