"""The search of page choosers: for links, related coverage, and what is read next."""

from functools import partial
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from wagtail import hooks
from wagtail.admin.auth import require_admin_access
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.ui.tables import BaseColumn, Column
from wagtail.admin.views.chooser import (
    PageChooserTable,
    SearchView,
    page_models_from_string,
    shared_context,
)
from wagtail.models import Page

from news.choosers import hide_draft_titles
from search.newsroom.searching import DETAIL_CLASS, SearchingMixin

CHOICES_PER_PAGE = 25
TABLE_CLASS = "listing chooser newsroom-choices"


class ExcerptColumn(Column):
    """The passage in which the words are."""

    cell_template_name = "search/admin/excerpt_cell.html"


class ChooserSearchView(SearchingMixin, SearchView):
    """Finds pages to choose by all that the person may read of them."""

    @property
    def columns(self) -> list[BaseColumn]:
        """Return Wagtail's columns, and an excerpt instead of the type."""
        columns = [column for column in super().columns if column.name != "type"]
        for column in columns:
            if column.name in {"parent", "updated"}:
                column.classname = DETAIL_CLASS
        after_title = 2 if self.is_multiple_choice else 1
        columns.insert(after_title, ExcerptColumn("excerpt", label=_("Text")))
        return columns

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the pages found. Raises Http404 for unknown types of pages."""
        self.is_multiple_choice = bool(request.GET.get("multiple"))
        type_names = request.GET.get("page_type") or "wagtailcore.page"
        try:
            types = page_models_from_string(type_names)
        except (ValueError, LookupError) as error:
            raise Http404 from error
        pages = Page.objects.filter(depth__gt=1)
        for hook in hooks.get_hooks("construct_page_chooser_queryset"):
            pages = hook(pages, request)
        pages = pages.type(*types).defer_streamfields().specific()
        pages = pages.prefetch_workflow_states().annotate_approved_schedule()
        found: Any = self.found(pages)
        page = Paginator(found, CHOICES_PER_PAGE).get_page(request.GET.get("p"))
        Page.objects.annotate_parent_page(page.object_list)
        for choice in page:
            # Two cells ask each page for it.
            choice.get_parent = partial(getattr, choice, "_parent_page")
            choice.can_choose, choice.is_parent_page = True, False
        hide_draft_titles(request.user, (choice.get_parent() for choice in page))
        context: dict[str, Any] = {
            "searchform": SearchForm(request.GET),
            "table": PageChooserTable(self.columns, page, classname=TABLE_CLASS),
            "pages": page,
            "page_type_string": type_names,
        }
        template = "search/admin/chooser_results.html"
        return TemplateResponse(request, template, shared_context(request, context))


search_pages = never_cache(require_admin_access(ChooserSearchView.as_view()))
