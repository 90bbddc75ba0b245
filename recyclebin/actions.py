"""Actions of the bin: move items to it, restore them, delete them for good."""

import logging
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import ProtectedError, RestrictedError
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from wagtail.actions.delete import DeleteAction
from wagtail.actions.move_page import MovePageAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.coreutils import find_available_slug
from wagtail.log_actions import log
from wagtail.models import Page, PagePermissionTester, Site, WorkflowState
from wagtail.signals import page_published

from recyclebin.models import DeletedItem, RecycleBin, content_type_of, is_deleted
from recyclebin.uses import is_shown, shown_among

DELETE_ACTION, RESTORE_ACTION = "recyclebin.delete", "recyclebin.restore"
# Items deleted for good per run of the periodic task.
PURGE_BATCH_SIZE = 100
# Leaves room for the number that `find_available_slug` appends.
SLUG_PREFIX_MAX_LENGTH = 200

logger = logging.getLogger(__name__)


class CannotRestoreError(Exception):
    """Raised with the reason, as a message for the user."""


class CannotDeleteError(Exception):
    """Raised with the reason, as a message for the user."""


class MoveToBinAction(DeleteAction):
    """Replaces Wagtail's `delete` action of photos and documents."""

    def _delete(self) -> None:
        try:
            delete(self.instance, self.user)
        except CannotDeleteError as reason:
            raise self.permission_error_class(str(reason)) from reason


def delete_all(items: Iterable[models.Model], user: Any) -> None:
    """Move items of one model to the bin, all or none. Descendants move with their page."""
    with transaction.atomic():
        items = sorted(items, key=lambda item: getattr(item, "path", ""))
        shown = shown_among([item for item in items if not isinstance(item, Page)])
        for item in items:
            move_to_bin(item, user, is_in_use=item.pk in shown)


@transaction.atomic
def delete(item: models.Model, user: Any) -> DeletedItem | None:
    """Move an item to the bin; return its entry, or None if it was there already.

    Deleting the root page of a site raises PermissionDenied. A photo or a document that something
    published shows raises CannotDeleteError.
    """
    return move_to_bin(item, user, is_in_use=not isinstance(item, Page) and is_shown(item))


def move_to_bin(item: models.Model, user: Any, *, is_in_use: bool) -> DeletedItem | None:
    """Move an item to the bin as `delete` does, if nothing published shows it."""
    if isinstance(item, Page):
        item = Page.objects.get(pk=item.pk).specific
        if is_deleted(item):
            return None
    known = DeletedItem.objects.filter(content_type=content_type_of(type(item)), object_id=item.pk)
    if isinstance(item, Page):
        known.delete()  # stale: the page was moved out of the bin in the page tree
    elif known.exists():
        return None
    elif is_in_use:
        raise CannotDeleteError(_("“%s” is shown by what is published, so it stays.") % item)
    deleted = DeletedItem.objects.create(
        content_type=content_type_of(type(item)),
        object_id=item.pk,
        title=str(item),
        owner=getattr(item, "owner", None) or getattr(item, "uploaded_by_user", None),
        deleted_by=user,
    )
    if isinstance(item, Page):
        delete_page(item, deleted, user)
    log(instance=item, action=DELETE_ACTION, user=user)
    return deleted


def delete_page(page: Page, deleted: DeletedItem, user: Any) -> None:
    """Unpublish a page with its descendants and move it below the bin."""
    if Site.objects.filter(root_page__path__startswith=page.path).exists():
        raise PermissionDenied
    deleted.title = page.get_admin_display_title()
    deleted.parent, deleted.slug = page.get_parent(), page.slug
    deleted.was_live, deleted.live_revision = page.live, page.live_revision
    deleted.was_alias = page.alias_of_id is not None
    deleted.save()
    deleted.live_aliases.set(page.aliases.live())
    cancel_workflows(page, user)
    UnpublishPageAction(page, user=user).execute(skip_permission_checks=True)
    page.revisions.update(approved_go_live_at=None)
    # The primary key is a slug that is unique in the bin.
    move(page, RecycleBin.load(), str(page.pk), user)


def cancel_workflows(page: Page, user: Any) -> None:
    """Cancel the workflows of a page and its descendants, which no moderator could finish."""
    pages = Page.objects.filter(path__startswith=page.path)
    ids = pages.annotate(key=Cast("pk", models.CharField())).values("key")
    states = WorkflowState.objects.active().filter(
        base_content_type=content_type_of(Page), object_id__in=ids
    )
    for state in states:
        state.cancel(user=user)


def move(page: Page, parent: Page, slug: str, user: Any) -> Page:
    """Move a page to another parent, with a slug that must be free there; return it reloaded."""
    page.slug = slug
    Page.objects.filter(pk=page.pk).update(slug=slug)
    action = MovePageAction(page, parent, pos="last-child", user=user)
    action.execute(skip_permission_checks=True)
    return Page.objects.get(pk=page.pk).specific


