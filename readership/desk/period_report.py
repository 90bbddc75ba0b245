"""The base classes of reports about a period."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports import ReportView

from byline.spreadsheets import SAFE_EXPORT_VALUES
from readership.reader_counts import DayRange


class PeriodReportView(ReportView):
    """A report whose filters derive from `PeriodFilterSet`."""

    empty_message: str
    custom_value_preprocess = SAFE_EXPORT_VALUES

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the report, or stream all of it as a spreadsheet."""
        if not self.is_export:
            return super().get(request, *args, **kwargs)
        return self.as_spreadsheet(self.get_filtered_queryset().iterator(), request.GET["export"])

    def get_filename(self) -> str:
        """Return a file name with the period."""
        name = str(self.export_filename)
        return f"{name}-{self.days.first}-{self.days.last}" if self.days else name

    @cached_property
    def days(self) -> DayRange | None:
        """The chosen period; None if the filters are invalid."""
        return self.filters.days if self.filters.is_valid() else None

    @cached_property
    def no_results_message(self) -> str:
        """Explain why the report is empty."""
        if self.days:
            return self.empty_message
        errors = [error for errors in self.filters.errors.values() for error in errors]
        return f"The filters make no sense: {' '.join(errors)}"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the period and the styles."""
        context = super().get_context_data(*args, **kwargs)
        context["media"] += self.media
        return {**context, "days": self.days}


class ReportMenuItem(MenuItem):
    """An item of the reports menu, for users of whom `test_user` is true."""

    def __init__(
        self, label: str, url: Any, *, test_user: Callable[[Any], bool], **options: Any
    ) -> None:
        self.test_user = test_user
        super().__init__(label, url, **options)

    def is_shown(self, request: HttpRequest) -> bool:
        """Return whether the user may see the report."""
        return self.test_user(request.user)
