"""Lists a page at a time."""

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest


def page_of(items: QuerySet, request: HttpRequest, per_page: int) -> Page:
    """Return the page of the list that `?page=` asks for, the first by default.

    Raises Http404 for a page that is not there or not a number.
    """
    try:
        return Paginator(items, per_page).page(request.GET.get("page", "1"))
    except InvalidPage as error:
        raise Http404(str(error)) from error
