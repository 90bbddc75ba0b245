"""Choosers of pages show each role what its lists would."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.chooser import BrowseView
from wagtail.models import Page, PageQuerySet
from wagtail.permissions import policy_registry

from accounts.models import User
from news.querysets import is_visible


def offered_to(user: User | AnonymousUser) -> PageQuerySet:
    """Return the pages that readers may see, and besides what the lists of pages show."""
    explorable = policy_registry.get_by_type(Page).explorable_instances(user)
    return Page.objects.filter(is_visible() | Q(depth=1) | Q(pk__in=explorable.values("pk")))


class OfferedBrowseView(BrowseView):
    """Wagtail's view of what is below a page, which names that page whoever asks."""

    def get(self, request: HttpRequest, parent_page_id: int) -> HttpResponse:
        """Show what is below a page. 404 if that is not offered itself."""
        if not offered_to(request.user).filter(pk=parent_page_id).exists():
            raise Http404
        return super().get(request, parent_page_id)


browse = never_cache(require_admin_access(OfferedBrowseView.as_view()))
