"""Lists a page at a time."""

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.core.paginator import InvalidPage, Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest

# How many pages of a list are offered where an archive goes on.
LIST_PAGES_LIMIT = 25
PAGE_NUMBER_PATTERN = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


class ShallowPaginator(Paginator):
    """The first pages of a list, each as cheap as the others however long the list is.

    One query finds the numbers of everything on them, unless they are known, and with it whether
    the list goes on; nothing is ever counted. A second, by `fetch`, finds what one page shows,
    by number; what readers may not see any more is left out.
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
        """The numbers of what is on all of the pages, and of one more."""
        if isinstance(self.object_list, list):
            return self.object_list
        return list(self.object_list.values_list("pk", flat=True)[: self.most + 1])

    @property
    def most(self) -> int:
        """How much is on the pages at most."""
        return LIST_PAGES_LIMIT * self.per_page

    @cached_property
    def count(self) -> int:
        """How much is on the pages."""
        return min(len(self.ids), self.most)

    @property
    def goes_on(self) -> bool:
        """Tell whether there is more behind the deepest page."""
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
    """Return the page of the list that `?page=` asks for, the first by default.

    Raises Http404 for a page that is not there or not a number.
    """
    number = request.GET.get("page", "1")
    if not PAGE_NUMBER_PATTERN.fullmatch(number):
        raise Http404("That is no number of a page.")
    try:
        return paginator(items, per_page).page(number)
    except InvalidPage as error:
        raise Http404(str(error)) from error
