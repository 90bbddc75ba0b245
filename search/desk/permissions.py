"""Logged queries are shown to users who may promote results."""

from typing import Any

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.permission_policies import ModelPermissionPolicy

policy = ModelPermissionPolicy(SearchPromotion)
PROMOTION_ACTIONS = ["add", "change", "delete"]


def sees_searches(user: Any) -> bool:
    """Return whether the user may promote results."""
    return bool(policy.user_has_any_permission(user, PROMOTION_ACTIONS))
