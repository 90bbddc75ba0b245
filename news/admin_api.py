"""The admin's own API: read-only, and limited to the objects that the admin lists.

Its actions on pages check less than the admin's views: neither locks nor publish blockers.
"""

from typing import Any, ClassVar

from django.db.models import QuerySet
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.permissions import policy_registry


def listed_for_user(found: QuerySet, user: Any) -> QuerySet:
    """Return the objects that lists show to a user: those they may choose or change."""
    policy = policy_registry.get_by_type(found.model)
    may = policy.instances_user_has_any_permission_for(user, ["choose", "change"])
    return found.filter(pk__in=may.values("pk"))


class PhotosAPIViewSet(ImagesAdminAPIViewSet):
    """Photos."""

    def get_queryset(self) -> QuerySet:
        """Return the photos that lists show."""
        return listed_for_user(super().get_queryset(), self.request.user)


class DocumentsAPIViewSet(DocumentsAdminAPIViewSet):
    """Documents."""

    def get_queryset(self) -> QuerySet:
        """Return the documents that lists show."""
        return listed_for_user(super().get_queryset(), self.request.user)


class PagesAPIViewSet(PagesAdminAPIViewSet):
    """Pages."""

    actions: ClassVar[dict[str, Any]] = {}


def register_endpoints(router: WagtailAPIRouter) -> None:
    """Replace Wagtail's viewsets."""
    router.register_endpoint("pages", PagesAPIViewSet)
    router.register_endpoint("images", PhotosAPIViewSet)
    router.register_endpoint("documents", DocumentsAPIViewSet)
