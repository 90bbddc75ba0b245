"""The admin's own API shows what lists show, and changes nothing.

Its actions on pages ask for less than the admin's pages do: for no lock, and no reason to wait.
"""

from typing import Any, ClassVar

from django.db.models import QuerySet
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry


def listed_for_user(found: QuerySet, user: Any) -> QuerySet:
    """Return what somebody may find in a list: what they may choose or change."""
    policy = policy_registry.get_by_type(found.model)
    may = policy.instances_user_has_any_permission_for(user, ["choose", "change"])
    return found.filter(pk__in=may.values("pk"))


class PhotosAPIViewSet(ImagesAdminAPIViewSet):
    """Photos."""

    def get_queryset(self) -> QuerySet:
        """Return those that lists show."""
        return listed_for_user(super().get_queryset(), self.request.user)


class DocumentsAPIViewSet(DocumentsAdminAPIViewSet):
    """Documents."""

    def get_queryset(self) -> QuerySet:
        """Return those that lists show."""
        return listed_for_user(super().get_queryset(), self.request.user)


class PagesAPIViewSet(PagesAdminAPIViewSet):
    """Pages."""

    actions: ClassVar[dict[str, Any]] = {}


def register_endpoints(router: WagtailAPIRouter) -> None:
    """Take the place of Wagtail's views."""
    router.register_endpoint("pages", PagesAPIViewSet)
    router.register_endpoint("images", PhotosAPIViewSet)
    router.register_endpoint("documents", DocumentsAPIViewSet)
