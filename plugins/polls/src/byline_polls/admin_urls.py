"""The addresses in the admin."""

from django.urls import path

from byline_polls.report import PollsReportView

app_name = "polls_admin"
urlpatterns = [
    path("reports/polls/", PollsReportView.as_view(), name="report"),
    path(
        "reports/polls/results/", PollsReportView.as_view(results_only=True), name="report_results"
    ),
]
