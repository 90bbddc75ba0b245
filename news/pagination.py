"""Pagination of lists."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

LIST_PAGES_LIMIT = 25
PAGE_NUMBER_PATTERN = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class ShallowPaginator(Paginator):
    """The first pages of a list, at a cost that does not grow with the list.

    One query finds the ids on all of these pages, unless they are given, and whether the list
    goes on; nothing is counted. `fetch` finds the items of one page by id; those it does not
    return are left out.
    """

    object_list: QuerySet | list[int]

    def __init__(
        self,
        object_list: QuerySet | list[int],
        per_page: int,
        *,
        fetch: Callable[[list[int]], dict[int, Any]],
    ) -> None:
        super().__init__(object_list, per_page)
        self.fetch = fetch

    @cached_property
    def ids(self) -> list[int]:
        """The ids on all of the pages, and one more."""
        if isinstance(self.object_list, list):
            return self.object_list
        return list(self.object_list.values_list("pk", flat=True)[: self.most + 1])

    @property
    def most(self) -> int:
        """The maximum number of items on all pages."""
        return LIST_PAGES_LIMIT * self.per_page

    @cached_property
    def count(self) -> int:
        """The number of items on all pages."""
        return min(len(self.ids), self.most)

    @property
    def goes_on(self) -> bool:
        """Whether the list goes on behind the last page."""
        return len(self.ids) > self.most

    def page(self, number: int | str) -> Page:
        """Return a page. Raises InvalidPage."""
        number = self.validate_number(number)
        end = min(number * self.per_page, self.count)
        ids = self.ids[(number - 1) * self.per_page : end]
        found = self.fetch(ids)
        return Page([found[pk] for pk in ids if pk in found], number, self)


def page_of(
    items: QuerySet | list[int],
    request: HttpRequest,
    per_page: int,
    paginator: Callable[[Any, int], Paginator] = Paginator,
) -> Page:
    """Return the page of `?page=`, the first by default. Raises Http404."""
    number = request.GET.get("page", "1")
    if not PAGE_NUMBER_PATTERN.fullmatch(number):
        raise Http404("That is no number of a page.")
    try:
        return paginator(items, per_page).page(number)
    except InvalidPage as error:
        raise Http404(str(error)) from error
