"""Deleting what can be restored, restoring it, and deleting it for good."""

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

DELETE_ACTION, RESTORE_ACTION = "recyclebin.delete", "recyclebin.restore"
# How many items are deleted for good in one run.
PURGE_BATCH_SIZE = 100
# Characters of a slug to which a number is added.
SLUG_PREFIX_MAX_LENGTH = 200

logger = logging.getLogger(__name__)


class CannotRestoreError(Exception):
    """Says to an editor why something cannot be restored now."""


class CannotDeleteError(Exception):
    """Says to an editor why something cannot be deleted for good now."""


class MoveToBinAction(DeleteAction):
    """Wagtail's action `delete` of photos and documents."""

    def _delete(self) -> None:
        delete(self.instance, self.user)


def delete_all(items: Iterable[models.Model], user: Any) -> None:
    """Move pages, photos or documents to the bin; what is below another page goes with it."""
    with transaction.atomic():
        for item in sorted(items, key=lambda item: getattr(item, "path", "")):
            delete(item, user)


@transaction.atomic
def delete(item: models.Model, user: Any) -> DeletedItem | None:
    """Move a page, a photo or a document to the bin; return its entry, or None if it was there.

    Deleting the root page of a site raises PermissionDenied.
    """
    if isinstance(item, Page):
        item = Page.objects.get(pk=item.pk).specific
        if is_deleted(item):
            return None
    known = DeletedItem.objects.filter(content_type=content_type_of(type(item)), object_id=item.pk)
    if isinstance(item, Page):
        known.delete()  # of a page that was moved out of the bin otherwise
    elif known.exists():
        return None
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
    """Take a page from the site, with all below it."""
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
    # Its own number is a slug that nothing else in the bin has.
    move(page, RecycleBin.load(), str(page.pk), user)


def cancel_workflows(page: Page, user: Any) -> None:
    """End the workflows of a page and of those below it: nobody could work on them."""
    pages = Page.objects.filter(path__startswith=page.path)
    ids = pages.annotate(key=Cast("pk", models.CharField())).values("key")
    states = WorkflowState.objects.active().filter(
        base_content_type=content_type_of(Page), object_id__in=ids
    )
    for state in states:
        state.cancel(user=user)


def move(page: Page, parent: Page, slug: str, user: Any) -> Page:
    """Move a page below another with a slug that is free there; return it."""
    page.slug = slug
    Page.objects.filter(pk=page.pk).update(slug=slug)
    action = MovePageAction(page, parent, pos="last-child", user=user)
    action.execute(skip_permission_checks=True)
    return Page.objects.get(pk=page.pk).specific


@transaction.atomic
def restore(deleted: DeletedItem, user: Any) -> models.Model:
    """Put something back to where it was, and return it.

    A page that was published is published again as readers knew it. It becomes a draft where
    its address was taken meanwhile, the user may not publish there, or what it repeats is not
    there. Raises CannotRestoreError.
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
    """Move a page back below its parent."""
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
    """Give a page's draft the slug that the page has now."""
    if page.latest_revision_id:
        draft = page.get_latest_revision_as_object()
        draft.slug = page.slug
        draft.save_revision(user=user, log_action=False)


def may_go_live(page: Page, deleted: DeletedItem, may: PagePermissionTester) -> bool:
    """Return whether a page is published again, by what the user may do with its parent."""
    if not deleted.was_live or (deleted.was_alias and not (page.alias_of and page.alias_of.live)):
        return False
    return bool(may.can_reorder_children())  # as Wagtail asks who publishes what is there


def go_live(page: Page, deleted: DeletedItem, user: Any) -> None:
    """Publish what of a page was published before, which is still in its columns."""
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


def purge(limit: int = PURGE_BATCH_SIZE) -> None:
    """Delete for good what has been in the bin for long enough. A periodic task of the worker.

    What is used stays: a photo of a draft, say, that was published since.
    """
    items = DeletedItem.objects.expired().unused().order_by("deleted_at")
    for deleted in items[:limit]:
        try:
            delete_for_good(deleted)
        except CannotDeleteError:
            continue
        except Exception:  # files may be anywhere, and one item is only one of many
            logger.exception("An item of the bin could not be deleted: %s", deleted.pk)


def delete_for_good(deleted: DeletedItem) -> None:
    """Delete something. Raises CannotDeleteError where it is used or something depends on it."""
    try:
        with transaction.atomic():
            found = DeletedItem.objects.select_for_update().filter(pk=deleted.pk).first()
            if found is None:
                return
            if not DeletedItem.objects.unused().filter(pk=found.pk).exists():
                raise CannotDeleteError(_("It is still used, so it stays."))
            item = found.item
            # A page that was moved out of the bin otherwise is none of its business.
            if item is not None and not (isinstance(item, Page) and not is_deleted(item)):
                item.delete()
            found.delete()
    except (ProtectedError, RestrictedError) as error:
        message = _(
            "It stays as long as something depends on it, as a story in the bin on its section."
        )
        raise CannotDeleteError(message) from error
