"""The addresses of the report in the admin."""

from django.urls import path

from seo.crawler_report import CrawlersReportView

app_name = "seo_desk"
urlpatterns = [
    path("", CrawlersReportView.as_view(), name="report"),
    path("results/", CrawlersReportView.as_view(results_only=True), name="report_results"),
]
