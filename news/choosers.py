"""Page choosers, limited to the pages that a user's lists show."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.bulk_action import dispatcher as bulk_actions
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView, ExternalLinkView
from wagtail.models import Page, PageQuerySet
from wagtail.permissions import policy_registry

from accounts.models import User
from news.fragments import with_fragment
from news.querysets import is_visible

# In place of ids in the URL of a bulk action.
ALL_IDS = "all"


def explorable_by(user: User | AnonymousUser) -> PageQuerySet:
    """Return the pages that lists of pages show."""
    return policy_registry.get_by_type(Page).explorable_instances(user)


def offered_to(user: User | AnonymousUser) -> PageQuerySet:
    """Return published pages, and those that the lists of pages show to a user."""
    listed = explorable_by(user).values("pk")
    return Page.objects.filter(is_visible() | Q(depth=1) | Q(pk__in=listed))


def with_titles_for(user: User | AnonymousUser, pages: PageQuerySet) -> PageQuerySet:
    """Annotate pages with `hides_draft`: whether the user's lists do not show them."""
    listed = explorable_by(user).filter(pk=OuterRef("pk"))
    return pages.annotate(hides_draft=~Exists(listed))


def hide_draft_titles(user: User | AnonymousUser, pages: Iterable[Page]) -> None:
    """Have pages that the user's lists do not show named by their public titles.

    Costs one query.
    """
    pages = list(pages)
    ids = {page.pk for page in pages}
    listed = set(explorable_by(user).filter(pk__in=ids).values_list("pk", flat=True))
    for page in pages:
        if page.pk not in listed:
            page.draft_title = page.title


class OfferedBrowseView(BrowseView):
    """Wagtail's view of child pages, which shows the parent page to any user."""

    def get(self, request: HttpRequest, parent_page_id: int) -> HttpResponse:
        """Show the child pages. Raises Http404 if the parent is not offered."""
        if not offered_to(request.user).filter(pk=parent_page_id).exists():
            raise Http404
        return super().get(request, parent_page_id)

    def get_object_list(self) -> PageQuerySet:
        """Name the parent page by its public title, where lists do not show it."""
        hide_draft_titles(self.request.user, [self.parent_page])
        return super().get_object_list()


class TitlesForUserMixin:
    """Shows titles as `with_titles_for` does in the responses of Wagtail's choosers."""

    request: HttpRequest

    def render_chosen_response(self, result: dict[str, Any] | list[dict[str, Any]]) -> HttpResponse:
        """Replace the titles of drafts."""
        chosen = result if isinstance(result, list) else [result]
        ids = [page["id"] for page in chosen if "id" in page]
        pages = with_titles_for(self.request.user, Page.objects.filter(pk__in=ids))
        titles = dict(pages.filter(hides_draft=True).values_list("pk", "title"))
        for page in chosen:
            if page.get("id") in titles:
                page["adminTitle"] = titles[page["id"]]
        view: Any = super()
        answer: HttpResponse = view.render_chosen_response(result)
        return answer


class TitledExternalLinkView(TitlesForUserMixin, ExternalLinkView):
    """Wagtail's view that turns the URL of a page of ours into a link to the page.

    The fragment stays, with which Wagtail would take it for another page.
    """

    fragment = ""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Find the page without the fragment."""
        field = f"{self.form_prefix}-url"
        url, _, fragment = request.POST.get(field, "").partition("#")
        if fragment and url and "?" not in url:
            self.fragment = unquote(fragment)
            # The request is this view's alone.
            fields = request.POST.copy()
            fields[field] = url
            request.POST = fields  # type: ignore[assignment]
        return super().post(request)

    def render_chosen_response(self, result: dict[str, Any] | list[dict[str, Any]]) -> HttpResponse:
        """Add the fragment again."""
        if isinstance(result, dict):
            result = {**result, "url": with_fragment(result["url"], self.fragment)}
        return super().render_chosen_response(result)


class OfferedMultipleView(TitlesForUserMixin, ChosenMultipleView):
    """Wagtail's view of chosen pages, which shows any requested page."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the pages. Raises Http404 if one of them is not offered."""
        if not are_among(request.GET.getlist("id"), offered_to(request.user)):
            raise Http404
        return super().get(request)


def confirm_bulk_action(
    request: HttpRequest, app_label: str, model_name: str, action: str
) -> HttpResponse:
    """Confirm a bulk action. Raises Http404 for objects that no list shows.

    Wagtail also shows those that the user may not change.
    """
    asked = request.GET.getlist("id")
    if (app_label, model_name) == ("wagtailcore", "page"):
        listed, named = explorable_by(request.user), [pk for pk in asked if pk != ALL_IDS]
        if ALL_IDS in asked and (parent := request.GET.get("childOf")) is not None:
            named.append(parent)
        is_listed = are_among(named, listed)
    else:
        is_listed = may_list(request.user, app_label, model_name)
    if not is_listed:
        raise Http404
    return bulk_actions.index(request, app_label, model_name, action)


def may_list(user: User | AnonymousUser, app_label: str, model_name: str) -> bool:
    """Return whether a user has any permission for a model."""
    try:
        policy = policy_registry.get_by_type(apps.get_model(app_label, model_name))
    except LookupError:
        return False
    return policy.user_has_any_permission(user, {"add", "change", "choose", "delete", "view"})


def are_among(pks: Sequence[str], pages: PageQuerySet) -> bool:
    """Return whether all are ids of the pages."""
    if not all(pk.isascii() and pk.isdecimal() and len(pk) < 10 for pk in pks):
        return False
    return pages.filter(pk__in=pks).count() == len(set(map(int, pks)))


chosen_multiple = never_cache(require_admin_access(OfferedMultipleView.as_view()))
external_link = never_cache(require_admin_access(TitledExternalLinkView.as_view()))
browse = never_cache(require_admin_access(OfferedBrowseView.as_view()))
bulk_action = never_cache(require_admin_access(confirm_bulk_action))
