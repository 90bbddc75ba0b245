"""Bulk actions on pages, whose “all in this listing” is what the listing shows."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import Resolver404, resolve
from wagtail.admin.views.bulk_action import BulkAction
from wagtail.admin.views.chooser import page_models_from_string
from wagtail.admin.views.pages.bulk_actions import (
    DeleteBulkAction,
    MoveBulkAction,
    PublishBulkAction,
    UnpublishBulkAction,
)
from wagtail.admin.views.pages.usage import ContentTypeUseView
from wagtail.models import Page

from byline.text import split_url
from search.newsroom.found_pages import FoundPages
from search.newsroom.listing_view import SearchedIndexView
from search.newsroom.search_view import NewsroomSearchView


def listing(request: HttpRequest, parent_id: str | None, address: str) -> Any:
    """Return the view of a listing, with the parameters of the request.

    Raises Http404 where the address is not that of the search or of the pages of a type.
    """
    view: Any
    if parent_id is not None:
        view = SearchedIndexView()
        view.parent_page = get_object_or_404(Page, pk=parent_id).specific
    else:
        try:
            match = resolve(split_url(address).path)
        except Resolver404 as error:
            raise Http404 from error
        if match.view_name == NewsroomSearchView.index_url_name:
            view = NewsroomSearchView()
        elif match.view_name == ContentTypeUseView.index_url_name:
            view = ContentTypeUseView()
            view.model = type_of_pages(*match.kwargs.values())
        else:
            raise Http404
    view.setup(request)
    return view


def type_of_pages(app_label: str, model_name: str) -> type[Page]:
    """Return a type of pages. Raises Http404 if there is none of the name."""
    try:
        (model,) = page_models_from_string(f"{app_label}.{model_name}")
    except (ValueError, LookupError) as error:
        raise Http404 from error
    return model


class ListedPages(BulkAction):
    """Takes from the listing, instead of searching as Wagtail's index would.

    `childOf` names the page whose children are listed. Other listings are known by the address
    that the action returns to.
    """

    def get_all_objects_in_listing_query(self, parent_id: str | None) -> list[int]:
        """Return the ids of the pages on all pages of the listing."""
        pages = listing(self.request, parent_id, self.next_url).get_queryset()
        return list(pages.ids) if isinstance(pages, FoundPages) else [page.pk for page in pages]


class DeleteListedPages(ListedPages, DeleteBulkAction):
    """Delete listed pages."""


class MoveListedPages(ListedPages, MoveBulkAction):
    """Move listed pages."""


class PublishListedPages(ListedPages, PublishBulkAction):
    """Publish listed pages."""


class UnpublishListedPages(ListedPages, UnpublishBulkAction):
    """Take listed pages down."""


BULK_ACTIONS = [DeleteListedPages, MoveListedPages, PublishListedPages, UnpublishListedPages]
