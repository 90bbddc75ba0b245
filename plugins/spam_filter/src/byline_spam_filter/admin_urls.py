"""The address in the admin."""

from django.urls import path
from wagtail.admin.auth import permission_required

from byline_spam_filter.report import MODERATE_PERMISSION, ReportView

app_name = "byline_spam_filter"
urlpatterns = [
    path("", permission_required(MODERATE_PERMISSION)(ReportView.as_view()), name="report"),
]
