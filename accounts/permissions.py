"""Permissions for photos and documents."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms.collections import BaseCollectionMemberForm
from wagtail.models import ReferenceIndex
from wagtail.permissions import policy_registry

from recyclebin.models import is_deleted_item
from recyclebin.permissions import CollectionMemberPolicy
from recyclebin.uses import is_shown


class UsedItemPolicy(CollectionMemberPolicy):
    """Lets users who may change only their own items delete those that are not used."""

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Iterable[str], instance: Any
    ) -> bool:
        """Return whether any of the actions is allowed."""
        others = set(actions) - {"delete"}
        if others and super().user_has_any_permission_for_instance(user, others, instance):
            return True
        if "delete" not in actions or is_deleted_item(instance):
            return False
        if self.can_change_others_items(user, instance):
            return True
        return super().user_has_any_permission_for_instance(
            user, {"delete"}, instance
        ) and not is_used(instance)

    def can_change_others_items(self, user: Any, instance: Any) -> bool:
        """Return whether the user may change items that other users own."""
        return bool(self._check_perm(user, {"change"}, collection=instance.collection))


class UsedItemForm(BaseCollectionMemberForm):
    """Rejects another file or collection of a used item from users who may change only their own.

    A new file would change the picture of published stories, and delete the old one.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.user = kwargs.get("user")
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """Add an error to each field that the user may not change."""
        cleaned = super().clean()
        changed = {"file", "collection"}.intersection(self.changed_data)
        if changed and self.instance.pk and self.user:
            policy = policy_registry.get_by_type(type(self.instance))
            may_change = policy.can_change_others_items(self.user, self.instance)
            if not may_change and is_used(self.instance):
                for name in changed:
                    self.add_error(name, _("It is used, so only an editor can change this."))
        return cleaned


def is_used(instance: Any) -> bool:
    """Return whether anything uses it but drafts of published pages that are not scheduled."""
    return ReferenceIndex.get_references_to(instance).exists() or is_shown(instance)
