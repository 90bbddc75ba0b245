"""The report in the admin."""

from django.urls import URLPattern, URLResolver, include, path
from wagtail import hooks
from wagtail.admin.auth import permission_required

from byline_spam_filter.report import MODERATE_PERMISSION, ReportView


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern | URLResolver]:
    """Add the address of the report."""
    view = permission_required(MODERATE_PERMISSION)(ReportView.as_view())
    patterns = ([path("", view, name="report")], "byline_spam_filter")
    return [path("reports/spam-filter/", include(patterns))]
