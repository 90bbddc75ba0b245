"""Permission policies that hide deleted items, and those of the bin itself."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.models import Q
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, PageQuerySet
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from recyclebin.models import (
    IS_DELETED,
    DeletedItem,
    content_type_of,
    deleted_ids,
    is_deleted,
    is_deleted_item,
)


class PagePolicy(PagePermissionPolicy):
    """Wagtail's policy, which neither lists deleted pages nor allows any action on them."""

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> PageQuerySet:
        """Return pages that are not in the bin."""
        return self.even_deleted(user, actions).exclude(IS_DELETED)

    def even_deleted(self, user: Any, actions: Iterable[str]) -> PageQuerySet:
        """Return those for which the user has any of the permissions, in the bin or not."""
        return super().instances_user_has_any_permission_for(user, actions)

    def explorable_instances(self, user: Any) -> PageQuerySet:
        """Return pages that are not in the bin."""
        return super().explorable_instances(user).exclude(IS_DELETED)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Page
    ) -> bool:
        """Return whether any of the actions is allowed."""
        allowed = super().user_has_any_permission_for_instance(user, actions, instance)
        return allowed and not is_deleted(instance)


class CollectionMemberPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's policy for photos and documents, without deleted ones."""

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> models.QuerySet:
        """Return items that are not in the bin."""
        found = self.even_deleted(user, actions)
        return found.exclude(pk__in=deleted_ids(self.model))

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Any
    ) -> bool:
        """Return whether any of the actions is allowed."""
        allowed = super().user_has_any_permission_for_instance(user, actions, instance)
        return allowed and not is_deleted_item(instance)

    def even_deleted(self, user: Any, actions: Iterable[str]) -> models.QuerySet:
        """Return those for which the user has any of the permissions, in the bin or not."""
        return super().instances_user_has_any_permission_for(user, actions)


class DeletedItemPolicy(BasePermissionPolicy):
    """Users may restore what they could change; deleting for good takes more permissions."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return whether the user may delete anything at all."""
        return any(
            policy_registry.get_by_type(model).user_has_permission(user, "change")
            for model in (Page, get_image_model(), get_document_model())
        )

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        """Return whether the user may delete anything at all."""
        return self.user_has_permission(user, "change")

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Iterable[str]
    ) -> models.QuerySet[DeletedItem]:
        """Return the items that the user may restore (`change`), or else delete for good."""
        items = DeletedItem.objects.all()
        if user.is_superuser and user.is_active:
            return items
        found = self.pages(user) if "change" in actions else self.pages_for_good(user)
        for model in (get_image_model(), get_document_model()):
            members = policy_registry.get_by_type(model).even_deleted(user, ["change"])
            of_model = deleted_ids(model).filter(object_id__in=members.values("pk"))
            found |= Q(pk__in=of_model.values("pk"))
        return items.filter(found)

    def pages(self, user: Any) -> Q:
        """Return the condition on pages that the user may restore.

        The permissions on its former parent count, and the ownership of the page.
        """
        is_mine = Q(owner=user, parent__in=parents(user, "add"), was_live=False)
        return Q(parent__in=parents(user, "change")) | is_mine

    def pages_for_good(self, user: Any) -> Q:
        """Return the condition on pages that the user may delete for good.

        As in Wagtail, a page with children takes the permission `bulk_delete`.
        """
        with_children = Page.objects.filter(IS_DELETED, numchild__gt=0).values("pk")
        is_leaf = ~Q(content_type=content_type_of(Page), object_id__in=with_children)
        may_bulk_delete = Q(parent__in=parents(user, "bulk_delete"))
        return Q(parent__in=parents(user, "publish")) & (is_leaf | may_bulk_delete)

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: DeletedItem
    ) -> bool:
        """Return whether the user may restore or delete the item."""
        found = self.instances_user_has_any_permission_for(user, actions)
        return found.filter(pk=instance.pk).exists()

    def user_has_permission_for_instance(
        self, user: Any, action: str, instance: DeletedItem
    ) -> bool:
        """Return whether the user may restore or delete the item."""
        return self.user_has_any_permission_for_instance(user, [action], instance)


def parents(user: Any, action: str) -> models.QuerySet:
    """Return the ids of the pages for which the user has a permission, in the bin or not."""
    found: models.QuerySet = policy_registry.get_by_type(Page).even_deleted(user, [action])
    return found.values("pk")
