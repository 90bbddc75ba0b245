"""Who sees how often stories are read: whoever may reach them among the pages."""

from typing import Any

from wagtail.permission_policies.pages import PagePermissionPolicy

from news.models import ArticlePage
from news.querysets import ArticleQuerySet

policy = PagePermissionPolicy(ArticlePage)
PAGE_ACTIONS = ["add", "change", "publish"]


def sees_readers(user: Any) -> bool:
    """Tell whether the user writes, edits or publishes any pages."""
    return bool(policy.user_has_any_permission(user, PAGE_ACTIONS))


def stories_of(user: Any) -> ArticleQuerySet:
    """Return the stories that the user finds among the pages."""
    if not sees_readers(user):
        return ArticlePage.objects.none()
    return policy.explorable_instances(user)
