"""Who may do what with photos and documents."""

from collections.abc import Collection
from typing import Any

from wagtail.models import ReferenceIndex
from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy


class OwnUnusedPolicy(CollectionOwnershipPermissionPolicy):
    """Wagtail's, but that nobody who may change only what is their own deletes what is used."""

    def user_has_any_permission_for_instance(
        self, user: Any, actions: Collection[str], instance: Any
    ) -> bool:
        """Tell whether any of the actions is allowed."""
        others = set(actions) - {"delete"}
        if others and super().user_has_any_permission_for_instance(user, others, instance):
            return True
        if "delete" not in actions:
            return False
        if self._check_perm(user, {"change"}, collection=instance.collection):
            return True
        return super().user_has_any_permission_for_instance(
            user, {"delete"}, instance
        ) and not is_used(instance)


def is_used(instance: Any) -> bool:
    """Tell whether anything refers to a photo or document, a draft too."""
    return ReferenceIndex.get_references_to(instance).exists()
