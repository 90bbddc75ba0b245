"""The addresses of searching in the admin."""

from django.urls import path

from search.desk.searches_report import SearchesReportView

app_name = "search_desk"
urlpatterns = [
    path("", SearchesReportView.as_view(), name="report"),
    path("results/", SearchesReportView.as_view(results_only=True), name="report_results"),
]
