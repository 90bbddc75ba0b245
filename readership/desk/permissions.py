"""Permission to see numbers of readers: that of the pages in the explorer."""

from typing import Any

from wagtail.permission_policies.pages import PagePermissionPolicy

from news.models import ArticlePage
from news.querysets import ArticleQuerySet

policy = PagePermissionPolicy(ArticlePage)
PAGE_ACTIONS = ["add", "change", "publish"]


def sees_readers(user: Any) -> bool:
    """Return whether the user may add, change or publish any pages."""
    return bool(policy.user_has_any_permission(user, PAGE_ACTIONS))


def stories_of(user: Any) -> ArticleQuerySet:
    """Return the stories that the user may see in the page explorer."""
    if not sees_readers(user):
        return ArticlePage.objects.none()
    return policy.explorable_instances(user)
