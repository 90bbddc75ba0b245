"""Who sees what readers search for: whoever may promote results."""

from typing import Any

from wagtail.contrib.search_promotions.models import SearchPromotion
from wagtail.permission_policies import ModelPermissionPolicy

policy = ModelPermissionPolicy(SearchPromotion)
PROMOTION_ACTIONS = ["add", "change", "delete"]


def sees_searches(user: Any) -> bool:
    """Tell whether the user promotes results of searches."""
    return bool(policy.user_has_any_permission(user, PROMOTION_ACTIONS))