@transaction.atomic
def restore(deleted: DeletedItem, user: Any) -> models.Model:
    """Restore an item and return it. Raises CannotRestoreError.

    A page that was live is published again as it was. It becomes a draft if its slug is taken,
    the user may not publish there, it lacks what is required before publishing, or it is an alias
    whose original is not live.
    """
    found = DeletedItem.objects.select_for_update().filter(pk=deleted.pk).first()
    if found is None or found.item is None:
        raise CannotRestoreError(_("It is not in the bin any more."))
    item = found.item
    if isinstance(item, Page) and is_deleted(item):
        item = restore_page(item, found, user)
    log(instance=item, action=RESTORE_ACTION, user=user)
    found.delete()
    return item


def restore_page(page: Page, deleted: DeletedItem, user: Any) -> Page:
    """Move a page back to its parent. Raises CannotRestoreError."""
    parent = deleted.parent
    if parent is None:
        raise CannotRestoreError(_("The page above it was deleted for good."))
    if is_deleted(parent):
        raise CannotRestoreError(
            _("“%s” above it is in the bin too: restore that first.") % parent.title
        )
    slug = find_available_slug(parent, deleted.slug)
    if slug != deleted.slug:
        slug = find_available_slug(parent, deleted.slug[:SLUG_PREFIX_MAX_LENGTH])
    page = move(page, parent, slug, user)
    if slug != deleted.slug:
        rename_draft(page, user)
    elif may_go_live(page, deleted, parent.permissions_for_user(user)):
        go_live(page, deleted, user)
    return page


def rename_draft(page: Page, user: Any) -> None:
    """Copy the slug of the page to its latest revision."""
    if page.latest_revision_id:
        draft = page.get_latest_revision_as_object()
        draft.slug = page.slug
        draft.save_revision(user=user, log_action=False)


def may_go_live(page: Page, deleted: DeletedItem, may: PagePermissionTester) -> bool:
    """Return whether restoring publishes the page; `may` tests permissions on its parent."""
    if not deleted.was_live or (deleted.was_alias and not (page.alias_of and page.alias_of.live)):
        return False
    # Wagtail's check for the right to publish below a page.
    return may.can_reorder_children() and not publish_blockers(page)


def publish_blockers(page: Page) -> list[str]:
    """Return why a page may not be published, as its type says."""
    found: list[str] = getattr(page.specific, "publish_blockers", list)()
    return found


def go_live(page: Page, deleted: DeletedItem, user: Any) -> None:
    """Publish the content that was live before, which is still in the columns of the page."""
    latest, revision = page.latest_revision_id, deleted.live_revision
    page.live_revision = revision
    page.has_unpublished_changes = latest is not None and latest != (revision and revision.pk)
    aliases = Page.objects.filter(pk__in=deleted.live_aliases.all(), alias_of=page.pk, live=False)
    for each in (page, *aliases.specific()):
        if not is_deleted(each):
            each.live = True
            if each.alias_of_id:
                each.has_unpublished_changes = False
            each.save(clean=False)
            page_published.send(sender=each.specific_class, instance=each, revision=None)
    log(instance=page, action="wagtail.publish", user=user)


def restored_message(item: Any, deleted: DeletedItem) -> str:
    """Return the message after an item was restored."""
    if isinstance(item, Page) and deleted.was_live and not Page.objects.live().filter(pk=item.pk):
        message = _("“%s” was restored as a draft.") % deleted
        return " ".join([message, *publish_blockers(item)])
    return _("“%s” was restored.") % deleted


def purge(limit: int = PURGE_BATCH_SIZE) -> None:
    """Delete expired items for good. A periodic task of the worker.

    Used items stay, as the photo of a draft that was published since.
    """
    items = DeletedItem.objects.expired().unused().order_by("deleted_at")
    for deleted in items[:limit]:
        try:
            delete_for_good(deleted)
        except CannotDeleteError:
            continue
        except Exception:  # a storage may fail in any way; go on with the other items
            logger.exception("An item of the bin could not be deleted: %s", deleted.pk)


def delete_for_good(deleted: DeletedItem) -> None:
    """Delete an item. Raises CannotDeleteError if it is used or protected by a foreign key."""
    try:
        with transaction.atomic():
            found = DeletedItem.objects.select_for_update().filter(pk=deleted.pk).first()
            if found is None:
                return
            if not DeletedItem.objects.unused().filter(pk=found.pk).exists():
                raise CannotDeleteError(_("It is still used, so it stays."))
            item = found.item
            if isinstance(item, Page):
                if is_deleted(item):  # one that was moved out of the bin in the page tree stays
                    item.delete()
            elif item is not None:
                if is_shown(item):
                    raise CannotDeleteError(_("It is still used, so it stays."))
                item.delete()
            found.delete()
    except (ProtectedError, RestrictedError) as error:
        message = _(
            "It stays as long as something depends on it, as a story in the bin on its section."
        )
        raise CannotDeleteError(message) from error
