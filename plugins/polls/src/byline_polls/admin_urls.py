"""The addresses in the admin."""

from django.urls import path

from byline_polls.report import PollsReportView

app_name = "byline_polls"
urlpatterns = [
    path("", PollsReportView.as_view(), name="report"),
    path("results/", PollsReportView.as_view(results_only=True), name="report_results"),
]
